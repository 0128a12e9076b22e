"""Expressions of the content, compiled, and searched in the words of a message.

`mot*` any ending · `a/b` one or the other · `…` up to four words between · `#` a number ·
`[a/b]` one of them, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from bot.knowledge.text import fold

NUMBER, ZERO = "#", "zero"
_GAP = "..."
_GAP_WORDS = 4
_INITIALS = 3
_SEVERAL = 2
_STOPS = frozenset(",;.:?!()")
_PIECE = re.compile(r"\[[^\]]+\]|[a-z0-9*/]+|\.\.\.|[€%$£+~#<>&=]|[?!:,]")
_OPTIONAL = "["
_JOINED = re.compile(r"(?<=[a-z*])['-](?=[a-z])")


class Hit(NamedTuple):
    """An expression found: to whom it belongs, and the words it covers."""

    owner: str
    start: int
    end: int


class _Slot(NamedTuple):
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    gap: int
    is_optional: bool


class _Expression(NamedTuple):
    owner: str
    slots: tuple[_Slot, ...]


class Phrasebook:
    """A set of expressions, each with its owner; only those that may begin here are tried."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """Compile (owner, expression) pairs."""
        self._exact: dict[str, list[_Expression]] = {}
        self._open: dict[str, list[_Expression]] = {}
        self.words: set[str] = set()
        for owner, expression in entries:
            for pieces in _readings(_pieces(expression)):
                self._add(_Expression(owner, tuple(_slots(pieces))))

    def find(self, words: Sequence[str]) -> list[Hit]:
        """Return every expression found, by position, the longest first at each."""
        found: list[Hit] = []
        for start, expressions in self._beginning(words):
            hits = {
                Hit(owner, start, end)
                for owner, slots in expressions
                if (end := _match(slots, words, start))
            }
            found += hits if len(hits) < _SEVERAL else sorted(hits, key=_longest_first)
        return found

    def stands_in(self, words: Sequence[str]) -> bool:
        """Tell whether an expression is found."""
        for start, expressions in self._beginning(words):
            for _, slots in expressions:
                if _match(slots, words, start):
                    return True
        return False

    def _beginning(self, words: Sequence[str]) -> Iterator[tuple[int, Iterable[_Expression]]]:
        """Yield the positions where expressions may begin, with them."""
        exact, opened = self._exact, self._open
        for start, word in enumerate(words):
            whole, beginning = exact.get(word), opened.get(word[:_INITIALS])
            if whole and beginning:
                yield start, (*whole, *beginning)
            elif whole or beginning:
                yield start, whole or beginning or ()

    def _add(self, expression: _Expression) -> None:
        if not expression.slots:
            raise ValueError(f"an expression of « {expression.owner} » says nothing")
        first = expression.slots[0]
        for word in first.exact:
            self._exact.setdefault(word, []).append(expression)
        for initials in {prefix[:_INITIALS] for prefix in first.prefixes}:
            self._open.setdefault(initials, []).append(expression)
        for slot in expression.slots:
            self.words |= slot.exact


def _longest_first(hit: Hit) -> tuple[int, str]:
    return -hit.end, hit.owner


def without_overlap(hits: Iterable[Hit]) -> list[Hit]:
    """Keep, from left to right, the longest hit at each position."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _match(slots: Sequence[_Slot], words: Sequence[str], start: int) -> int:
    """Return the position after the expression matched from `start`, or 0."""
    position = start
    for index, slot in enumerate(slots):
        found = _find(slot, words, position)
        if slot.is_optional:
            rest = slots[index + 1 :]
            return (found and _match(rest, words, found)) or _match(rest, words, position)
        if not found:
            return 0
        position = found
    return position


def _find(slot: _Slot, words: Sequence[str], start: int) -> int:
    exact, prefixes, gap, _ = slot
    for word in words[start : start + gap + 1]:
        start += 1
        if word in exact or (prefixes and word.startswith(prefixes)):
            return start
        if word in _STOPS:
            return 0
    return 0


def _readings(pieces: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield an expression with and without its first words when they are optional."""
    while pieces and pieces[0].startswith(_OPTIONAL):
        yield [pieces[0].strip("[]"), *pieces[1:]]
        pieces = pieces[1:]
    yield pieces


def _slots(pieces: Iterable[str]) -> Iterator[_Slot]:
    gap = 0
    for piece in pieces:
        if piece == _GAP:
            gap = _GAP_WORDS
            continue
        is_optional = piece.startswith(_OPTIONAL)
        said = piece.strip("[]")
        choices = said.split("/") if len(said) > 1 else [said]
        exact = frozenset(word for word in choices if not word.endswith("*"))
        exact |= {ZERO} if NUMBER in exact else frozenset()
        prefixes = tuple(word[:-1] for word in choices if word.endswith("*"))
        yield _Slot(exact, prefixes, gap, is_optional)
        gap = 0


def _pieces(expression: str) -> list[str]:
    folded = _JOINED.sub(" ", fold(expression.replace("…", f" {_GAP} ")))
    return _PIECE.findall(folded)
