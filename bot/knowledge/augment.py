"""Build-time noise: the way hurried thumbs and ears deform a phrasing. Deterministic by seed."""

from __future__ import annotations

import random
import re

from bot.knowledge.text import fold

_BY_EAR = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"qu(?=[aeiou])", "k"), (r"ph", "f"), (r"eaux?\b", "o"), (r"eau", "o"), (r"aux?\b", "o"),
        (r"(er|ez|es|ee|ees)\b", "e"), (r"ais\b|ait\b|aient\b", "e"), (r"([snmltr])\1", r"\1"),
        (r"s\b", ""), (r"e\b", ""), (r"t\b", ""), (r"c(?=[ei])", "s"), (r"tion", "sion"),
        (r"an", "en"), (r"en", "an"), (r"ai", "e"), (r"oi", "oua"), (r"h", ""), (r"y", "i"),
    )
]  # fmt: skip
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORT = 4


def noisy(text: str, rng: random.Random, share: float = 0.3) -> str:
    """Return `text` as typed in a hurry: no accents, some words misspelt."""
    folded = re.sub(r"\s*[?!.;:,]+", " ", fold(text))
    return " ".join(_deform(word, rng, share) for word in folded.split())


def _deform(word: str, rng: random.Random, share: float) -> str:
    draw = rng.random()
    if len(word) < SHORT or draw > share:
        return word
    return _slip(word, rng) if draw < share / 2 else _by_ear(word, rng)


def _slip(word: str, rng: random.Random) -> str:
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + rng.choice(_LETTERS) + word[at + 1 :]


def _by_ear(word: str, rng: random.Random) -> str:
    pattern, replacement = rng.choice(_BY_EAR)
    heard = pattern.sub(replacement, word, count=1)
    return heard if len(heard) > 1 else word
