"""The shape of one estimate asked from outside: `kinebot estimate`, examples, deep links."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from bot.calculator import (
    UNSET,
    Batch,
    Coverage,
    NoCoverage,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
)
from bot.calculator.money import to_cent
from bot.calculator.situation import (
    Home,
    MaternityPeriod,
    PatientSituation,
    Terrain,
    Unset,
    Zone,
)
from bot.content.parameters import Bareme

MOST_SESSIONS = 300
MOST_EUROS = Decimal(1000)
MOST_PERCENT = Decimal(1000)
MOST_SITUATIONS = 3
_AMOUNT = re.compile(r"\d{1,4}(?:\.\d{1,4})?")


def _amount_text(value: object) -> object:
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str) or not _AMOUNT.fullmatch(value):
        raise ValueError('écrivez un nombre entre guillemets, avec un point : "35.00"')
    return Decimal(value)


def _at_the_cent(value: Decimal) -> Decimal:
    if value != to_cent(value):
        raise ValueError("un montant a deux chiffres après le point")
    return value


Number = Annotated[Decimal, BeforeValidator(_amount_text), Field(ge=0)]
Money = Annotated[Number, AfterValidator(_at_the_cent), Field(le=MOST_EUROS)]
Count = Annotated[int, Field(ge=1, le=MOST_SESSIONS, strict=True)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PriceRange(_Strict):
    """A price between two ends, in euros."""

    low: Money
    high: Money

    @model_validator(mode="after")
    def _check(self) -> PriceRange:
        if self.low > self.high:
            raise ValueError("« low » est plus grand que « high »")
        return self


def _shape_of_price(value: object) -> str:
    return "entre" if isinstance(value, (dict, PriceRange)) else "montant"


Price = Annotated[
    Annotated[Money, Tag("montant")] | Annotated[PriceRange, Tag("entre")],
    Discriminator(_shape_of_price),
]


class CoverageRequest(_Strict):
    """What the complémentaire gives."""

    kind: Literal["none", "percent", "per_session", "per_year", "unknown"]
    percent: Annotated[Number, Field(le=MOST_PERCENT)] | None = None
    includes_amo: bool = True
    amount: Money | None = None

    def coverage(self) -> Coverage:
        """Return the coverage for the calculator."""
        match self.kind:
            case "none":
                return NoCoverage()
            case "unknown":
                return UnknownCoverage()
            case "percent":
                return PercentCoverage(self.percent or Decimal(0), self.includes_amo)
            case "per_session":
                return SessionCoverage(self.amount or Decimal(0))
            case "per_year":
                return YearCoverage(self.amount or Decimal(0))

    @model_validator(mode="after")
    def _check(self) -> CoverageRequest:
        needed = {
            "percent": self.percent, "per_session": self.amount, "per_year": self.amount,
        }  # fmt: skip
        if self.kind in needed and needed[self.kind] is None:
            raise ValueError(f"« {self.kind} » demande son nombre (percent ou amount)")
        return self


class BatchRequest(_Strict):
    """Sessions done under the rules of one day."""

    day: dt.date
    sessions: Count


class EstimateRequest(_Strict):
    """One situation, as in the contract of `kinebot estimate`."""

    day: dt.date | None = None
    start_month: str | None = Field(default=None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$")
    price: Price | None = None
    sessions: Count | None = None
    act: str | None = None
    tariff: Money | None = None
    rate: Annotated[Number, Field(le=1)] | None = None
    franchise: Money | None = None
    territory: Zone = "metropole"
    situations: tuple[PatientSituation, ...] = Field(
        default=("general",), max_length=MOST_SITUATIONS
    )
    ald_related: bool | None = None
    maternity_period: MaternityPeriod | None = None
    coverage: CoverageRequest = CoverageRequest(kind="unknown")
    franchise_already: Money = Decimal(0)
    assessment: bool = False
    per_day: Literal[1, 2] = 1
    same_day_conditions: bool | None = None
    other_care_same_day: int = Field(default=0, ge=0, le=20)
    sessions_after_december: int = Field(default=0, ge=0, le=MOST_SESSIONS)
    schedule: tuple[BatchRequest, ...] = ()
    home: Home = "non"
    km: Annotated[Number, Field(le=500)] = Decimal(0)
    terrain: Terrain = "plaine"
    is_conventionne: bool = True

    @model_validator(mode="after")
    def _check(self) -> EstimateRequest:
        if self.sessions is not None and self.sessions_after_december > self.sessions:
            raise ValueError("sessions_after_december dépasse le nombre de séances")
        return self

    def situation(self, today: dt.date, verified_from: dt.date = dt.date.min) -> Situation:
        """Return the situation for the calculator.

        Args:
            today: the day of care when none is given.
            verified_from: the first verified day; a month that holds it starts on that day.
        """
        given = self.model_fields_set
        return Situation(
            day=self._day(today, verified_from),
            price=_price(self.price) if "price" in given else UNSET,
            sessions=self._sessions() if self.schedule or "sessions" in given else UNSET,
            coverage=self.coverage.coverage(),
            schedule=tuple(Batch(b.day, b.sessions) for b in self.schedule),
            **self._same_names(),
        )

    def _same_names(self) -> dict[str, Any]:
        return {
            name: getattr(self, name)
            for name in (
                "act", "tariff", "rate", "franchise", "territory", "situations", "ald_related",
                "maternity_period", "franchise_already", "assessment", "per_day",
                "same_day_conditions", "other_care_same_day", "sessions_after_december",
                "home", "km", "terrain", "is_conventionne",
            )
        }  # fmt: skip

    def _day(self, today: dt.date, verified_from: dt.date) -> dt.date:
        if self.start_month is None or self.day is not None:
            return self.day or today
        first = dt.date.fromisoformat(f"{self.start_month}-01")
        return verified_from if first == verified_from.replace(day=1) else first

    def _sessions(self) -> int | Unset | None:
        if self.schedule:
            return sum(batch.sessions for batch in self.schedule)
        return self.sessions

    def check_act(self, bareme: Bareme) -> None:
        """Refuse an act that is neither in the nomenclature nor a family.

        Raises:
            ValueError: unknown act.
        """
        if self.act and self.act not in bareme.acts and self.act not in bareme.families:
            raise ValueError(f"acte inconnu : {self.act}")


def _price(price: Decimal | PriceRange | None) -> Range | None:
    if isinstance(price, PriceRange):
        return Range(to_cent(price.low), to_cent(price.high))
    return None if price is None else Range.of(price)
