"""How many sessions, read in an answer or picked in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from re import Match

from bot.knowledge.values.doubts import is_answer_doubtful, is_mention_doubtful, is_rough
from bot.knowledge.values.line import UNIT, Line
from bot.knowledge.values.reading import NOTHING, Reading
from bot.knowledge.values.rhythm import has_rhythm, product_of
from bot.knowledge.values.roles import Role, Roles, distinct, having
from bot.knowledge.values.tokens import Number

USUAL, MOST_SPELLED = Decimal(60), Decimal(100)
_ONLY_ONE = (
    "ONE ONLY(?: SEANCE| TIMES)?(?= [,.;?!]| FROM| FOR| $| DURING| TO)|ONLY ONE(?= SEANCE| $)"
)
_IN_PART = r"DONE <2>#\d+|#\d+ DEPASSEMENT|#\d+(?: SEANCE)?(?: ,)? OF"
_FEW, _A_FEW = Decimal(6), Decimal(3)
_SESSIONS = frozenset({Role.COUNT, Role.NOTED})
_COMPOSABLE = _SESSIONS | {Role.BARE, Role.PART}
_UNKNOWN_COUNT = Reading(None, "count", ambiguous=True)
_S = "(?: SEANCE)?"
_SAID_COUNT = (f"SERIES (?:: |FROM |FOR )?#a(?! {UNIT})", rf"SEANCES \? #a(?! {UNIT})")
_PAID_BY_WEEK = "#a EURO (?:PER|THE) (?:WEEK|MONTH) <2>(?:FOR )?#b SEANCE"  # how many weeks?
_IN_ALL = ("#a TOTAL", f"TOTAL (?:[:=] )?#a(?! {UNIT})")
_LINK = r"(?: PRESCRIBED)?(?: ,)?(?: OF| ,| \(| mais| AND)?"


def read_sessions(line: Line, roles: Roles) -> Reading:
    """Read an answer to « combien de séances ? »."""
    counts = having(roles, Role.COUNT) or having(roles, Role.NOTED)
    composed = _composed(line, roles)
    if composed:
        return composed
    if not counts and (product := product_of(line)):
        return product
    said = counts or having(roles, Role.BARE) or having(roles, Role.PART)
    found = distinct(line, said)
    if not found:
        return _without_number(line)
    if any(line.numbers[index].is_negative or line.numbers[index].high == 0 for index in found):
        return NOTHING
    if len(found) > 1:
        return _several(line, found)
    doubtful = len(said) > 1 or line.has(_IN_PART) or is_answer_doubtful(line, roles, found)
    return _counted_once(line, found[0], doubtful=doubtful)


def pick_sessions(line: Line, roles: Roles) -> Reading | None:
    """Return the number of sessions a sentence gives, or None."""
    if composed := _composed(line, roles) or _of_each(line):
        return composed
    if line.has(_PAID_BY_WEEK):
        return None
    found = distinct(line, _counted(line, roles))
    if not found:
        return product_of(line) or _only_one(line)
    if len(found) > 1:
        return _several(line, found)
    return _counted_once(line, found[0], doubtful=is_mention_doubtful(line, found[0]))


def _of_each(line: Line) -> Reading | None:
    """Read « 2 kinés, 10 séances chacun » as 20, to be read back."""
    for match in line.find("#a KINE (?:, )?(?:[a-z]+ |AND )?#b SEANCE (?:PER KINE|EACH)"):
        return _times(line.number(match, "a").low, line.number(match, "b").low)
    return None


def _counted_once(line: Line, index: int, *, doubtful: bool) -> Reading:
    reading = _single(line.numbers[index], doubtful=doubtful)
    return replace(reading, is_approximate=is_rough(line, index), is_done=line.has("DONE"))


def _single(number: Number, doubtful: bool) -> Reading:
    if not number.is_usable:
        return _UNKNOWN_COUNT
    if number.is_range:
        return Reading(number.value, "count", ambiguous=True, range=(number.low, number.high))
    if number.low != number.low.to_integral_value():
        bounds = (_whole(number.low, ROUND_FLOOR), _whole(number.low, ROUND_CEILING))
        return Reading(None, "count", ambiguous=True, range=bounds)
    usual = USUAL if number.digits else MOST_SPELLED
    return Reading(number.low.to_integral_value(), "count", doubtful or number.low > usual)


def _several(line: Line, found: Sequence[int]) -> Reading:
    numbers = [line.numbers[index] for index in found]
    low, high = min(n.low for n in numbers), max(n.high for n in numbers)
    return Reading(None, "count", ambiguous=True, range=(low, high))


def _without_number(line: Line) -> Reading:
    if only := _only_one(line, is_answer=True):
        return only
    return _UNKNOWN_COUNT if has_rhythm(line) else NOTHING


def _only_one(line: Line, *, is_answer: bool = False) -> Reading | None:
    """Read « une seule » as 1; « une séance » alone only in an answer."""
    if line.has(_ONLY_ONE) or (is_answer and line.has(r"(?<=^ )ONE(?: SEANCE)?(?= $)")):
        return Reading(Decimal(1), "count", ambiguous=False)
    return None


def _counted(line: Line, roles: Roles) -> list[int]:
    """Return the numbers that a sentence gives as sessions; « 1 séance à 50 € » gives none.

    « Il m’en faut deux » may be papers, when nothing else speaks of sessions or of money.
    """
    bare = {int(match.group("a")) for said in _SAID_COUNT for match in line.find(said)}
    bare |= {
        int(match.group("a"))
        for said in _IN_ALL
        for match in line.find(said)
        if _is_count(line, roles, match)
    }
    about_sessions = bool(having(roles, Role.PRICE, Role.PERCENT)) or line.has("SEANCE")
    return [
        index
        for index, role in sorted(roles.items())
        if (role in _SESSIONS or (role is Role.BARE and index in bare))
        and line.numbers[index].low > (1 if about_sessions or role is not Role.NOTED else _A_FEW)
        and not line.numbers[index].is_negative
    ]


def _is_count(line: Line, roles: Roles, match: Match[str]) -> bool:
    """Tell whether « 20 € la séance, 16 en tout » counts sessions: 60 would be three of them."""
    total = line.number(match, "a")
    prices = [line.numbers[index].low for index in having(roles, Role.PRICE)]
    is_product = any(price and total.low >= price and not total.low % price for price in prices)
    return bool(prices) and total.is_whole and total.low <= USUAL and not is_product


def _composed(line: Line, roles: Roles) -> Reading | None:
    """Return what several numbers make together, or None."""
    for source, build in _FORMS:
        for match in line.find(source):
            first, second = (_read(line, match, name) for name in ("a", "b"))
            indices = [int(match.group(name)) for name in ("a", "b") if _has(match, name)]
            if any(roles[index] not in _COMPOSABLE for index in indices):
                continue
            if not (first.is_whole and second.is_whole and first.low > 0):
                continue
            if reading := build(first.low, second.low):
                return reading
    return None


def _has(match: Match[str], name: str) -> bool:
    return match.groupdict().get(name) is not None


def _read(line: Line, match: Match[str], name: str) -> Number:
    return line.number(match, name) if _has(match, name) else _ONE_MORE


def _to_renew(prescribed: Decimal, times: Decimal) -> Reading | None:
    return replace(_between(prescribed, prescribed * (times + 1)), cause="renouveler")


def _partly_done(prescribed: Decimal, done: Decimal) -> Reading | None:
    if not 0 < done < prescribed:
        return None
    return replace(_between(prescribed - done, prescribed), cause="deja-faites")


def _done_out_of(done: Decimal, prescribed: Decimal) -> Reading | None:
    return _partly_done(prescribed, done)


def _left(remaining: Decimal, prescribed: Decimal) -> Reading | None:
    return Reading(remaining, "count", ambiguous=True) if remaining < prescribed else None


def _left_after(_: Decimal, remaining: Decimal) -> Reading | None:
    return Reading(remaining, "count", ambiguous=True)


def _times(series: Decimal, each: Decimal) -> Reading | None:
    small = min(series, each)
    return Reading(series * each, "count", ambiguous=True) if 1 < small <= _FEW else None


def _added(first: Decimal, second: Decimal) -> Reading | None:
    return Reading(first + second, "count", ambiguous=True)


def _between(low: Decimal, high: Decimal) -> Reading:
    return Reading(None, "count", ambiguous=True, range=(low, high))


def _whole(value: Decimal, rounding: str) -> Decimal:
    return value.to_integral_value(rounding)


_ONE_MORE = Number(Decimal(1), Decimal(1))
_FORMS: tuple[tuple[str, Callable[[Decimal, Decimal], Reading | None]], ...] = (
    (f"#a{_S} <3>RENEW #b TIMES", _to_renew),
    (f"#a{_S} <3>RENEW", _to_renew),
    (f"REMAIN <1>#a{_S} DURING <1>#b", _left),
    (rf"#a{_S} <1>DONE (?:, )?<3>REMAIN <2>#b", _left_after),
    (rf"DONE <2>#a{_S} (?:, )?<4>REMAIN <2>#b", _left_after),
    (rf"#a{_S}{_LINK} <5>#b{_S} <2>DONE", _partly_done),
    (rf"#a{_S}{_LINK} (?:[a-z]+ |HAVE |EN |TO )*DONE (?:[a-z]+ )*#b", _partly_done),
    (rf"DONE <2>#a{_S} DURING <1>#b", _done_out_of),
    (rf"#a{_S} <1>DONE DURING <1>#b", _done_out_of),
    ("#a DURING #b", _done_out_of),
    (r"#a SERIES (?:FROM )?#b(?! (?:EURO|PERCENT))", _times),
    (r"#a (?:X|TIMES) #b(?! (?:EURO|PERCENT|X|WEEK|MONTH))", _times),
    (rf"#a{_S} (?:, )?(?:PLUS|THEN|AND THEN) #b(?! EURO)", _added),
    (rf"#a{_S} <4>(?:, )?(?:(?:AND|PLUS|THEN) )?#b{_S} (?:FOR|autres)", _added),
    (r"#a SEANCE <4>(?:AND|PLUS|THEN|,) #b SEANCE", _added),
    (rf"#a{_S} AND #b{_S}", _added),
)
