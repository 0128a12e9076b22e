"""Rule `facture`: what each act costs, and who pays it, in one reading of who pays.

Inputs:   how many acts of each kind there are, one reading of the rights and of the coverage.
Output:   the shares of a session, of a bilan and of a visit, before the franchise, in euros.
Sources:  those of session.py, bilan.py, deplacement.py.
Rounding: each part of each act once, half a cent up; sums are exact.
Not here: the franchise (retenues.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from bot.calculator.calendrier import Acte, Part
from bot.calculator.choices import CareChoice, Terms
from bot.calculator.money import ZERO
from bot.calculator.regles import Rules
from bot.calculator.session import Shares, share_out
from bot.calculator.treatment import Sums

Alike = tuple[Acte, int]  # acts of one kind, under the same rules


class Billing:
    """The bills of one reading; bilans and travel, which no price changes, are counted once.

    Attributes:
        assessments, travel: the sums of all the bilans, of all the visits.
        besides: the sums of both in each part of the treatment, before the franchise.
        rest_besides: what remains to be paid on them all.
    """

    def __init__(
        self, rules: Rules, alike: Sequence[Alike], counts: Mapping[Part, Mapping[Alike, int]],
        terms: Terms,
    ) -> None:  # fmt: skip
        """Bill everything but the sessions."""
        self._rules = rules
        self._terms = terms
        self._share = [
            partial(share_out, rate=rules.rate(terms.rights, period), coverage=terms.coverage,
                    is_capped=terms.rights.is_price_capped)
            for period in range(len(rules.periods))
        ]  # fmt: skip
        self._bilans = {each: self._bilan(*each) for each in alike if each[0].kind == "bilan"}
        self._alike = [(act, period, self._bilans.get((act, period))) for act, period in alike]
        self.assessments, self.travel = Sums(), Sums()
        self.besides = {part: self._besides(acts) for part, acts in counts.items()}
        self.rest_besides = sum((sums.rest for sums in self.besides.values()), ZERO)

    def bills(self, cares: tuple[CareChoice, ...]) -> list[Shares]:
        """Return the shares of the acts of each kind, in the order of `alike`."""
        return [bilan or self._session(act, period, cares) for act, period, bilan in self._alike]

    def _session(self, act: Acte, period: int, cares: tuple[CareChoice, ...]) -> Shares:
        """Return the shares of the first or the second session of a day."""
        price, tariffs = cares[act.kine]
        tariff = tariffs[period]
        shares = self._share[period](tariff if price is None else price, tariff)
        return self._second(shares) if act.kind == "seconde" else shares

    def _besides(self, acts: Mapping[Alike, int]) -> Sums:
        found = Sums()
        for (act, period), count in acts.items():
            if act.kind == "bilan":
                bill = self._bilans[act, period]
                self.assessments.add(bill, count)
                found.add(bill, count)
            elif self._rules.periods[period].cares[act.kine].allowances:
                bill = self._visit(act, period)
                self.travel.add(bill, count)
                found.add(bill, count)
        return found

    def _bilan(self, act: Acte, period: int) -> Shares:
        tariff = self._rules.periods[period].cares[act.kine].assessment or ZERO
        return self._share[period](tariff, tariff)

    def _visit(self, act: Acte, period: int) -> Shares:
        allowances = self._rules.periods[period].cares[act.kine].allowances
        amount = allowances[self._terms.travel_end]
        shares = self._share[period](amount, amount)
        return self._second(shares) if act.kind == "seconde" else shares

    def _second(self, shares: Shares) -> Shares:
        """Return what becomes of the second session of a day: nobody pays it unless it may be."""
        if self._terms.is_second_paid:
            return shares
        return Shares(shares.price, shares.tariff, amo=ZERO, complementaire=ZERO)
