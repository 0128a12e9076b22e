"""The expressions of the alert signs, compiled, and where a message holds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from bot.knowledge.text import fold, words

_GAP = "..."
_GAP_WORDS = 4
MASK = "_"
_DENIAL = -1
_DENYING = frozenset({"pas", "plus", "jamais", "sans", "aucun", "aucune"})
_NOTHING: frozenset[int] = frozenset()
_LAST_LETTERS = frozenset("serzt")  # of the endings
_ENDING = re.compile(r"(?<=[a-z]{2}e)(?:e?s|e|r|z|nt)$|(?<=[a-z]{3}[bcdfgklmnprt])s$")
IF_HE = re.compile(r"\bs'(?=ils?\b)(?!il (?:vous|te) )")
ELIDED = re.compile(r"\b([jmts])'(?=\w)")


class Word(NamedTuple):
    """A word of the message, with the clause and the sentence it stands in."""

    text: str
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class _Slot:
    stems: frozenset[str]
    forms: frozenset[str]
    prefixes: frozenset[str]
    bounds: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Pattern:
    owner: str
    then: tuple[tuple[int, int], ...]  # after the first slot: the gap before a slot, and the slot


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression found: which concept or exclusion, from which word to which."""

    owner: str
    start: int
    end: int
    cancelled_by: frozenset[str] = frozenset()


class Grammar:
    """Expressions compiled so that only those beginning with a word at hand are tried."""

    def __init__(self, groups: Mapping[str, Sequence[str]], small_words: frozenset[str]) -> None:
        self._groups = groups
        self._small_words = small_words
        self._numbers: dict[_Slot, int] = {}
        self._by_stem: dict[str, set[int]] = {}
        self._by_form: dict[str, set[int]] = {}
        self._by_prefix: dict[str, set[tuple[str, int]]] = {}
        self._bounds: list[tuple[int, int, int]] = []
        self._starting: dict[int, list[_Pattern]] = {}

    def add(self, owner: str, expression: str) -> None:
        """Compile `expression`, to be reported under `owner`."""
        pieces = list(_pieces(expression))
        kept = [piece for piece in pieces if piece not in self._small_words]
        if _GAP in (kept[:1] + kept[-1:] or [_GAP]) or (len(kept) == 1 < len(pieces)):
            raise ValueError(f"small words apart, too little is left of « {expression} »")
        slots = [self._number_of(self._slot(piece)) for piece in kept if piece != _GAP]
        gaps = [_GAP_WORDS * (a == _GAP) for a, b in pairwise(kept) if b != _GAP]
        pattern = _Pattern(owner, tuple(zip(gaps, slots[1:], strict=True)))
        self._starting.setdefault(slots[0], []).append(pattern)

    def knows(self, word: str) -> bool:
        """Tell whether some expression accepts `word`."""
        if word == MASK:
            return False
        if _stem(word) in self._by_stem or word in self._by_form:
            return True
        prefixes = self._by_prefix.get(word[:2], ())
        return any(word.startswith(prefix) for prefix, _ in prefixes) or bool(self._holding(word))

    def hits(self, message: Sequence[Word]) -> list[Hit]:
        """Return every expression found, in the order of the message."""
        kinds = [self._kinds(word.text) for word in message]
        ends = _sentence_ends(message)
        found: dict[Hit, None] = {}
        for start, here in enumerate(kinds):
            for kind in sorted(here) if here else ():
                for pattern in self._starting.get(kind, ()):
                    if end := _match(pattern, kinds, start, ends[start]):
                        found[Hit(pattern.owner, start, end)] = None
        return list(found)

    def _number_of(self, slot: _Slot) -> int:
        if slot not in self._numbers:
            number = self._numbers[slot] = len(self._numbers)
            for stem in slot.stems:
                self._by_stem.setdefault(stem, set()).add(number)
            for form in slot.forms:
                self._by_form.setdefault(form, set()).add(number)
            for prefix in slot.prefixes:
                self._by_prefix.setdefault(prefix[:2], set()).add((prefix, number))
            self._bounds.extend((low, high, number) for low, high in slot.bounds)
        return self._numbers[slot]

    def _slot(self, piece: str) -> _Slot:
        choices = list(self._choices(piece))
        return _Slot(
            stems=frozenset(_stem(c) for c in choices if c[0] not in "#=" and c[-1] != "*"),
            forms=frozenset(c[1:] for c in choices if c[0] == "="),
            prefixes=frozenset(c[:-1] for c in choices if c[-1] == "*"),
            bounds=frozenset(_bounds(c[1:]) for c in choices if c[0] == "#"),
        )

    def _choices(self, piece: str) -> Iterator[str]:
        for choice in piece.split("/"):
            if choice.startswith("["):
                for word in self._groups[choice[1:-1]]:
                    yield from fold(word).split("/")
            else:
                yield choice

    def _kinds(self, word: str) -> frozenset[int]:
        if word == MASK:
            return _NOTHING
        found = [*self._by_stem.get(_stem(word), ()), *self._by_form.get(word, ())]
        found += [n for prefix, n in self._by_prefix.get(word[:2], ()) if word.startswith(prefix)]
        found += self._holding(word)
        if word in _DENYING:
            found.append(_DENIAL)
        return frozenset(found) if found else _NOTHING

    def _holding(self, word: str) -> list[int]:
        """Return the slots whose bounds hold a number in digits."""
        if not word.isdecimal():
            return []
        return [number for low, high, number in self._bounds if low <= int(word) <= high]


