"""Rule `traitement`: all the sessions, in order, for one definite reading of the situation.

Inputs:   the days and their acts, one `Choice` among what is uncertain, the rules of each period.
Output:   the amounts of the first session and of the whole treatment, in euros at the cent.
Sources:  those of session.py, franchise.py, bilan.py, deplacement.py.
Rounding: each part of each act once; sums are exact.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from decimal import Decimal

from bot.calculator.calendrier import Acte, Journees
from bot.calculator.franchise import Caps, due_on_a_day, withhold
from bot.calculator.money import ZERO
from bot.calculator.readings import Rights
from bot.calculator.regles import Rules
from bot.calculator.session import Shares, share_out
from bot.calculator.situation import Coverage, YearCoverage


@dataclass(frozen=True, slots=True)
class CareChoice:
    """What one kiné asks: his price (None for the tariff itself), his tariff in each period."""

    price: Decimal | None
    tariffs: tuple[Decimal, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One definite reading of everything uncertain.

    Attributes:
        cares: prices and tariffs, one for each kiné.
        is_second_paid: whether the second session of a day is reimbursed.
        travel_end: the lower (0) or the higher (-1) of the possible travel allowances.
        is_previous_cap: takes the previous yearly cap where the one in force is doubtful.
    """

    cares: tuple[CareChoice, ...]
    rights: Rights
    coverage: Coverage
    is_second_paid: bool = True
    travel_end: int = 0
    is_previous_cap: bool = False


@dataclass(slots=True)
class Sums:
    """Running amounts in euros; `rest` is what the patient pays."""

    price: Decimal = ZERO
    amo_before: Decimal = ZERO
    franchise: Decimal = ZERO
    complementaire: Decimal = ZERO
    acts: int = 0

    def add(self, shares: Shares, franchise: Decimal, count: int) -> None:
        """Count `count` acts alike, on which `franchise` was withheld in all."""
        self.price += shares.price * count
        self.amo_before += shares.amo * count
        self.franchise += franchise
        self.complementaire += shares.complementaire * count
        self.acts += count

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
    """The result of one reading: the first session, then everything, then each part of it.

    Attributes:
        stretches: the sums by civil year and period of the rules.
        caps: by civil year and period, what these acts gave when a yearly cap stopped them.
    """

    first: Shares
    first_franchise: Decimal
    total: Sums = field(default_factory=Sums)
    assessments: Sums = field(default_factory=Sums)
    travel: Sums = field(default_factory=Sums)
    stretches: dict[tuple[int, int], Sums] = field(default_factory=dict)
    caps: dict[tuple[int, int], Decimal] = field(default_factory=dict)

    @property
    def first_rest(self) -> Decimal:
        """The reste à charge of the first session."""
        first = self.first
        return first.price - first.amo + self.first_franchise - first.complementaire


Runs = list[tuple[Choice, Treatment]]


def run(rules: Rules, days: tuple[Journees, ...], choice: Choice) -> Treatment:
    """Compute every session in order for one reading."""
    return _Run(rules, choice).treatment(days)


