"""Spelling of the field's words, as heard: edit distance and a French phonetic key.

Only words that are neither common French nor known to the field are corrected, and only towards
the words of the field: « remboursemant » becomes « remboursement », « atteint » stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

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
        self._keys: dict[str, str] = {}
        self._by_initial: dict[str, list[tuple[str, str]]] = {}
        for word in targets:
            key = phonetic_key(word)
            self._keys.setdefault(key, word)
            self._by_initial.setdefault(word[0], []).append((word, key))
        self._seen: dict[str, str] = {}

    def __call__(self, word: str) -> str:
        """Return the corrected word, or the word itself."""
        if word in self._known:
            return self._known[word]
        if len(word) < SHORTEST or not word.isalpha() or word in self._left_alone:
            return word
        if word not in self._seen:
            self._seen[word] = self._correct(word)
        return self._seen[word]

    def _correct(self, word: str) -> str:
        key = phonetic_key(word)
        if len(key) >= SHORTEST - 1 and key in self._keys:
            return self._keys[key]
        limit = 1 if len(word) < LONG_WORD else 2
        best, best_distance = word, limit + 1.0
        for initial in dict.fromkeys((word[0], _SAME_SOUND.get(word[0], word[0]))):
            for candidate, candidate_key in self._by_initial.get(initial, ()):
                distance = OSA.distance(word, candidate, score_cutoff=limit)
                if distance > limit:
                    continue
                score = distance + PHONETIC_WEIGHT * OSA.distance(key, candidate_key)
                if score < best_distance:
                    best, best_distance = candidate, score
        return best
