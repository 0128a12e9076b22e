"""Words as patients type them, brought back to the words the content knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

from bot.content.values import Spellings
from bot.knowledge.text import fold
from bot.knowledge.values import numerals

_LONG, _VERY_LONG = 6, 9
_SPOKEN = (
    "quatre", "quatorze", "trente", "quarante", "cinquante", "soixante", "septante",
    "huitante", "nonante",
)  # fmt: skip
_NUMERALS = frozenset({*numerals.WORDS, *numerals.COLLECTIVES})
_HEADS = (*numerals.TENS, *numerals.HUNDREDS, "quatre", "dix")
_ENDS = _NUMERALS - numerals.HUNDREDS | {"un", "une"}
_ELIDED = frozenset("jld")
_REPEATED = re.compile(r"(.)\1{2,}")
_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"qu|c(?=[aou])|k", "k"), (r"c(?=[eiy])|ss|x|z", "s"), (r"h", ""), (r"y", "i"),
        (r"[ae][nm](?=[^aeiou]|$)", "an"), (r"ein|ain|in", "in"), (r"oi|oa", "wa"),
        (r"(?:es|e|s|t|x)+$", ""), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def sound(word: str) -> str:
    """Return a rough key of how a French word sounds."""
    for pattern, key in _SOUNDS:
        word = pattern.sub(key, word)
    return word


class Speller:
    """Read shorthand and misspellings. Pure: same word, same reading."""

    def __init__(self, content: Spellings, vocabulary: Iterable[str]) -> None:
        """Prepare the readings.

        Args:
            content: shorthand and misspellings.
            vocabulary: words of the expressions, read as they are.
        """
        self._rewrites = dict(_rewrites(content))
        tolerant = {*map(fold, content.tolerant), *filter(_is_distinct, _NUMERALS)}
        self._known = tolerant.union(
            vocabulary, map(fold, content.protected), _NUMERALS, numerals.ORDINALS
        )
        self._spoken = {sound(word): word for word in _SPOKEN}
        self._by_initial = _by_initial(tolerant)

    def read(self, word: str) -> tuple[str, ...]:
        """Return the word or words meant by a folded `word`."""
        word = _REPEATED.sub(r"\1\1", word)
        if word in self._rewrites:
            return self._rewrites[word]
        if word in self._known or len(word) < _LONG - 1:
            return (word,)
        if word[0] in _ELIDED and len(word) >= _LONG - 1 and word[1:] in self._known:
            return (word[0], word[1:])
        if joined := self._joined(word):
            return joined
        if spoken := self._spoken.get(sound(word)):
            return (spoken,)
        return (self._nearest(word),)

    def knows(self, word: str) -> bool:
        """Tell whether a folded `word` is one of ours."""
        return word in self._known

    def _joined(self, word: str) -> tuple[str, ...]:
        """Return the words of a number written as one (« trentecinq »), or nothing."""
        for head in _HEADS:
            rest = self._rewrites.get(word.removeprefix(head), (word.removeprefix(head),))
            if word.startswith(head) and rest[0] in _ENDS:
                return (head, *rest)
            if word.startswith(head) and (ends := self._joined(rest[0])):
                return (head, *ends)
        return ()

    def _nearest(self, word: str) -> str:
        if len(word) < _LONG:
            return word
        best, distance = word, 3
        for candidate in self._by_initial.get(word[0], ()):
            allowed = 1 if min(len(word), len(candidate)) < _VERY_LONG else 2
            found = OSA.distance(word, candidate, score_cutoff=allowed)
            if found <= allowed and found < distance:
                best, distance = candidate, found
        return best


def _is_distinct(numeral: str) -> bool:
    """Tell whether a numeral is long enough to be recognised with a wrong letter."""
    return len(numeral) > _LONG


def _rewrites(content: Spellings) -> Iterator[tuple[str, tuple[str, ...]]]:
    for meant, typed in content.rewrites.items():
        for word in typed:
            yield fold(word), (fold(meant),)
    yield from _shorthand(content.shorthand)


def _shorthand(shorthand: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for typed, words in shorthand.items():
        yield fold(typed), tuple(fold(words).split())


def _by_initial(known: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the words long enough to be recognised with a mistake, by first letter."""
    found: dict[str, list[str]] = {}
    for word in sorted(known):
        if len(word) >= _LONG:
            found.setdefault(word[0], []).append(word)
    return {initial: tuple(words) for initial, words in found.items()}
