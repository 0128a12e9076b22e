"""Numbers made of several: euros and cents, decimals said aloud, halves, signs, ranges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.knowledge.values.line import UNIT, Built, Line
from bot.knowledge.values.tokens import Number, exactly

_HALF = Decimal("0.5")
_HUNDRED = Decimal(100)
_TEN = 10
_LAST_LIKELY_ORDINAL = 12
_MAX_CENTS_DIGITS = 2
_PRICED = frozenset({"EURO", "PERCENT"})
_OF_THEM = re.compile(r" EN (?:\S+ ){0,2}$")
_WIDEST = 4
_MOST_DISTRICTS, _POSTCODE, _MOST_TIMES = 20, 5, 6
_TIMES_SAID = {"DOUBLE": 2, "TRIPLE": 3}
_RANK = "(?:eme|ieme|emes|iemes|er|ere|nd|nde)"


def compose(line: Line) -> Line:
    """Return `line` with its composite numbers made one."""
    for source, build in _STEPS:
        if line.numbers or source in _WITHOUT_NUMBER:
            line = line.rewrite(source, build)
    return line


def _address(line: Line, match: re.Match[str]) -> Built:
    """« 12 bis rue des Lilas », « bâtiment 3 »: no amount."""
    return line.number(match, "a"), "STREET RANK#"


def _district(line: Line, match: re.Match[str]) -> Built:
    """« Paris 15e »."""
    number = line.number(match, "a")
    if not number.is_whole or number.low > _MOST_DISTRICTS:
        return None
    return number, "CITY RANK#"


def _postcode(line: Line, match: re.Match[str]) -> Built:
    """« 75011 Paris »."""
    number = line.number(match, "a")
    return (number, "RANK#") if len(number.digits) == _POSTCODE and number.is_whole else None


def _multiple(line: Line, match: re.Match[str]) -> Built:
    """« 2 fois la base »: 200 %, to be read back."""
    number = line.number(match, "a")
    if not 0 < number.low <= number.high <= _MOST_TIMES:
        return None
    low, high = ((n * _HUNDRED).to_integral_value() for n in (number.low, number.high))
    return Number(low, high, is_doubtful=True), "# PERCENT MULTIPLE"


def _double(_: Line, match: re.Match[str]) -> Built:
    """« le double du tarif »."""
    times = _TIMES_SAID[match.group("said")]
    return replace(exactly(times * _HUNDRED), is_doubtful=True), "# PERCENT MULTIPLE"


def _rank(line: Line, match: re.Match[str]) -> Built:
    return line.number(match, "a"), "RANK#"


def _rank_or_euro(line: Line, match: re.Match[str]) -> Built:
    """« 3e séance » is a rank, « 35e séance » a price typed in haste."""
    number = line.number(match, "a")
    if number.is_whole and number.low <= _LAST_LIKELY_ORDINAL:
        return number, "RANK#"
    return replace(number, is_doubtful=True), "# EURO"


def _rank_or_word(line: Line, match: re.Match[str]) -> Built:
    """« 2e catégorie » is a rank, « 35e environ » a price."""
    built = _rank_or_euro(line, match)
    return built if built and built[1] == "RANK#" else _euro(line, match)


def _said_twice(line: Line, match: re.Match[str]) -> Built:
    """« 12 (douze) »."""
    first, second = line.number(match, "a"), line.number(match, "b")
    return (first, "#") if first.low == second.low else None


def _euro(line: Line, match: re.Match[str]) -> Built:
    return line.number(match, "a"), "# EURO"


def _foreign(line: Line, match: re.Match[str]) -> Built:
    return replace(line.number(match, "a"), is_doubtful=True), "# EURO"


def _negative(line: Line, match: re.Match[str]) -> Built:
    return replace(line.number(match, "a"), is_negative=True), f"{match.group('before')}#"


def _dashed(line: Line, match: re.Match[str]) -> Built:
    """« -20 » is negative; « séance -35 € » only doubtful."""
    number, before = line.number(match, "a"), match.group("before")
    if not number.is_glued:
        return None
    if before.strip() and before[0].isupper():
        return replace(number, is_doubtful=True), f"{before}#"
    return replace(number, is_negative=True), f"{before}#"


def _one(_: Line, match: re.Match[str]) -> Built:
    return exactly(1), f"#{match.group()[len('ONE') :]}"


def _decimals(line: Line, match: re.Match[str]) -> Built:
    """« seize virgule treize », « seize virgule zéro cinq »."""
    whole, decimals = line.number(match, "a"), line.number(match, "b")
    if not (whole.is_whole and decimals.is_whole) or decimals.low >= _HUNDRED:
        return None
    typed = decimals.digits or str(int(decimals.low))
    if match.group("z"):
        if line.number(match, "z").low:
            return None
        typed = f"0{typed}"
    return exactly(Decimal(f"{int(whole.low)}.{typed}")), "#"


def _and_half(line: Line, match: re.Match[str]) -> Built:
    number = line.number(match, "a")
    unit = match.group("unit") or ""
    if not number.is_whole:
        return None
    return replace(_plus(number, _HALF), digits=""), f"# {unit}".rstrip()


def _half_of(line: Line, match: re.Match[str]) -> Built:
    """« une demi-douzaine »."""
    number = line.number(match, "a")
    value = number.low * _HALF
    return (replace(number, low=value, high=value), "#") if number.is_approximate else None


def _several_dozens(line: Line, match: re.Match[str]) -> Built:
    """« deux dizaines »."""
    number, dozen = line.number(match, "a"), line.number(match, "b")
    if not dozen.is_approximate or not number.is_whole or number.low >= _TEN:
        return None
    value = number.low * dozen.low
    return replace(dozen, low=value, high=value), "#"


def _cents(line: Line, match: re.Match[str]) -> Built:
    """« 16 euros 5 centimes »."""
    euros, cents = line.number(match, "a"), line.number(match, "b")
    if not (euros.is_whole and cents.is_whole) or cents.low >= _HUNDRED:
        return None
    return _plus(euros, cents.low / _HUNDRED), "# EURO"


def _unnamed_cents(line: Line, match: re.Match[str]) -> Built:
    """« 16 euros 13 », « 12€50 »; « 12€5 » may be 12,05 or 12,50."""
    euros, cents = line.number(match, "a"), line.number(match, "b")
    if not (euros.is_whole and cents.is_whole and 0 <= cents.low < _HUNDRED):
        return None
    if cents.is_negative or len(cents.digits) > _MAX_CENTS_DIGITS:
        return None
    if len(cents.digits) == _MAX_CENTS_DIGITS or (not cents.digits and cents.low >= _TEN):
        return _plus(euros, cents.low / _HUNDRED), "# EURO"
    if cents.digits and not cents.is_glued:
        return None
    high = euros.low + cents.low / _TEN
    return replace(_plus(euros, cents.low / _HUNDRED), high=high, proposal=high), "# EURO"


def _glued_cents(line: Line, match: re.Match[str]) -> Built:
    """« 12€50 séance »: the cents, most likely, or « 30€10séances »."""
    if not line.number(match, "b").is_glued:
        return None
    built = _unnamed_cents(line, match)
    return (replace(built[0], is_doubtful=True), built[1]) if built else None


def _only_cents(line: Line, match: re.Match[str]) -> Built:
    number = line.number(match, "a")
    if number.is_range:
        return None
    value = number.low / _HUNDRED
    return replace(number, low=value, high=value, digits="", is_doubtful=True), "# EURO"


def _and_some(line: Line, match: re.Match[str]) -> Built:
    """« 17 et quelques »: up to 18; « 30 et quelques »: up to 40."""
    number = line.number(match, "a")
    unit = match.group("unit") or ""
    if not number.is_whole:
        return None
    step = _TEN if number.low and number.low % _TEN == 0 else 1
    high = number.low + step
    return replace(number, high=high, is_anchored=True), f"# {unit}".rstrip()


def _between(line: Line, match: re.Match[str]) -> Built:
    """« entre 20 et 25 », « 10 ou 12 »."""
    units = {unit for unit in (match.group("u"), match.group("v")) if unit}
    return None if len(units) > 1 else _range(line, match, units)


def _span(line: Line, match: re.Match[str]) -> Built:
    """« 20 à 25 », but neither « 6 séances à 20 » nor « j’en ai 6 à 20 € »."""
    first, second = match.group("u"), match.group("v")
    if first not in {None, second} and (second or first not in _PRICED):
        return None
    low, high = line.number(match, "a").low, line.number(match, "b").low
    counted = second == "EURO" and not first and _OF_THEM.search(line.text[: match.start()])
    if counted or low > high or high > low * _WIDEST:
        return None
    return _range(line, match, {unit for unit in (first, second) if unit})


def _range(line: Line, match: re.Match[str], units: set[str]) -> Built:
    first, second = line.number(match, "a"), line.number(match, "b")
    if first.low == second.low or not (first.is_usable and second.is_usable):
        return None
    low, high = sorted((first.low, second.low))
    number = Number(low, high, is_doubtful=first.is_doubtful or second.is_doubtful)
    return number, " ".join(["#", *units])


def _plus(number: Number, more: Decimal) -> Number:
    value = number.low + more
    return replace(number, low=value, high=value, decimals=_MAX_CENTS_DIGITS)


_U = rf"(?: (?P<u>{UNIT}))?"
_V = rf"(?: (?P<v>{UNIT}))?"
_UNIT = rf"(?: (?P<unit>{UNIT}))?"
_NEXT = rf"(?! {UNIT})"
_SOLO = (
    "(?:EURO|CENT|TIMES PER|PER|WEEKLY|(?:SEANCE )?(?:PER|THE) (?:WEEK|MONTH)|SEANCE WEEKLY|WEEK"
    "|MONTH|YEAR)"
)
_NOT_PAID = rf"(?! (?:{UNIT}|SERIES|EACH|(?:(?:TO )?THE|PER|FOR ONE) SEANCE))"
_BIS = "(?:[a-z] |bis |ter |quater )?"
_TARGET = (
    "(?:(?:FROM |THE |FROM THE )*(?:BASE|TARIFF|SECU|REFUND (?:FROM )?(?:THE )?SECU|CLAIMS)"
    "(?! (?:FROM |TO |: |= )*#))"
)
_STEPS: tuple[tuple[str, Callable[[Line, re.Match[str]], Built]], ...] = (
    (rf"#a {_BIS}(?:, )?(?:FROM |THE )*STREET", _address),
    (rf"STREET (?:(?:[a-z]+|FROM|THE) ){{0,5}}#a{_NOT_PAID}", _address),
    (rf"BUILDING (?:n |: )?#a{_NOT_PAID}", _address),
    (rf"CITY #a(?: (?:e|er|eme|ieme))?{_NOT_PAID}(?! (?:e|er|eme|ieme))", _district),
    ("#a(?= (?:[a-z]|CITY))", _postcode),
    (rf"#a {_RANK}", _rank),
    ("#a e(?= (?:MONTH|WEEK|YEAR|DAY|KINE|SERIES|LEVEL))", _rank),
    ("#a e(?= (?:SEANCE|TIMES))", _rank_or_euro),
    ("#a e(?= [a-z]{3,} )", _rank_or_word),
    ("#a e", _euro),
    ("#a FOREIGN", _foreign),
    ("FOREIGN #a", _foreign),
    (rf"ONE(?= {_SOLO})", _one),
    ("#a COMMA (?:#z )?#b", _decimals),
    (rf"#a{_UNIT} AND HALF", _and_half),
    ("HALF #a", _half_of),
    (r"#a \( #b \)", _said_twice),
    ("#a #b", _several_dozens),
    (r"#a EURO (?:AND )?#b CENT", _cents),
    (rf"#a EURO (?:AND )?#b{_NEXT}", _unnamed_cents),
    ("#a EURO #b(?= SEANCE)", _glued_cents),
    ("#a CENT", _only_cents),
    (r"(?<!\d )EURO #a(?! (?:EURO|PERCENT|SEANCE))", _euro),
    (rf"#a{_UNIT} SOME", _and_some),
    (rf"BETWEEN #a{_U} AND #b{_V}", _between),
    (rf"(?:FROM )?#a{_U} (?:TO|-|PER|UNTIL) #b{_V}", _span),
    (rf"#a{_U} (?:AND )?OR #b{_V}", _between),
    (f"#a (?:TIMES|X) {_TARGET}", _multiple),
    (f"(?:THE )?(?P<said>DOUBLE|TRIPLE) {_TARGET}", _double),
    (r"(?P<before>(?:(?<=^ )|[^\s#\d]\S* ))- #a", _dashed),
    (r"(?P<before>(?<=^ )|(?:est|,|:|=) )(?:- |MINUS )#a", _negative),
)
_WITHOUT_NUMBER = frozenset(source for source, _ in _STEPS if "#a" not in source)
