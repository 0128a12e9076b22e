"""Plain French text: folding, cleaning, words. Standard library only.

Every function is pure and idempotent where it returns text: folding twice changes nothing.
"""

from __future__ import annotations

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "ʼ": "'", "`": "'", "´": "'", "‘": "'"})
_WORD = re.compile(r"[a-z0-9_]+%?|[€%]")
_ELISION = re.compile(r"\b(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu|quelqu)'(?=\w)")
_REPEATED = re.compile(r"([a-z])\1{2,}")
_PICTOGRAMS = frozenset({"So", "Sk", "Cf", "Cs", "Co"})


def clean(text: str) -> str:
    """Return `text` without emoji, control or invisible characters, spaces collapsed."""
    kept = (
        " " if (category := unicodedata.category(c)) in _PICTOGRAMS or category == "Cc" else c
        for c in unicodedata.normalize("NFKC", text)
    )
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """Return `text` lowercased, without accents, ligatures opened, apostrophes straight."""
    lowered = text.lower().translate(_LIGATURES)
    decomposed = unicodedata.normalize("NFKD", lowered)
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def words(text: str) -> list[str]:
    """Split `text` into folded words; elisions are cut off, « sooooo » becomes « soo »."""
    folded = _ELISION.sub(" ", fold(clean(text)))
    folded = folded.replace("'", " ").replace("-", " ")
    return [_REPEATED.sub(r"\1\1", word) for word in _WORD.findall(folded)]
