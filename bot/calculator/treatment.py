"""Rule `traitement`: all the sessions, in order, for one definite reading of the situation.

Inputs:   the situation, one `Choice` among what is uncertain, the dated rules.
Output:   the amounts of the first session and of the whole treatment, in euros at the cent.
Sources:  those of session.py, franchise.py, bilan.py, deplacement.py.
Rounding: each part of each act once; sums are exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.calculator.bilan import NEUROLOGY, assessment_ranks
from bot.calculator.deplacement import visit_allowances
from bot.calculator.franchise import Caps, Withholding, caps_on
from bot.calculator.money import ZERO
from bot.calculator.readings import Rights, tariffs_on, territory_of
from bot.calculator.session import Shares, share_out
from bot.calculator.situation import Batch, Coverage, Situation
from bot.content.parameters import Bareme


@dataclass(frozen=True, slots=True)
class Choice:
    """One definite reading of everything uncertain: an end of the tariffs, a price, rights.

    Attributes:
        tariff_end: index in the possible tariffs of the day (negative counts from the end).
        price: euros, or None for « the tariff itself ».
        is_second_paid: whether the second session of a day is reimbursed.
        travel_end: index in the possible travel allowances.
        year_cap: replaces the yearly cap of the franchise (another reading of the rule).
    """

    tariff_end: int
    price: Decimal | None
    rights: Rights
    coverage: Coverage
    is_second_paid: bool = True
    travel_end: int = 0
    year_cap: Decimal | None = None


@dataclass(slots=True)
class Sums:
    """Running amounts in euros; `rest` is what the patient pays."""

    price: Decimal = ZERO
    amo_before: Decimal = ZERO
    franchise: Decimal = ZERO
    complementaire: Decimal = ZERO
    acts: int = 0

    def add(self, shares: Shares, franchise: Decimal) -> None:
        """Count one act."""
        self.price += shares.price
        self.amo_before += shares.amo
        self.franchise += franchise
        self.complementaire += shares.complementaire
        self.acts += 1

    @property
    def amo(self) -> Decimal:
        """What the Sécu pays once the franchise is withheld."""
        return self.amo_before - self.franchise

    @property
    def rest(self) -> Decimal:
        """The reste à charge."""
        return self.price - self.amo - self.complementaire


@dataclass(slots=True)
class Treatment:
    """The result of one reading: the first session, then everything."""

    first: Shares
    first_franchise: Decimal
    total: Sums = field(default_factory=Sums)
    assessments: Sums = field(default_factory=Sums)
    travel: Sums = field(default_factory=Sums)

    @property
    def first_rest(self) -> Decimal:
        """The reste à charge of the first session."""
        first = self.first
        return first.price - first.amo + self.first_franchise - first.complementaire


@dataclass(frozen=True, slots=True)
class _Visit:
    """One session in its place: rank in the treatment, rank in the day, rules of the day."""

    rank: int
    rank_of_day: int
    day: dt.date
    starts_year: bool


Runs = list[tuple[Choice, Treatment]]


def run(situation: Situation, choice: Choice, bareme: Bareme) -> Treatment:
    """Compute every session in order for one reading.

    Raises:
        LookupError: a number is not known on one of the days.
    """
    return _Run(situation, choice, bareme).treatment()


class _Run:
    """One pass over the sessions, with the running count of the franchise."""

    def __init__(self, situation: Situation, choice: Choice, bareme: Bareme) -> None:
        self._situation = situation
        self._choice = choice
        self._bareme = bareme
        self._territory = territory_of(situation)
        self._withholding = Withholding(year=situation.franchise_already)
        self._days: dict[dt.date, tuple[Caps, Decimal]] = {}
        self._act = "bdk_neuro" if _is_neuro(situation, bareme) else "bdk"

    def treatment(self) -> Treatment:
        result: Treatment | None = None
        ranks = self._assessment_ranks()
        for visit in _visits(self._situation):
            caps, tariff = self._rules_on(visit.day)
            self._turn_the_calendar(visit, caps)
            shares = self._session(visit, tariff)
            withheld = self._withhold(shares, caps)
            result = result or Treatment(first=shares, first_franchise=withheld)
            result.total.add(shares, withheld)
            if visit.rank in ranks:
                self._add_assessment(result, visit, caps)
            if self._situation.home == "oui-justifie":
                self._add_travel(result, visit)
        if result is None:
            raise ValueError("a treatment has at least one session")
        return result

    def _rules_on(self, day: dt.date) -> tuple[Caps, Decimal]:
        if day not in self._days:
            caps = caps_on(day, self._bareme, act=self._situation.franchise)
            if self._choice.year_cap is not None:
                caps = replace(caps, year=self._choice.year_cap)
            ends = tariffs_on(self._situation, day, self._bareme).ends
            self._days[day] = caps, ends[self._choice.tariff_end]
        return self._days[day]

    def _turn_the_calendar(self, visit: _Visit, caps: Caps) -> None:
        if visit.starts_year:
            self._withholding.next_year()
        if visit.rank_of_day == 1:
            self._withholding.next_day(self._situation.other_care_same_day * caps.act)

    def _withhold(self, shares: Shares, caps: Caps) -> Decimal:
        base = shares.amo if self._choice.rights.is_franchise_due else ZERO
        return self._withholding.withhold(base, caps)

    def _session(self, visit: _Visit, tariff: Decimal) -> Shares:
        price = tariff if self._choice.price is None else self._choice.price
        if visit.rank_of_day > 1 and not self._choice.is_second_paid:
            paid = min(price, tariff) if self._choice.rights.is_price_capped else price
            return Shares(price=paid, tariff=tariff, amo=ZERO, complementaire=ZERO)
        return self._share(price, tariff)

    def _share(self, price: Decimal, tariff: Decimal) -> Shares:
        rights = self._choice.rights
        return share_out(
            price, tariff, rights.rate, self._choice.coverage, is_capped=rights.is_price_capped
        )

    def _assessment_ranks(self) -> set[int]:
        if not self._situation.assessment:
            return set()
        count = sum(batch.sessions for batch, _ in _batches(self._situation))
        is_neuro = self._act == "bdk_neuro"
        return assessment_ranks(
            count, is_neuro=is_neuro, day=self._situation.day, bareme=self._bareme
        )

    def _add_assessment(self, result: Treatment, visit: _Visit, caps: Caps) -> None:
        tariff = self._bareme.tariff_on(self._act, visit.day, self._territory).amount
        shares = self._share(tariff, tariff)
        withheld = self._withhold(shares, caps)
        result.assessments.add(shares, withheld)
        result.total.add(shares, withheld)

    def _add_travel(self, result: Treatment, visit: _Visit) -> None:
        articles = articles_of(self._situation, self._bareme)
        allowances = visit_allowances(
            articles, self._situation.km, visit.day, self._territory, self._bareme
        )
        amount = allowances[min(self._choice.travel_end, len(allowances) - 1)]
        shares = self._share(amount, amount)
        result.travel.add(shares, ZERO)
        result.total.add(shares, ZERO)


def _visits(situation: Situation) -> Iterator[_Visit]:
    rank, year = 0, situation.first_day.year
    for batch, is_next_year in _batches(situation):
        civil_year = batch.day.year + is_next_year
        for index in range(batch.sessions):
            rank += 1
            starts = civil_year != year
            year = civil_year
            yield _Visit(rank, index % situation.per_day + 1, batch.day, starts)


def _batches(situation: Situation) -> Iterator[tuple[Batch, int]]:
    if situation.schedule:
        yield from ((batch, 0) for batch in situation.schedule)
        return
    count = situation.sessions if isinstance(situation.sessions, int) else 1
    after = min(situation.sessions_after_december, count)
    yield Batch(situation.day, count - after), 0
    yield Batch(situation.day, after), 1


def _is_neuro(situation: Situation, bareme: Bareme) -> bool:
    articles = articles_of(situation, bareme)
    return bool(articles) and articles == {NEUROLOGY}


def articles_of(situation: Situation, bareme: Bareme) -> frozenset[str]:
    """Return the articles the act may belong to; empty when nothing is known of it."""
    if situation.act is None:
        return frozenset()
    if situation.act in bareme.acts:
        return frozenset({bareme.acts[situation.act].article})
    return frozenset(act.article for act in bareme.acts_of(situation.act))
