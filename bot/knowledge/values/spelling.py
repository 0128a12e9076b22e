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
    "quatre", "quatorze", "quinze", "trente", "quarante", "cinquante", "soixante", "septante",
    "huitante", "nonante",
)  # fmt: skip
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
            vocabulary: words worth recognising when one letter is wrong.
        """
        self._rewrites = dict(_rewrites(content))
        self._known = {*vocabulary, *numerals.WORDS, *numerals.COLLECTIVES}
        self._exact = self._known | set(map(fold, content.protected)) | set(numerals.ORDINALS)
        self._spoken = {sound(word): word for word in _SPOKEN}
        self._by_initial = _by_initial(self._known)

    def read(self, word: str) -> tuple[str, ...]:
        """Return the word or words meant by a folded `word`."""
        word = _REPEATED.sub(r"\1\1", word)
        if word in self._rewrites:
            return self._rewrites[word]
        if word in self._exact or len(word) < _LONG - 1:
            return (word,)
        if spoken := self._spoken.get(sound(word)):
            return (spoken,)
        return (self._nearest(word),)

    def _nearest(self, word: str) -> str:
        if len(word) < _LONG:
            return word
        allowed = 1 if len(word) < _VERY_LONG else 2
        best, distance = word, allowed + 1
        for candidate in self._by_initial.get(word[0], ()):
            found = OSA.distance(word, candidate, score_cutoff=distance - 1)
            if found < distance:
                best, distance = candidate, found
        return best


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
