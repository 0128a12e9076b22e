"""« 2 fois par semaine pendant 3 mois »: how many sessions a rhythm makes, and how many a week."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from bot.knowledge.values.line import Line
from bot.knowledge.values.reading import NOTHING, Bounds, Reading
from bot.knowledge.values.tokens import Number, exactly

_WEEKS_A_YEAR, _MONTHS_A_YEAR, _DAYS_A_WEEK = Decimal(52), Decimal(12), Decimal(7)
_WEEKS_A_MONTH, _WORKDAYS = Decimal(4), Decimal(5)
_ONE = Decimal(1)
_SESSION = " (?:TIMES|SEANCE|X)(?: FROM)?(?: KINE)?"
_PERIOD = "(?P<rate>WEEK|MONTH|DAY|WEEKDAY(?! (?:AND|,) <1>WEEKDAY))"
_RATE = rf"(?:#a(?:{_SESSION}(?: (?:PER|THE|X))?| (?:PER|THE|X)) |PER ){_PERIOD}"
_RATE_WEEKLY = rf"#a(?:{_SESSION})? (?P<rate>WEEKLY)"
_RATE_DAILY = rf"#a(?:{_SESSION})? (?P<rate>SAME_DAY)"
_SPAN = "#b (?P<span>WEEK|MONTH|DAY|YEAR)"
_AT = "(?:TO|, |:|FROM|X)(?: ONE)?"
_BRIDGE = "(?:, )?<3>"
_FORMS = (
    f"{_RATE} {_BRIDGE}{_SPAN}",
    f"{_RATE_WEEKLY} {_BRIDGE}{_SPAN}",
    f"{_RATE_DAILY} {_BRIDGE}{_SPAN}",
    f"{_SPAN} (?:, |: )?<3>{_RATE}",
    f"{_SPAN} {_AT} #a (?:TIMES|SEANCE|X)(?P<rate>)(?! <2>(?:PER|THE) (?:DAY|MONTH))",
)


_EACH_WEEK = (f"{_RATE.replace('WEEK|MONTH|DAY', 'WEEK|MONTH')}", _RATE_WEEKLY)
_ANSWERED = (
    "(?<=^ )(?:<2>)#a(?: (?:TIMES|SEANCE|X))?(?= [.!]| $)",
    "(?<=^ )ONE(?: (?:TIMES|SEANCE))?(?= $)",
)


def product_of(line: Line) -> Reading | None:
    """Return the sessions a rhythm makes over its duration, to be read back; None without both."""
    for form in _FORMS:
        for match in line.find(form):
            low, high = _bounds(line, match)
            if not high:
                continue
            return _reading(low, high, is_range=_given_range(line, match))
    return None


def read_rhythm(line: Line) -> Reading:
    """Read an answer to « combien de séances par semaine ? »."""
    return _weekly(line, *_EACH_WEEK, *_ANSWERED) or NOTHING


def pick_rhythm(line: Line) -> Reading | None:
    """Return how many sessions a week a sentence gives, when it is one number."""
    return None if line.has("OTHER_CARER") else _weekly(line, *_EACH_WEEK)


def _weekly(line: Line, *forms: str) -> Reading | None:
    for match in (match for form in forms for match in line.find(form)):
        said = match.groupdict()
        number = line.number(match, "a") if said.get("a") else exactly(1)
        if number.is_range or not number.low or number.is_negative or not number.is_usable:
            return Reading(None, "per_week", ambiguous=True)
        weeks = _WEEKS_A_MONTH if said.get("rate") == "MONTH" else _ONE
        return Reading(number.low / weeks, "per_week", ambiguous=weeks != _ONE)
    return None


def has_rhythm(line: Line) -> bool:
    """Tell whether a rhythm is given, with or without a duration."""
    return any(line.has(rate) for rate in (_RATE, _RATE_WEEKLY, _RATE_DAILY, "ALTERNATE"))


def _reading(low: Decimal, high: Decimal, *, is_range: bool) -> Reading:
    bounds: Bounds | None = (low, high) if low != high else None
    return Reading(None if is_range else low, "count", ambiguous=True, range=bounds)


def _given_range(line: Line, match: re.Match[str]) -> bool:
    return any(number.is_range for number in _numbers(line, match)) or _is_daily(match)


def _numbers(line: Line, match: re.Match[str]) -> Iterator[Number]:
    for name in ("a", "b"):
        if match.group(name):
            yield line.number(match, name)


def _is_daily(match: re.Match[str]) -> bool:
    return match.group("rate") in {"DAY", "SAME_DAY"} and match.group("span") != "DAY"


def _bounds(line: Line, match: re.Match[str]) -> Bounds:
    often = line.number(match, "a") if match.group("a") else None
    low, high = (often.low, often.high) if often else (_ONE, _ONE)
    span = line.number(match, "b")
    least, most = _periods(match.group("rate"), match.group("span"), span.low, span.high)
    return (
        (low * least).to_integral_value(ROUND_HALF_UP),
        (high * most).to_integral_value(ROUND_CEILING),
    )


def _periods(rate: str, span: str, low: Decimal, high: Decimal) -> Bounds:
    """Return how many weeks (months, days) of a rhythm a duration holds, at least and at most."""
    if rate == "MONTH":
        return _months(span, low), _months(span, high)
    least, most = _weeks(span, low)[0], _weeks(span, high)[1]
    if rate in {"DAY", "SAME_DAY"}:
        return (low, high) if span == "DAY" else (least * _WORKDAYS, most * _DAYS_A_WEEK)
    return least, most


def _weeks(span: str, length: Decimal) -> Bounds:
    match span:
        case "MONTH":
            return length * _WEEKS_A_MONTH, length * _WEEKS_A_YEAR / _MONTHS_A_YEAR
        case "YEAR":
            return length * _WEEKS_A_MONTH * _MONTHS_A_YEAR, length * _WEEKS_A_YEAR
        case "DAY":
            weeks = (length / _DAYS_A_WEEK).to_integral_value(ROUND_HALF_UP)
            return max(weeks, _ONE), max(weeks, _ONE)
        case _:
            return length, length


def _months(span: str, length: Decimal) -> Decimal:
    match span:
        case "YEAR":
            return length * _MONTHS_A_YEAR
        case "WEEK":
            return length / _WEEKS_A_MONTH
        case "DAY":
            return length / (_WEEKS_A_MONTH * _DAYS_A_WEEK)
        case _:
            return length
