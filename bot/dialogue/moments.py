"""Marks made from a moment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token_of(moment: dt.datetime) -> str:
    """Return a short mark of the moment."""
    number, digits = int(moment.timestamp()), ""
    while number:
        number, rest = divmod(number, len(DIGITS))
        digits = DIGITS[rest] + digits
    return digits


def token_of_flow(flow: str, moment: dt.datetime) -> str:
    """Return the mark of a dialogue begun at a moment: the buttons of two never mix."""
    return flow[0] + token_of(moment)


def flow_of_token(token: str, flows: Iterable[str]) -> str | None:
    """Return the dialogue that a mark comes from; their initials differ."""
    return next((flow for flow in flows if token.startswith(flow[0])), None)
