"""What the patient tells: the input of an estimate."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from functools import cached_property
from operator import itemgetter
from typing import Literal, NamedTuple

from bot.calculator.money import ZERO, Range

PatientSituation = Literal[
    "general", "ald", "maternite", "accident-travail", "invalidite", "c2s", "ame", "mineur",
    "alsace-moselle", "aspa",
]  # fmt: skip
MaternityPeriod = Literal[
    "avant-6e-mois", "du-6e-mois-a-j12", "apres-perinee-ou-abdominaux", "apres-autre"
]
Zone = Literal["metropole", "drom", "mayotte"]
Home = Literal["non", "oui-justifie", "oui-confort"]
Terrain = Literal["plaine", "montagne"]


class Unset(Enum):
    """The answer was never given, which is not the same as « je ne sais pas » (None)."""

    UNSET = "unset"


UNSET = Unset.UNSET


@dataclass(frozen=True, slots=True)
class NoCoverage:
    """No complémentaire at all."""


@dataclass(frozen=True, slots=True)
class PercentCoverage:
    """A guarantee in percent of the tariff: `percent` is 150 for « 150 % BR »."""

    percent: Decimal
    includes_amo: bool = True


@dataclass(frozen=True, slots=True)
class SessionCoverage:
    """A fixed amount a session, on top of the ticket modérateur (contrat responsable)."""

    amount: Decimal


@dataclass(frozen=True, slots=True)
class YearCoverage:
    """A fixed amount a civil year, in euros.

    For an act the Sécu reimburses, it counts as the legal minimum (contrat responsable); for an
    act that is not reimbursed, it pays the price until it is used up.
    """

    amount: Decimal


@dataclass(frozen=True, slots=True)
class UnknownCoverage:
    """A complémentaire whose guarantee is not known: from none to the legal minimum."""


Coverage = NoCoverage | PercentCoverage | SessionCoverage | YearCoverage | UnknownCoverage


class Batch(NamedTuple):
    """Sessions done on the rules of one day."""

    day: dt.date
    sessions: int


@dataclass(frozen=True)
class Situation:
    """Everything the calculation may use. Amounts in euros, counts in sessions.

    Attributes:
        day: day of care whose rules apply.
        price: price of a session; None = the kiné applies the tariff; UNSET = not asked yet.
        sessions: number of sessions, 1 to 300; None = not known (no total).
        act: an act id, a family id, or None (common act).
        tariff, rate, franchise: replace what the rules give (to replay an example).
        franchise_already: already withheld in the civil year of `day`.
        other_care_same_day: acts of a nurse, an orthophoniste… on each of these days.
        sessions_after_december: how many of `sessions` fall in the next civil year.
        schedule: batches that replace `day` and `sessions`, in any order.
        km: kilometres between the kiné and the home, one way.
        terrain: decides the allowance per kilometre and the distance deducted.
        is_conventionne: False when the kiné has no convention with the Sécu.
    """

    day: dt.date
    price: Range | Unset | None = UNSET
    sessions: int | Unset | None = UNSET
    act: str | None = None
    tariff: Decimal | None = None
    rate: Decimal | None = None
    franchise: Decimal | None = None
    territory: Zone = "metropole"
    situations: tuple[PatientSituation, ...] = ("general",)
    ald_related: bool | None = None
    maternity_period: MaternityPeriod | None = None
    coverage: Coverage = UnknownCoverage()
    franchise_already: Decimal = ZERO
    assessment: bool = False
    per_day: int = 1
    same_day_conditions: bool | None = None
    other_care_same_day: int = 0
    sessions_after_december: int = 0
    schedule: tuple[Batch, ...] = ()
    home: Home = "non"
    km: Decimal = ZERO
    terrain: Terrain = "plaine"
    is_conventionne: bool = True

    @cached_property
    def batches(self) -> tuple[tuple[Batch, int], ...]:
        """Return the batches of sessions in order, each with its civil year."""
        if self.schedule:
            ordered = sorted(self.schedule, key=itemgetter(0))
            return tuple((batch, batch.day.year) for batch in ordered)
        after = min(self.sessions_after_december, self.count)
        both = ((self.count - after, self.day.year), (after, self.day.year + 1))
        return tuple((Batch(self.day, sessions), year) for sessions, year in both if sessions)

    @cached_property
    def first_day(self) -> dt.date:
        """Return the day of the first session."""
        return self.batches[0][0].day if self.schedule else self.day

    @cached_property
    def count(self) -> int:
        """Return the number of sessions computed: one when it is not known."""
        if self.schedule:
            return sum(batch.sessions for batch in self.schedule)
        return self.sessions if isinstance(self.sessions, int) else 1
