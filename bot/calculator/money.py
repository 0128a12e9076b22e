"""Euros at the cent, and ranges of euros. A rate is a Decimal between 0 and 1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

Euros = Decimal
ZERO = Decimal("0.00")
CENT = Decimal("0.01")


def to_cent(amount: Decimal) -> Euros:
    """Round to the cent, half a cent up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Range:
    """Two ends of an amount in euros, `low <= high`; equal when it is one number."""

    low: Euros
    high: Euros

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ValueError(f"range upside down: {self.low} > {self.high}")

    @classmethod
    def of(cls, *amounts: Decimal) -> Range:
        """Return the smallest range, at the cent, that holds every amount (at least one)."""
        return cls.over(amounts)

    @classmethod
    def over(cls, amounts: Iterable[Decimal]) -> Range:
        """Return the smallest range, at the cent, that holds every amount (at least one)."""
        found = list(amounts)
        return cls(to_cent(min(found)), to_cent(max(found)))

    @property
    def is_one(self) -> bool:
        """Tell whether the two ends are the same amount."""
        return self.low == self.high
