"""Guessing that a refused message is in another language. Consulted only after a refusal."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from bot.knowledge.text import words

FEWEST = 2
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
    votes = {language: sum(w in set(hint) for w in found) for language, hint in hints.items()}
    best = max(votes, key=lambda language: votes[language], default=None)
    return best if best and votes[best] >= FEWEST else None


def _script(text: str) -> str | None:
    letters = [c for c in text if c.isalpha()]
    if not letters:
        return None
    names = [unicodedata.name(c, "").split(" ")[0] for c in letters]
    return max(set(names), key=names.count)
