"""Expressions of the content, compiled, and searched in the words of a message.

`mot*` any ending · `a/b` one or the other · `…` up to four words between · `#` a number ·
`[a/b]` one of them, or nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.knowledge.text import fold

NUMBER, ZERO = "#", "zero"
_GAP = "..."
_GAP_WORDS = 4
_INITIALS = 3
_STOPS = frozenset(",;.:?!()")
_PIECE = re.compile(r"\[[^\]]+\]|[a-z0-9*/]+|\.\.\.|[€%$£+~#<>&=]|[?!:,]")
_OPTIONAL = "["
_JOINED = re.compile(r"(?<=[a-z*])['-](?=[a-z])")


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression found: to whom it belongs, and the words it covers."""

    owner: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Slot:
    exact: frozenset[str]
    prefixes: tuple[str, ...]
    gap: int
    is_optional: bool

    def accepts(self, word: str) -> bool:
        return word in self.exact or bool(self.prefixes and word.startswith(self.prefixes))


@dataclass(frozen=True, slots=True)
class _Expression:
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
        for start, word in enumerate(words):
            hits = set(self._hits(words, start, word))
            if hits:
                found.extend(sorted(hits, key=lambda hit: (-hit.end, hit.owner)))
        return found

    def _hits(self, words: Sequence[str], start: int, word: str) -> Iterator[Hit]:
        for candidates in (self._exact.get(word), self._open.get(word[:_INITIALS])):
            for expression in candidates or ():
                if end := _match(expression.slots, words, start):
                    yield Hit(expression.owner, start, end)

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
    for position in range(start, min(start + slot.gap + 1, len(words))):
        if slot.accepts(words[position]):
            return position + 1
        if words[position] in _STOPS:
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
