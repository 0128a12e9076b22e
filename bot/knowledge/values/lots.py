"""The price of several sessions: « 240 € les 6 », « 320 € en tout pour 8 »."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.knowledge.values.line import TIME, Line

_CERTAIN, _LIKELY, _POSSIBLE = Decimal(0), Decimal(60), Decimal(100)
_LEAST_SESSION = Decimal(12)
_FEW, _SMALL_LOT, _LIKELY_SESSION = 4, Decimal(50), Decimal(15)
_NOT_COUNT = f"(?:EURO|PERCENT|{TIME})"
_EACH = "(?:PER|THE|TO THE|EACH|SEANCE|X|TIMES|ONE)"
_FORMS = (
    (rf"#a(?: EURO)? TOTAL(?! (?:QUESTION|FOR [a-z]|[?=]))(?: <2>#b(?! {_NOT_COUNT}))?", _CERTAIN),
    (f"#a(?: EURO)? THE #b(?: SEANCE)?(?! {_NOT_COUNT})", _CERTAIN),
    ("#a(?: EURO)? PER #b SEANCE", _CERTAIN),
    ("#a EURO (?:PER|THE) (?:WEEK|MONTH) <2>(?:FOR )?#b SEANCE", _CERTAIN),
    ("#a EURO (?:THE )?LOT <2>#b(?: SEANCE)?", _CERTAIN),
    ("LOT <2>#b SEANCE <3>#a EURO", _CERTAIN),
    (f"LOT (?:FROM )?#b (?:(?:TO|FOR|:|=|,|est|CLAIMS) ){{1,2}}#a EURO(?! {_EACH})", _CERTAIN),
    ("LOT (?!YEAR )<2>#a EURO <2>#b SEANCE", _CERTAIN),
    (f"TOTAL <2>(?:: )?#a EURO(?! {_EACH})", _CERTAIN),
    (f"#a(?: EURO)? (?:, )?FOR #b(?: SEANCE)?(?! {_NOT_COUNT})", _LIKELY),
    (f"#b SEANCE FOR #a(?: EURO)?(?! {_EACH})", _LIKELY),
    (f"THE #b(?: SEANCE)? (?:: )?#a EURO(?! {_EACH})", _LIKELY),
    (f"#b SEANCE (?:[:=,] )?#a EURO(?! {_EACH})", _POSSIBLE),
    ("#a EURO (?:, )?#b SEANCE(?! (?:PER|WEEKLY))", _POSSIBLE),
)


@dataclass(frozen=True, slots=True)
class Lot:
    """A price for several sessions.

    Attributes:
        amount: index of its number.
        count: index of the number of sessions, when it is beside.
    """

    amount: int
    count: int | None


def lots_in(line: Line) -> Iterator[Lot]:
    """Yield the lots of a line; « 30 € pour 10 séances » is a price and a number, not a lot."""
    for source, least in _FORMS:
        for match in line.find(source):
            amount, count = match.group("a"), match.groupdict().get("b")
            if _is_lot(line, int(amount), count, least):
                yield Lot(int(amount), int(count) if count else None)


def _is_lot(line: Line, amount: int, count: str | None, least: Decimal) -> bool:
    price = line.numbers[amount].low
    if count is None:
        return price > _LIKELY
    sessions = line.numbers[int(count)]
    if not sessions.is_whole or sessions.low <= 1 or sessions.low >= price:
        return False
    quotient = price / sessions.low
    few = sessions.low <= _FEW and price >= _SMALL_LOT and quotient >= _LIKELY_SESSION
    if least == _POSSIBLE:
        return price >= least and quotient >= _LEAST_SESSION
    return least == _CERTAIN or few or (price > least and quotient >= _LEAST_SESSION)
