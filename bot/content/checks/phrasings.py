"""Phrasings that stand under two topics."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from bot.content.checks.passages import topics
from bot.content.documents import Document
from bot.content.loader import Reader
from bot.errors import Problem

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})


def check_phrasings(reader: Reader) -> Iterator[Problem]:
    """Yield the phrasings already under another topic, or already its question."""
    seen: dict[str, tuple[str, str]] = {}
    for _, _, entry in topics(reader):
        topic = str(entry.get("id"))
        key = normalised(str(entry.get("question", "")))
        seen.setdefault(key, (topic, f"la question de « {topic} »"))
    for document, topic, index, phrasing in _phrasings(reader):
        key = normalised(phrasing)
        owner, place = seen.setdefault(key, (topic, f"sous « {topic} »"))
        if key and owner != topic:
            yield document.problem((topic, index), f"« {phrasing} » est déjà {place}")


def normalised(phrasing: str) -> str:
    """Return the words without case, accents nor punctuation; « € » and « % » are words."""
    letters = unicodedata.normalize("NFKD", phrasing.casefold().translate(LIGATURES))
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w€%]+", " ", plain).split())


def _phrasings(reader: Reader) -> Iterator[tuple[Document, str, int, str]]:
    for name, document in sorted(reader.documents.items()):
        if name.startswith("formulations_fr/") and isinstance(document.data, Mapping):
            for topic, written in document.data.items():
                for index, phrasing in enumerate(written if isinstance(written, list) else ()):
                    yield document, str(topic), index, str(phrasing)
