"""What a treatment comes to, in one definite reading: the first session, then everything.

Amounts in euros at the cent; sums are exact.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.calculator.calendrier import Part
from bot.calculator.money import ZERO
from bot.calculator.retenues import Retenues
from bot.calculator.session import Shares


@dataclass(slots=True)
class Sums:
    """Running amounts in euros; `rest` is what the patient pays."""

    price: Decimal = ZERO
    amo_before: Decimal = ZERO
    complementaire: Decimal = ZERO
    franchise: Decimal = ZERO
    acts: int = 0

    def add(self, shares: Shares, count: int) -> None:
        """Count `count` acts alike."""
        self.price += shares.price * count
        self.amo_before += shares.amo * count
        self.complementaire += shares.complementaire * count
        self.acts += count

    def include(self, other: Sums) -> None:
        """Add the amounts of `other`, not its acts: only bilans and visits are counted."""
        self.price += other.price
        self.amo_before += other.amo_before
        self.complementaire += other.complementaire
        self.franchise += other.franchise

    def less(self, franchise: Decimal) -> Sums:
        """Return the same amounts once `franchise` is withheld."""
        return Sums(self.price, self.amo_before, self.complementaire, franchise, self.acts)

    @property
    def amo(self) -> Decimal:
        """What the Sécu pays once the franchise is withheld."""
        return self.amo_before - self.franchise

    @property
    def rest(self) -> Decimal:
        """The reste à charge."""
        return self.price - self.amo - self.complementaire


@dataclass(frozen=True, slots=True)
class Treatment:
    """The amounts of one reading.

    Attributes:
        first: the first session, before the franchise.
        amos: what the Sécu pays for each act, in the order of `Plan.alike`.
        retenues: the franchise.
        total: everything; `assessments` and `travel` are the part of the bilans and of the travel.
        parts: the sums of each part of the treatment.
    """

    first: Shares
    amos: tuple[Decimal, ...]
    retenues: Retenues
    total: Sums
    assessments: Sums
    travel: Sums
    parts: dict[Part, Sums]

    @property
    def first_rest(self) -> Decimal:
        """The reste à charge of the first session."""
        first = self.first
        return first.price - first.amo + self.retenues.first - first.complementaire

    def rest_with(self, other: Retenues) -> Decimal:
        """Return the reste à charge of the whole if `other` was withheld instead."""
        return self.total.rest - self.total.franchise + other.total
