"""Rule `franchise`: what is withheld on each act, with its daily and yearly caps.

Inputs:   the franchise of an act, the caps, what was already withheld, in euros.
Output:   what is withheld on the next act, in euros at the cent.
Sources:  content/parametres/franchise.yaml (D. 160-9, D. 160-10, D. 160-11).
Rounding: none, every term is at the cent.
Not here: who is exempt (situations.yaml).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from bot.calculator.money import ZERO
from bot.content.parameters import Bareme


@dataclass(frozen=True, slots=True)
class Caps:
    """Euros: per act, per day, per civil year."""

    act: Decimal
    day: Decimal
    year: Decimal


def caps_on(day: dt.date, bareme: Bareme, *, act: Decimal | None = None) -> Caps:
    """Return the caps in force on `day`; `act` replaces the amount per act."""
    return Caps(
        act=bareme.amount_on("franchise_acte", day) if act is None else act,
        day=bareme.amount_on("franchise_jour", day),
        year=bareme.amount_on("franchise_an", day),
    )


@dataclass(slots=True)
class Withholding:
    """The running count of what was withheld, act after act."""

    year: Decimal = ZERO
    day: Decimal = ZERO

    def next_day(self, already: Decimal = ZERO) -> None:
        """Start another calendar day, on which `already` was withheld for other care."""
        self.day = already

    def next_year(self) -> None:
        """Start another civil year."""
        self.year = ZERO

    def withhold(self, amo: Decimal, caps: Caps) -> Decimal:
        """Return what is withheld on an act of which the Sécu pays `amo`, and count it."""
        due = max(ZERO, min(caps.act, caps.day - self.day, caps.year - self.year, amo))
        self.day += due
        self.year += due
        return due
