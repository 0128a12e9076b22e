"""Guessing that a refused message is in another language. Consulted only after a refusal."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping

from bot.knowledge.text import words

FEWEST, SHORT = 2, 2  # words that betray a language; one is enough in a message this short
HALF = 0.5  # of the words, at least
SCRIPTS = {"ARABIC": "ar"}


def foreign_language(text: str, hints: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return the language code a message betrays, or None.

    Args:
        text: a message that French matching refused.
        hints: language → words that betray it (`lexique_fr.yaml`).
    """
    script = _script(text)
    if script in SCRIPTS:
        return SCRIPTS[script]
    if script not in (None, "LATIN"):
        return "other"
    found = words(text)
    votes = {language: sum(word in hint for word in found) for language, hint in hints.items()}
    best = max(votes, key=lambda language: votes[language], default=None)
    fewest = FEWEST if len(found) > SHORT else 1
    if best is None or votes[best] < max(fewest, HALF * len(found)):
        return None
    return best


def _script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    names = [unicodedata.name(c, "").split(" ")[0] for c in letters]
    return Counter(names).most_common(1)[0][0]
