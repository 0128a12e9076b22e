"""Plain French text: folding, cleaning, words. Standard library only.

Every function is pure and idempotent where it returns text: folding twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from bot.knowledge.said import read_once

_OPENED = {"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "`": "'", "´": "'", "‘": "'"}
_WORD = re.compile(r"[a-z0-9_]+%?|[€%]")
_ELISION = re.compile(r"\b(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quelqu)'(?=\w)")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_PICTOGRAMS = frozenset({"So", "Sk", "Cf", "Cs", "Co"})
_USUAL = range(0x0370)  # Latin letters and the marks put over them


class _Letters(dict[int, str | None]):
    """What each character becomes, worked out beforehand for the usual ones."""

    def __init__(self, become: Callable[[str], str | None]) -> None:
        super().__init__((code, become(chr(code))) for code in _USUAL)
        self._become = become

    def __missing__(self, code: int) -> str | None:
        return self._become(chr(code))


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    return " " if category in _PICTOGRAMS or category == "Cc" else character


def _unaccented(character: str) -> str | None:
    return None if unicodedata.combining(character) else character


def _opened(character: str) -> str:
    return _OPENED.get(character, character)


_VISIBLE, _UNACCENTED, _LIGATURES = map(_Letters, (_visible, _unaccented, _opened))


def clean(text: str) -> str:
    """Return `text` without emoji, control or invisible characters, spaces collapsed."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_VISIBLE).split())


def fold(text: str) -> str:
    """Return `text` lowercased, without accents, ligatures opened, apostrophes straight."""
    return read_once(_fold, text)


def _fold(text: str) -> str:
    lowered = text.lower().translate(_LIGATURES)
    return unicodedata.normalize("NFKD", lowered).translate(_UNACCENTED)


def words(text: str) -> list[str]:
    """Split `text` into folded words; elisions are cut off, « sooooo » becomes « soo »."""
    folded = fold(clean(text))
    if "'" in folded:
        folded = _ELISION.sub(" ", folded).replace("'", " ")
    return _WORD.findall(_REPEATED.sub(r"\1\1", folded.replace("-", " ")))