def _pieces(expression: str) -> Iterator[str]:
    """Split an expression into its words, gaps and alternatives, folded."""
    folded = ELIDED.sub(r"\1e ", IF_HE.sub("si ", fold(expression)))
    for piece in folded.replace("…", _GAP).split():
        if piece == _GAP or any(sign in piece for sign in "*/[#="):
            yield piece
        else:
            yield from words(piece)


def _bounds(written: str) -> tuple[int, int]:
    """Return the two ends of « 38-42 », of « 15 » or of nothing, which is any number."""
    low, _, high = written.partition("-")
    return int(low or 0), int(high or low or 10**9)


def _stem(word: str) -> str:
    """Return `word` without the ending that conjugation or plural add: « tombées » → « tombe »."""
    return _ENDING.sub("", word) if word[-1:] in _LAST_LETTERS else word


def _sentence_ends(message: Sequence[Word]) -> list[int]:
    """Return for each word the position after the last word of its sentence."""
    ends = [len(message)] * len(message)
    for position in range(len(message) - 2, -1, -1):
        same = message[position].sentence == message[position + 1].sentence
        ends[position] = ends[position + 1] if same else position + 1
    return ends


def _match(pattern: _Pattern, kinds: Sequence[frozenset[int]], start: int, stop: int) -> int:
    """Return the position after `pattern`, whose first slot is at `start`, before `stop`, or 0."""
    position = start + 1
    for gap, slot in pattern.then:
        position = _next(slot, kinds, position, min(position + gap + 1, stop))
        if not position:
            return 0
    return position


def _next(slot: int, kinds: Sequence[frozenset[int]], position: int, stop: int) -> int:
    """Return the position after `slot`, or 0: a gap does not jump over a negation."""
    while position < stop:
        if slot in kinds[position]:
            return position + 1
        if _DENIAL in kinds[position]:
            return 0
        position += 1
    return 0


def replaced(message: Sequence[Word], hits: Iterable[Hit]) -> list[Word]:
    """Return the message with each hit, the longest first, replaced by its owner."""
    longest: dict[int, Hit] = {}
    for hit in hits:
        if hit.start not in longest or hit.end > longest[hit.start].end:
            longest[hit.start] = hit
    result: list[Word] = []
    position = 0
    while position < len(message):
        chosen, word = longest.get(position), message[position]
        result.append(word._replace(text=chosen.owner) if chosen else word)
        position = chosen.end if chosen else position + 1
    return result
