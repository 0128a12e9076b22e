"""Contrast: « pas la franchise, le dépassement ! » is not about the franchise.

A clause is ruled out when its negation makes the message's first topic less likely, rather than
being its sign: « c’est pas pour le même problème » speaks less of one problem than the same words
without « pas », while « j’ai pas de mutuelle » speaks more of having none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import numpy as np

from bot.knowledge.features import Floats
from bot.knowledge.normalise import NEGATIONS, Normaliser
from bot.knowledge.text import fold

LESS_LIKELY = 2.0  # times, once the negation is there
MUCH_BETTER = 3.0  # times, how the rest must prefer another topic
SURE_ENOUGH = 0.3  # probability of that topic in the rest
PLAUSIBLE = 5  # first topics of the whole message, among which it must be
DOUBTFUL = 0.5  # under this probability, a denied topic merely gives up the first place
RULED_OUT, MOVED_BACK = 0.05, 0.3  # what is left of its probability
SHORTEST_REST = 3  # words
_NOT = NEGATIONS | {"ne", "non"}

Score = Callable[[str], Floats]


class ContrastReader:
    """Reads a message again without the clauses it rules out.

    Args:
        score: probability of every topic, then of « none », for a text.
        normaliser: how messages are spelled.
        starts: words and expressions that begin another clause.
    """

    def __init__(self, score: Score, normaliser: Normaliser, starts: Iterable[str]) -> None:
        self._score = score
        self._normaliser = normaliser
        words = "|".join(re.escape(fold(start)) for start in sorted(starts, key=len, reverse=True))
        self._ends = re.compile(rf"[,;:.!?()\n]+|\b(?:{words})\b")

    def probabilities(self, message: str) -> Floats:
        """Return the probabilities of a message, its ruled out clauses taken into account."""
        whole = self._score(message)
        clauses = [part for part in self._ends.split(fold(message)) if part.strip()]
        denied = {clause for clause in clauses if self._is_negative(clause)}
        if len(clauses) < 2 or not denied:  # noqa: PLR2004 — a contrast needs two clauses
            return whole
        first = int(np.argmax(whole[:-1]))
        ruled_out = {clause for clause in denied if self._rules_out(clause, first)}
        is_doubtful = float(whole[first]) < DOUBTFUL
        dropped = ruled_out or {clause for clause in denied if self._is_about(clause, first)}
        rest = " ".join(clause for clause in clauses if clause not in dropped)
        if not dropped or not (ruled_out or is_doubtful) or len(rest.split()) < SHORTEST_REST:
            return whole
        return self._reread(whole, self._score(rest), first, ruled_out=bool(ruled_out))

    def _reread(self, whole: Floats, rest: Floats, first: int, *, ruled_out: bool) -> Floats:
        other = int(np.argmax(rest[:-1]))
        if other == first or rest[other] < MUCH_BETTER * rest[first]:
            return whole
        if not ruled_out:
            return _weakened(whole, first, MOVED_BACK)
        plausible = np.argsort(-whole[:-1], kind="stable")[:PLAUSIBLE]
        if rest[other] < SURE_ENOUGH or other not in plausible:
            return whole
        return _weakened(np.sqrt(whole * rest), first, RULED_OUT)

    def _is_negative(self, clause: str) -> bool:
        words = self._normaliser.spelled(clause)
        return len(words) > 1 and not NEGATIONS.isdisjoint(words)

    def _rules_out(self, clause: str, first: int) -> bool:
        affirmed = self._score(self._affirmed(clause))
        is_first = int(np.argmax(affirmed[:-1])) == first
        return is_first and affirmed[first] > LESS_LIKELY * self._score(clause)[first]

    def _is_about(self, clause: str, first: int) -> bool:
        texts = (clause, self._affirmed(clause))
        return any(int(np.argmax(self._score(text)[:-1])) == first for text in texts)

    def _affirmed(self, clause: str) -> str:
        return " ".join(word for word in self._normaliser.spelled(clause) if word not in _NOT)


def _weakened(probabilities: Floats, topic: int, share: float) -> Floats:
    weakened = probabilities.copy()
    weakened[topic] *= share
    return np.asarray(weakened / weakened.sum(), dtype=np.float32)
