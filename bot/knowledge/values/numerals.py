"""Numbers in letters, from zero to 9 999, as said in France, Belgium and Switzerland."""

from __future__ import annotations

from collections.abc import Sequence

UNITS = {
    "zero": 0, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8,
    "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15,
    "seize": 16,
}  # fmt: skip
_ONES = {"un": 1, "une": 1}
TENS = {
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "septante": 70,
    "huitante": 80, "octante": 80, "nonante": 90, "vingts": 20,
}  # fmt: skip
SCORES = frozenset({"vingt", "vingts"})
HUNDREDS = frozenset({"cent", "cents"})
_THOUSANDS = frozenset({"mille", "milles"})
COLLECTIVES = {
    "huitaine": 8, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20,
    "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5,
    "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
}  # fmt: skip
WORDS = frozenset({*UNITS, *TENS, *HUNDREDS, *_THOUSANDS})
_TEN, _TWENTY, _SIXTY, _HUNDRED, _THOUSAND = 10, 20, 60, 100, 1000
_QUATRE, _DIX_SEPT = 4, 7
MOST = 9999


def limit_after(head: str) -> int:
    """Return what a number that follows `head` is less than: 10 after « trente »."""
    if head in HUNDREDS:
        return _HUNDRED
    return _TWENTY if head in {"soixante", *SCORES} else _TEN


Parsed = tuple[int, int]
"""A value and the position after its last word."""


def parse_numeral(words: Sequence[str], start: int) -> Parsed | None:
    """Return the number that begins at `start` and where it ends, or None.

    « un » and « une » alone are articles, not numbers; « vingt deux cinquante » is 22, then 50.
    """
    head = _below_thousand(words, start)
    if head and _at(words, head[1]) in _THOUSANDS and head[0] > 1:
        return _with_rest(words, head[0] * _THOUSAND, head[1] + 1)
    if head is None and _at(words, start) in _THOUSANDS:
        return _with_rest(words, _THOUSAND, start + 1)
    return head


def _at(words: Sequence[str], position: int) -> str:
    return words[position] if position < len(words) else ""


def _with_rest(words: Sequence[str], value: int, position: int) -> Parsed:
    rest = _below_thousand(words, position)
    return (value + rest[0], rest[1]) if rest and rest[0] else (value, position)


def _below_thousand(words: Sequence[str], start: int) -> Parsed | None:
    if _at(words, start) in HUNDREDS:
        return _after_hundred(words, _HUNDRED, start + 1)
    head = _below_hundred(words, start)
    if head and 1 < head[0] < _TEN and _at(words, head[1]) in HUNDREDS:
        return _after_hundred(words, head[0] * _HUNDRED, head[1] + 1)
    return head


def _after_hundred(words: Sequence[str], value: int, position: int) -> Parsed:
    if _at(words, position) in _ONES:
        return value + 1, position + 1
    rest = _below_hundred(words, position)
    return (value + rest[0], rest[1]) if rest and rest[0] else (value, position)


def _below_hundred(words: Sequence[str], start: int) -> Parsed | None:
    word = _at(words, start)
    if word == "quatre" and _at(words, start + 1) in SCORES:
        return _after_tens(words, _QUATRE * _TWENTY, start + 2)
    if word in TENS:
        return _after_tens(words, TENS[word], start + 1)
    if word in UNITS:
        return _teens(words, UNITS[word], start + 1)
    return None


def _after_tens(words: Sequence[str], value: int, position: int) -> Parsed:
    if _at(words, position) == "et":
        word = _at(words, position + 1)
        if word in _ONES or (word == "onze" and value == _SIXTY):
            return value + _ONES.get(word, 11), position + 2
        return value, position
    if value == _QUATRE * _TWENTY and _at(words, position) in _ONES:
        return value + 1, position + 1
    rest = _unit(words, position)
    limit = _TWENTY if value in {_SIXTY, _QUATRE * _TWENTY} else _TEN
    if rest and 0 < rest[0] < limit:
        return value + rest[0], rest[1]
    return value, position


def _unit(words: Sequence[str], position: int) -> Parsed | None:
    """Return the number under 20 at `position`; « quatre vingt » begins another one."""
    word = _at(words, position)
    if word not in UNITS or (word == "quatre" and _at(words, position + 1) in SCORES):
        return None
    return _teens(words, UNITS[word], position + 1)


def _teens(words: Sequence[str], value: int, position: int) -> Parsed:
    following = UNITS.get(_at(words, position), 0)
    if value == _TEN and _DIX_SEPT <= following < _TEN:
        return value + following, position + 1
    return value, position