class _Run:
    """One pass over the days, with what was withheld and paid so far in each civil year."""

    def __init__(self, rules: Rules, choice: Choice) -> None:
        situation = rules.situation
        self._rules = rules
        self._choice = choice
        self._other_care = situation.other_care_same_day
        self._start_year = rules.first_day.year
        self._already = situation.franchise_already
        self._withheld: dict[int, Decimal] = defaultdict(lambda: ZERO)
        self._withheld[self._start_year] = self._already
        self._given: dict[int, Decimal] = defaultdict(lambda: ZERO)
        self._known: dict[tuple[Acte, int], Shares] = {}
        self._travels: dict[tuple[Acte, int], Shares] = {}

    def treatment(self, days: tuple[Journees, ...]) -> Treatment:
        first, franchise = self._first_session(days[0])
        result = Treatment(first, franchise)
        for group in days:
            self._add(group, result)
        return result

    def _first_session(self, group: Journees) -> tuple[Shares, Decimal]:
        caps = self._caps(group.period)
        shares = self._shares(group.acts[0], group.period)
        dues = self._dues([shares.amo], caps)
        withheld = withhold(dues, 1, self._left(group.year, caps))[0]
        if isinstance(self._choice.coverage, YearCoverage):
            given = min(shares.price, self._choice.coverage.amount)
            shares = replace(shares, complementaire=given)
        return shares, withheld

    def _add(self, group: Journees, result: Treatment) -> None:
        stretch = result.stretches.setdefault((group.year, group.period), Sums())
        caps = self._caps(group.period)
        bills = [self._shares(act, group.period) for act in group.acts]
        dues = self._dues([bill.amo for bill in bills], caps)
        left = self._left(group.year, caps)
        withheld = withhold(dues, group.count, left)
        for act, bill, franchise in zip(group.acts, bills, withheld, strict=True):
            parts = [result.total, stretch]
            if act.kind == "bilan":
                parts.append(result.assessments)
            for sums in parts:
                sums.add(bill, franchise, group.count)
            if act.kind != "bilan":
                self._add_travel(act, group, result, stretch)
        self._withheld[group.year] += sum(withheld, ZERO)
        if sum(dues, ZERO) * group.count > left:
            before = self._already if group.year == self._start_year else ZERO
            result.caps[group.year, group.period] = self._withheld[group.year] - before
        self._add_yearly(group, (result.total, stretch))

    def _dues(self, amos: list[Decimal], caps: Caps) -> list[Decimal]:
        if not self._choice.rights.is_franchise_due:
            return [ZERO] * len(amos)
        return due_on_a_day(amos, caps, self._other_care * caps.act)

    def _left(self, year: int, caps: Caps) -> Decimal:
        return max(ZERO, caps.year - self._withheld[year])

    def _caps(self, period: int) -> Caps:
        rules = self._rules.periods[period]
        if self._choice.is_previous_cap and rules.previous_cap is not None:
            return replace(rules.caps, year=rules.previous_cap)
        return rules.caps

    def _shares(self, act: Acte, period: int) -> Shares:
        """Return the parts of one act, computed once for all the acts alike."""
        key = (act, period)
        if key not in self._known:
            self._known[key] = self._compute(act, period)
        return self._known[key]

    def _compute(self, act: Acte, period: int) -> Shares:
        if act.kind == "bilan":
            tariff = self._rules.periods[period].cares[act.kine].assessment or ZERO
            return self._share(tariff, tariff, period)
        care = self._choice.cares[act.kine]
        tariff = care.tariffs[period]
        price = tariff if care.price is None else care.price
        shares = self._share(price, tariff, period)
        return shares if self._is_paid(act) else _unpaid(shares)

    def _is_paid(self, act: Acte) -> bool:
        return act.kind != "seconde" or self._choice.is_second_paid

    def _share(self, price: Decimal, tariff: Decimal, period: int) -> Shares:
        rights = self._choice.rights
        rate = self._rules.rate(rights, period)
        coverage = self._choice.coverage
        return share_out(price, tariff, rate, coverage, is_capped=rights.is_price_capped)

    def _add_travel(self, act: Acte, group: Journees, result: Treatment, stretch: Sums) -> None:
        allowances = self._rules.periods[group.period].cares[act.kine].allowances
        if not allowances:
            return
        key = (act, group.period)
        if key not in self._travels:
            amount = allowances[self._choice.travel_end]
            shares = self._share(amount, amount, group.period)
            self._travels[key] = shares if self._is_paid(act) else _unpaid(shares)
        shares = self._travels[key]
        for sums in (result.total, result.travel, stretch):
            sums.add(shares, ZERO, group.count)

    def _add_yearly(self, group: Journees, parts: tuple[Sums, ...]) -> None:
        """Count what a yearly amount pays of sessions that are not reimbursed."""
        coverage = self._choice.coverage
        if not isinstance(coverage, YearCoverage):
            return
        price = sum((self._shares(act, group.period).price for act in group.acts), ZERO)
        given = min(price * group.count, coverage.amount - self._given[group.year])
        self._given[group.year] += given
        for sums in parts:
            sums.complementaire += given


def _unpaid(shares: Shares) -> Shares:
    return replace(shares, amo=ZERO, complementaire=ZERO)
