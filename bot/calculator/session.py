"""Rule `seance`: what each one pays for one act, before the caps of the franchise.

Inputs:   price and tariff in euros, rate 0–1, coverage.
Output:   base, AMO before franchise, complémentaire, in euros at the cent.
Sources:  spec of the computation: R. 160-5 (rate), R. 160-22 (never above the price), R. 871-2.
Rounding: each part once, half a cent up.
Not here: the franchise (franchise.py).
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple, assert_never

from bot.calculator.money import ZERO, to_cent
from bot.calculator.readings import HUNDRED
from bot.calculator.situation import (
    Coverage,
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    UnknownCoverage,
    YearCoverage,
)


class Shares(NamedTuple):
    """The parts of one act, in euros: `price = amo + complementaire + rest` before franchise."""

    price: Decimal
    tariff: Decimal
    amo: Decimal
    complementaire: Decimal

    @property
    def depassement(self) -> Decimal:
        """What the price exceeds the tariff by; never negative."""
        return max(ZERO, self.price - self.tariff)


def share_out(
    price: Decimal, tariff: Decimal, rate: Decimal, coverage: Coverage, *, is_capped: bool
) -> Shares:
    """Share the price of one act between Sécu, complémentaire and patient.

    Args:
        price: what the kiné asks, in euros.
        tariff: the convention tariff, in euros; 0 for an act that is not reimbursed.
        rate: the rate of the Sécu, 0 to 1.
        coverage: what the complémentaire pays (never `UnknownCoverage`). A yearly amount pays the
            ticket modérateur here; what it pays of acts not reimbursed is counted over the year.
        is_capped: C2S, which pays the rest of the tariff instead of the complémentaire. The price
            is brought back to the tariff, except for an act that is not reimbursed.
    """
    paid = min(price, tariff) if is_capped and tariff else price
    base = min(paid, tariff)
    amo = min(to_cent(rate * base), paid)
    amc = base - amo if is_capped else _complementaire(paid, tariff, amo, coverage)
    return Shares(paid, tariff, amo, amc)


def _complementaire(price: Decimal, tariff: Decimal, amo: Decimal, coverage: Coverage) -> Decimal:
    match coverage:
        case NoCoverage():
            return ZERO
        case YearCoverage():
            return min(price, tariff) - amo
        case PercentCoverage(percent, includes_amo):
            guaranteed = to_cent(percent / HUNDRED * tariff)
            if includes_amo:
                return max(ZERO, min(price, guaranteed) - amo)
            return min(price - amo, guaranteed)
        case SessionCoverage(amount):
            return min(price - amo, to_cent(max(ZERO, tariff - amo) + amount))
        case UnknownCoverage():
            raise ValueError("an unknown coverage must be read before sharing out")
        case _:
            assert_never(coverage)
