"""Marks made from a moment."""

from __future__ import annotations

import datetime as dt

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token_of(moment: dt.datetime) -> str:
    """Return a short mark of the moment: the buttons of two dialogues never mix."""
    number, digits = int(moment.timestamp()), ""
    while number:
        number, rest = divmod(number, len(DIGITS))
        digits = DIGITS[rest] + digits
    return digits
