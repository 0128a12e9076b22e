"""Rule `franchise`: what is withheld on each act, with its daily and yearly caps.

Inputs:   the franchise of an act, the caps, what was already withheld, in euros.
Output:   what is withheld on the acts of days alike, in euros at the cent.
Sources:  content/parametres/franchise.yaml (D. 160-9, D. 160-10, D. 160-11).
Rounding: none, every term is at the cent.
Not here: who is exempt (situations.yaml).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.calculator.money import ZERO
from bot.content.parameters import Bareme, DatedValue

YEAR_CAP = "franchise_an"


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
        year=bareme.amount_on(YEAR_CAP, day),
    )


def doubtful_cap(day: dt.date, bareme: Bareme) -> DatedValue | None:
    """Return the previous yearly cap when the one in force that day rests on a weak source."""
    values = bareme.parameters[YEAR_CAP].values
    current = bareme.value_on(YEAR_CAP, day)
    index = values.index(current)
    return values[index - 1] if current.confidence != "high" and index else None


def due_on_a_day(amos: Sequence[Decimal], caps: Caps, other: Decimal) -> list[Decimal]:
    """Return what each act of a day owes, before the yearly cap.

    Args:
        amos: what the Sécu pays for each act of the day, in euros.
        caps: the caps of that day.
        other: withheld that day for other care, in euros.
    """
    dues = []
    left = max(ZERO, caps.day - other)
    for amo in amos:
        due = min(caps.act, left, amo)
        left -= due
        dues.append(due)
    return dues


def withhold(dues: Sequence[Decimal], days: int, left: Decimal) -> list[Decimal]:
    """Return what is withheld on each act over `days` days alike, with `left` before the cap.

    Whole days first, then the acts of one more day one after the other, then nothing.
    """
    day = sum(dues, ZERO)
    whole = days if day * days <= left else int(left // day)
    withheld = [due * whole for due in dues]
    if whole < days:
        left -= day * whole
        for index, due in enumerate(dues):
            part = min(due, left)
            withheld[index] += part
            left -= part
    return withheld
