"""A normalised message cut into words, marks and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

TELEPHONE, DATE, TIME = "TELEPHONE", "DATE", "TIME"

_LONG_RUN, _MAX_DECIMALS, _MONTHS = 5, 2, 12
_TOKEN = re.compile(
    r"""
    (?P<phone>(?<!\d)(?:\+?33\ ?|0)[1-9](?:[ .\-]?\d\d){4}(?!\d))
  | (?P<nir>(?<!\d)[12]\ ?\d\d\ ?[01]\d\ ?\d[\dab]\ ?\d{3}\ ?\d{3}(?:\ ?\d\d)?(?!\d))
  | (?P<date>(?<!\d)\d{1,2}(?P<between>[/.\-])\d{1,2}(?P=between)(?:20\d\d|\d\d)(?!\d))
  | (?P<slash>(?<![\d/])\d{1,2}/\d{1,2}(?![\d/]))
  | (?P<time>(?<!\d)(?:[01]?\d|2[0-3])\ ?h(?:\ ?[0-5]\d)?(?![a-z\d])|(?<!\d)\d{1,2}:[0-5]\d(?!\d))
  | (?P<spine>(?<![a-z\d])[cdlst]\d{1,2}(?![a-z\d%€]))
  | (?P<letters>(?<![a-z\d.,])(?=[oil\d]*\d)(?=\d*[oil])[oil\d]+(?:[.,][\do]{1,2})?(?![a-z\d]))
  | (?P<grouped>(?<![\d.,])[1-9]\ \d{3}(?![\d%]))
  | (?P<number>\d+(?:[.,]\d+)*)
  | (?P<shorthand_x>x(?=\d))
  | (?P<attached>(?<![a-z])(?:a|g|de|les|en|pour|reste)(?=\d{1,3}(?![a-z\d]|[/.\-]\d)))
  | (?P<name>(?<![a-z\d])[a-z]+\d[a-z\d]*)
  | (?P<word>[a-z]+)
  | (?P<mark>[-€%$£+/=?,;.:!()~<>&])
    """,
    re.VERBOSE,
)
_CONFUSED = str.maketrans("oil", "011")


@dataclass(frozen=True, slots=True)
class Number:
    """A number of the message.

    Attributes:
        low: its value, or the lower bound of « 10 à 12 ».
        high: its value, or the upper bound.
        digits: its whole part as typed; "" when it was in letters.
        decimals: how many decimals were typed.
        is_glued: True when nothing separates it from what comes before.
        is_usable: False for 12345 or 1.234.567, which are not amounts.
        is_negative: True for « -20 ».
        is_approximate: True for « une dizaine ».
        is_anchored: True for « 17 et quelques »: `low` is the value, `high` how far it may reach.
        is_doubtful: True when a character had to be guessed (« 3O ») or moved.
        proposal: what was probably meant, when it is not safe to read it.
    """

    low: Decimal
    high: Decimal
    digits: str = ""
    decimals: int = 0
    is_glued: bool = False
    is_usable: bool = True
    is_negative: bool = False
    is_approximate: bool = False
    is_anchored: bool = False
    is_doubtful: bool = False
    proposal: Decimal | None = None

    @property
    def value(self) -> Decimal | None:
        """Return its value, or None for two bounds."""
        return None if self.is_range and not self.is_anchored else self.low

    @property
    def is_range(self) -> bool:
        """Tell whether two bounds were given."""
        return self.low != self.high

    @property
    def is_whole(self) -> bool:
        """Tell whether it is one number without decimals."""
        return not self.is_range and not self.decimals and self.low == self.low.to_integral_value()


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a mark, or a number when `number` is set.

    Attributes:
        text: the word, the mark, or the digits.
        is_glued: True when nothing but a hyphen separates it from what comes before.
        is_doubtful: True for a word of a number in letters that had to be guessed.
    """

    text: str
    number: Number | None = None
    is_glued: bool = False
    is_doubtful: bool = False


def exactly(value: Decimal | int, *, is_approximate: bool = False) -> Number:
    """Return the number `value`, written in letters or calculated."""
    return Number(Decimal(value), Decimal(value), is_approximate=is_approximate)


def tokenise(text: str) -> list[Token]:
    """Cut a normalised text into tokens; other characters separate them."""
    found: list[Token] = []
    end = 0
    for match in _TOKEN.finditer(text):
        glued = match.start() == end and end > 0
        pieces = list(_tokens_of(match, text))
        found.append(_glue(pieces[0]) if glued else pieces[0])
        found.extend(pieces[1:])
        end = match.end()
    return [token for index, token in enumerate(found) if not _is_hyphen(found, index)]


def _glue(token: Token) -> Token:
    number = token.number and replace(token.number, is_glued=True)
    return replace(token, number=number, is_glued=True)


def _is_hyphen(tokens: list[Token], index: int) -> bool:
    """Tell whether this mark only joins two words (« rendez-vous »)."""
    token = tokens[index]
    if token.text != "-" or not token.is_glued or index + 1 == len(tokens):
        return False
    around = (tokens[index - 1], tokens[index + 1])
    return tokens[index + 1].is_glued and not any(near.number for near in around)


def _tokens_of(match: re.Match[str], text: str) -> Iterator[Token]:
    kind, typed = match.lastgroup, match.group()
    if kind in {"phone", "nir"}:
        yield Token(TELEPHONE)
    elif kind in {"date", "time", "name", "spine"}:
        yield Token({"date": DATE, "time": TIME}.get(kind, typed))
    elif kind == "slash":
        yield from _slashed(typed, text[: match.start()])
    elif kind == "letters":
        yield Token(typed, replace(_typed_number(typed.translate(_CONFUSED)), is_doubtful=True))
    elif kind == "grouped":
        number = _typed_number(typed.replace(" ", ""))
        yield Token(typed, replace(number, is_doubtful=True, digits=""))
    elif kind == "number":
        yield Token(typed, _typed_number(typed))
    else:
        yield Token(typed)


def _slashed(typed: str, before: str) -> Iterator[Token]:
    """Read « 12/03 » as a day, « 20/25 » and « 60/40 » as two numbers."""
    first, second = typed.split("/")
    is_day = "0" in (first[0], second[0]) or before.endswith(("le ", "du ", "au "))
    if is_day or (int(first) > int(second) and int(second) <= _MONTHS):
        yield Token(DATE)
        return
    yield Token(first, _typed_number(first))
    yield Token("/", is_glued=True)
    yield Token(second, _typed_number(second), is_glued=True)


def _typed_number(typed: str) -> Number:
    whole, *rest = re.split(r"[.,]", typed)
    if len(rest) > 1:
        return _grouped_number(typed)
    decimals = rest[0] if rest else ""
    value = Decimal(f"{whole}.{decimals}" if decimals else whole)
    usable = len(whole) < _LONG_RUN and len(decimals) <= _MAX_DECIMALS
    return Number(value, value, digits=whole, decimals=len(decimals), is_usable=usable)


def _grouped_number(typed: str) -> Number:
    """Read « 1.234,50 », doubtful; anything else with several separators is not an amount."""
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d\d", typed):
        typed = typed.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d\d", typed):
        typed = typed.replace(",", "")
    else:
        return Number(Decimal(0), Decimal(0), is_usable=False)
    return Number(Decimal(typed), Decimal(typed), decimals=_MAX_DECIMALS, is_doubtful=True)
