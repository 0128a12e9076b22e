"""Spelling of the field's words, as heard: edit distance and a French phonetic key.

Only words that are neither common French nor known to the field are corrected, and only towards
the words of the field: « remboursemant » becomes « remboursement », « atteint » stays.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

SHORTEST = 4
LONG_WORD = 7
PHONETIC_WEIGHT = 0.3
_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ph", "f"),
        (r"qu|q|ck", "k"),
        (r"sc(?=[eiy])", "s"),
        (r"c(?=[eiy])", "s"),
        (r"c", "k"),
        (r"ge(?=[ao])", "j"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"(?<=[aeiouy])s(?=[aeiouy])", "z"),
        (r"tion", "sion"),
        (r"eaux?|aux?|ot\b|os\b", "o"),
        (r"ai|ei", "e"),
        (r"(?:er|ez|es|et|ee|ees)\b", "e"),
        (r"oe?u", "u"),
        (r"[ae]n(?![aeiouyn])|[ae]m(?=[bpm])", "A"),
        (r"[iy]n(?![aeiouyn])|[iy]m(?=[bp])", "I"),
        (r"on(?![aeiouyn])|om(?=[bp])", "O"),
        (r"h", ""),
        (r"y", "i"),
        (r"(.)\1+", r"\1"),
        (r"[stdpexz]+\b", ""),
        (r"z", "s"),
    )
]
_SAME_SOUND = {"k": "c", "c": "k", "q": "k", "f": "p", "s": "c", "z": "s", "h": "o", "o": "h"}


def phonetic_key(word: str) -> str:
    """Return how a folded word sounds: « ordonence » and « ordonnance » share one key."""
    for pattern, replacement in _RULES:
        word = pattern.sub(replacement, word)
    return word


class Corrector:
    """Corrects single folded words towards a vocabulary.

    Args:
        vocabulary: the words of the field.
        protected: words left alone.
        known: misspelling → word, taken as such.
    """

    def __init__(
        self, vocabulary: Iterable[str], protected: Iterable[str], known: Mapping[str, str]
    ) -> None:
        targets = sorted(w for w in vocabulary if len(w) >= SHORTEST and w.isalpha())
        self._left_alone = frozenset(protected) | frozenset(targets)
        self._known = dict(known)
        self._sounds = {word: phonetic_key(word) for word in targets}
        self._keys = {key: word for word, key in reversed(self._sounds.items())}
        by_initial: dict[str, list[str]] = {}
        for word in targets:
            by_initial.setdefault(word[0], []).append(word)
        self._near = {
            initial: [
                word
                for each in dict.fromkeys((initial, _SAME_SOUND.get(initial, initial)))
                for word in by_initial.get(each, ())
            ]
            for initial in {*by_initial, *_SAME_SOUND}
        }

    def __call__(self, word: str) -> str:
        """Return the corrected word, or the word itself."""
        if word in self._known:
            return self._known[word]
        if len(word) < SHORTEST or not word.isalpha() or word in self._left_alone:
            return word
        return self._correct(word)

    def _correct(self, word: str) -> str:
        key = phonetic_key(word)
        if len(key) >= SHORTEST - 1 and key in self._keys:
            return self._keys[key]
        limit = 1 if len(word) < LONG_WORD else 2
        candidates = self._near.get(word[0], ())
        found = extract(word, candidates, scorer=OSA.distance, score_cutoff=limit, limit=None)
        scores = (
            (distance + PHONETIC_WEIGHT * OSA.distance(key, self._sounds[candidate]), rank)
            for candidate, distance, rank in found
        )
        score, rank = min(scores, default=(math.inf, 0))
        return candidates[rank] if score < limit + 1 else word
