"""Rule `traitement`: all the sessions, for each definite reading of the situation.

Inputs:   the days and their acts, one `Choice` among what is uncertain, the rules of each period.
Output:   the amounts of the first session and of the whole treatment, in euros at the cent.
Sources:  those of session.py, retenues.py, bilan.py, deplacement.py.
Rounding: none here; sums are exact.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from operator import attrgetter

from bot.calculator.billing import Alike, Billing
from bot.calculator.calendrier import Journees, Part
from bot.calculator.choices import CareChoice, Choice, Terms
from bot.calculator.franchise import Caps
from bot.calculator.money import ZERO
from bot.calculator.regles import Rules
from bot.calculator.retenues import Retenues, retenues_of
from bot.calculator.session import Shares
from bot.calculator.situation import YearCoverage
from bot.calculator.treatment import Sums, Treatment

Runs = list[tuple[Choice, Treatment]]


class Plan:
    """The acts of a treatment over its days, to be computed for many readings.

    What several readings have in common is computed once: the number of acts of each kind, the
    bilans and the travel, and the franchise, which depends on the Sécu's share only when it is low.
    """

    def __init__(self, rules: Rules, days: tuple[Journees, ...]) -> None:
        """Count the acts of each kind in each part of the treatment."""
        self.rules = rules
        self.days = days
        self._counts: dict[Part, Counter[Alike]] = {}
        for group in days:
            counts = self._counts.setdefault(group.part, Counter())
            for act in group.acts:
                counts[act, group.period] += group.count
        self._alike = tuple(
            dict.fromkeys(alike for part in self._counts.values() for alike in part)
        )
        rank = {alike: index for index, alike in enumerate(self._alike)}
        self._sessions = {
            part: [(rank[alike], count) for alike, count in counts.items()
                   if alike[0].kind != "bilan"]
            for part, counts in self._counts.items()
        }  # fmt: skip
        self._times = [
            sum(counts[alike] for counts in self._counts.values()) * (alike[0].kind != "bilan")
            for alike in self._alike
        ]
        self._caps = [rules.periods[period].caps.act for _, period in self._alike]
        self._first = rank[days[0].acts[0], days[0].period]
        self._billings: dict[Terms, Billing] = {}
        self._retenues: dict[tuple[tuple[Decimal, ...], bool], Retenues] = {}

    def run(self, choice: Choice) -> Treatment:
        """Compute every session for one reading."""
        billing = self._billing(choice.terms)
        bills = billing.bills(choice.cares)
        amos = tuple(bill.amo for bill in bills)
        retenues = self.retenues(amos, is_due=choice.terms.rights.is_franchise_due)
        parts = self._parts(billing, bills, retenues)
        first = bills[self._first]
        if (amount := _given_a_year(choice.terms)) is not None:
            first = self._give(amount, bills, parts, first)
        total = Sums()
        for sums in parts.values():
            total.include(sums)
        assessments = billing.assessments.less(retenues.assessments)
        return Treatment(first, amos, retenues, total, assessments, billing.travel, parts)

    def rests(self, choices: Iterable[Choice]) -> list[Decimal]:
        """Return what remains to be paid in all for each reading, in euros."""
        return [
            rest
            for terms, alike in groupby(choices, key=attrgetter("terms"))
            for rest in self._rests(terms, [choice.cares for choice in alike])
        ]

    def _rests(self, terms: Terms, every: Iterable[tuple[CareChoice, ...]]) -> list[Decimal]:
        if _given_a_year(terms) is not None:
            return [self.run(Choice(cares, terms)).total.rest for cares in every]
        billing, is_due = self._billing(terms), terms.rights.is_franchise_due
        found = []
        for cares in every:
            bills = billing.bills(cares)
            rest = billing.rest_besides
            if is_due:
                rest += self.retenues(tuple([bill.amo for bill in bills])).total
            for (price, _, amo, complementaire), count in zip(bills, self._times, strict=True):
                rest += (price - amo - complementaire) * count
            found.append(rest)
        return found

    def retenues(
        self, amos: tuple[Decimal, ...], *, is_due: bool = True, is_previous_cap: bool = False
    ) -> Retenues:
        """Return the franchise when the Sécu pays `amos`: computed once for all that owe the same.

        `is_previous_cap` takes the other reading of a doubtful yearly cap.
        """
        if not is_due:
            return Retenues()
        owed = tuple(map(min, amos, self._caps))
        found = self._retenues.get((owed, is_previous_cap))
        if found is None:
            periods = self.rules.periods
            caps = [each.previous_caps if is_previous_cap else each.caps for each in periods]
            found = self._retenues[owed, is_previous_cap] = self._follow(owed, caps)
        return found

    def _follow(self, owed: tuple[Decimal, ...], caps: list[Caps]) -> Retenues:
        situation = self.rules.situation
        return retenues_of(
            self.days,
            dict(zip(self._alike, owed, strict=True)),
            caps,
            already={self.rules.first_day.year: situation.franchise_already},
            other_acts=situation.other_care_same_day,
        )

    def _billing(self, terms: Terms) -> Billing:
        found = self._billings.get(terms)
        if found is None:
            billing = Billing(self.rules, self._alike, self._counts, terms)
            found = self._billings[terms] = billing
        return found

    def _parts(self, billing: Billing, bills: list[Shares], retenues: Retenues) -> dict[Part, Sums]:
        found = {}
        for part, sessions in self._sessions.items():
            sums = billing.besides[part].less(retenues.parts.get(part, ZERO))
            for at, count in sessions:
                sums.add(bills[at], count)
            found[part] = sums
        return found

    def _give(
        self, amount: Decimal, bills: list[Shares], parts: dict[Part, Sums], first: Shares
    ) -> Shares:
        """Spend a yearly amount on the acts that are not reimbursed; return the first session."""
        of = dict(zip(self._alike, bills, strict=True))
        left: dict[int, Decimal] = {}
        for part, counts in self._counts.items():
            free = sum((of[alike].price * count for alike, count in counts.items()
                        if not of[alike].tariff), ZERO)  # fmt: skip
            given = min(free, left.setdefault(part[0], amount))
            left[part[0]] -= given
            parts[part].complementaire += given
        return first if first.tariff else first._replace(complementaire=min(first.price, amount))


def _given_a_year(terms: Terms) -> Decimal | None:
    """Return what a yearly amount may give to the acts that are not reimbursed."""
    coverage = terms.coverage
    if isinstance(coverage, YearCoverage) and not terms.rights.is_price_capped:
        return coverage.amount
    return None
