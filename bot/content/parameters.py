"""The numbers of the rules: dated, with unit, territory, source and confidence.

Shapes of `content/parametres/*.yaml`, and `Bareme`, which answers « which value on that day? ».
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.content.once import Once

Confidence = Literal["high", "medium", "low"]
Territory = Literal["metropole", "drom"]
Status = Literal["lu", "reconstitue", "programme"]
CENT = Decimal("0.01")


def _decimal_from_text(value: object) -> object:
    if not isinstance(value, str):
        raise ValueError('écrivez ce nombre entre guillemets, avec un point : "17.88"')
    return value


DecimalText = Annotated[Decimal, BeforeValidator(_decimal_from_text)]


class Shape(BaseModel):
    """Base of every content shape: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Shape):
    """Where a fact was read: a title, an address when there is one, a short name for buttons."""

    title: str = Field(min_length=3)
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    short: str | None = Field(default=None, max_length=40)


class Dated(Shape):
    """What every dated value carries; both days are included in the period."""

    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    confidence: Confidence
    verified_on: dt.date

    def covers(self, day: dt.date) -> bool:
        """Tell whether `day` lies inside the period."""
        return (self.starts_on is None or self.starts_on <= day) and (
            self.ends_on is None or day <= self.ends_on
        )

    @model_validator(mode="after")
    def _check_period(self) -> Dated:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("la fin (ends_on) est avant le début (starts_on)")
        return self


class DatedValue(Dated):
    """One value of a parameter over a period, in the parameter's unit."""

    value: DecimalText
    territory: Territory | None = None
    source: Source


class Parameter(Shape):
    """A number of the rules and its successive values."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    unit: str
    facts: tuple[str, ...] = ()
    values: tuple[DatedValue, ...] = Field(min_length=1)


class ActValue(Dated):
    """One coefficient of an act over a period; `programme` is announced, not confirmed."""

    coefficient: DecimalText
    status: Status
    source: str


class Act(Shape):
    """An act of the nomenclature (NGAP, titre XIV)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str
    article: str
    letter: str = Field(pattern=r"^[A-Z]{3}$")
    values: tuple[ActValue, ...] = Field(min_length=1)


class Family(Shape):
    """What a patient can say of his care, and the acts it may be (patterns end with `*`)."""

    id: str
    label: str
    actes: tuple[str, ...] = ()
    familles: tuple[str, ...] = ()


class IfsArticles(Shape):
    """Articles whose home visits take the IFS instead of the IFD."""

    toujours: tuple[str, ...]
    parfois: tuple[str, ...]


class Regime(Shape):
    """A way of being covered: the rate (a parameter), the franchise, what is to be confirmed.

    `plafond_prix` caps the price at the tariff; `a_confirmer` is the id of a reservation;
    `a_dire` is the advice shown under a result.
    """

    id: str
    label: str
    court: str = Field(max_length=30)
    taux: str
    franchise: bool
    a_dire: str = ""
    plafond_prix: bool = False
    a_confirmer: str | None = None


class VerifiedPeriod(Shape):
    """The days on which the bot accepts to compute; outside, it says that it does not know."""

    starts_on: dt.date
    ends_on: dt.date


@dataclass(frozen=True, slots=True)
class Tariff:
    """The convention tariff of an act on a day, in euros at the cent.

    `scheduled` is the announced tariff when one is planned but not confirmed on that day.
    """

    act: Act
    amount: Decimal
    coefficient: Decimal
    key_letter: Decimal
    value: ActValue
    source: Source
    scheduled: Decimal | None = None


@dataclass(frozen=True)
class Bareme(Once):
    """Every dated number of the rules, asked by name and day."""

    parameters: Mapping[str, Parameter]
    acts: Mapping[str, Act]
    families: Mapping[str, Family]
    regimes: Mapping[str, Regime]
    sources: Mapping[str, Source]
    period: VerifiedPeriod
    ifs_always: frozenset[str] = frozenset()
    ifs_sometimes: frozenset[str] = frozenset()

    def value_on(self, name: str, day: dt.date, territory: Territory = "metropole") -> DatedValue:
        """Return the value of parameter `name` in force on `day`.

        Raises:
            KeyError: no such parameter.
            LookupError: nobody verified a value for that day and territory.
        """
        return self.once(_value_on, name, day, territory)

    def amount_on(self, name: str, day: dt.date, territory: Territory = "metropole") -> Decimal:
        """Return just the number of `value_on`."""
        return self.value_on(name, day, territory).value

    def covers(self, day: dt.date) -> bool:
        """Tell whether somebody verified the rules for that day."""
        return self.period.starts_on <= day <= self.period.ends_on

    def tariff_on(self, act_id: str, day: dt.date, territory: Territory = "metropole") -> Tariff:
        """Return the tariff of an act: coefficient × lettre-clé, half a cent up.

        Raises:
            KeyError: no such act.
            LookupError: no coefficient known on that day.
        """
        return self.once(_tariff_on, act_id, day, territory)

    def acts_of(self, family_id: str) -> tuple[Act, ...]:
        """Return the acts a family covers, in the order of the nomenclature."""
        return self.once(_acts_of, family_id)


def _value_on(bareme: Bareme, name: str, day: dt.date, territory: Territory) -> DatedValue:
    for value in bareme.parameters[name].values:
        if value.covers(day) and value.territory in (None, territory):
            return value
    raise LookupError(f"{name} : aucune valeur vérifiée le {day.isoformat()} ({territory})")


def _tariff_on(bareme: Bareme, act_id: str, day: dt.date, territory: Territory) -> Tariff:
    act = bareme.acts[act_id]
    covering = [value for value in act.values if value.covers(day)]
    known = [value for value in covering if value.status != "programme"]
    if not known:
        raise LookupError(f"{act_id} : aucun coefficient connu le {day.isoformat()}")
    letter = bareme.amount_on("lettre_cle", day, territory)
    value = known[-1]
    planned = next((v for v in covering if v.status == "programme"), None)
    return Tariff(
        act=act,
        amount=_euros(value.coefficient * letter),
        coefficient=value.coefficient,
        key_letter=letter,
        value=value,
        source=bareme.sources[value.source],
        scheduled=_euros(planned.coefficient * letter) if planned else None,
    )


def _acts_of(bareme: Bareme, family_id: str) -> tuple[Act, ...]:
    exact, prefixes = _patterns(bareme, family_id)
    return tuple(
        act for act in bareme.acts.values() if act.id in exact or act.id.startswith(prefixes)
    )


def _patterns(bareme: Bareme, family_id: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the ids and the beginnings of ids of a family and of those it is made of."""
    family = bareme.families[family_id]
    exact = {name for name in family.actes if not name.endswith("*")}
    prefixes = [name[:-1] for name in family.actes if name.endswith("*")]
    for sub in family.familles:
        more, longer = _patterns(bareme, sub)
        exact |= more
        prefixes += longer
    return frozenset(exact), tuple(prefixes)


def _euros(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)
