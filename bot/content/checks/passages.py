"""The texts a patient reads, each with the place where it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Any

from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.errors import Problem
from bot.validation import Loc

TEXTS = "textes_fr.yaml"
SHOWN = {  # file → places of its texts: « * » any key or rank, « ** » everything below
    FAQ: (
        "*.question", "*.label", "*.short", "*.answer", "*.simple",
        "*.sources.*.title", "*.sources.*.short",
    ),
    TEXTS: ("**",),
    "menu_fr.yaml": ("portes.*.label",),
    "urgences_fr.yaml": ("answers.*.text",),
    "dialogues/*.yaml": (
        "title", "intro", "questions.*.name", "questions.*.button", "questions.*.text",
        "questions.*.help", "questions.*.retry", "questions.*.unknown",
        "questions.*.choices.*.label", "questions.*.doubt.text",
        "leaves.*.verdict", "leaves.*.text", "leaves.*.reasons.*", "leaves.*.next.*.label",
        "items.*.text", "items.*.label", "situations.*.note", "asides.*.text",
        "letters.*.title", "letters.*.to", "letters.*.attach.*", "letters.*.delay",
    ),
    "parametres/situations.yaml": ("*.label", "*.court", "*.a_dire"),
    "parametres/actes.yaml": ("*.label",),
}  # fmt: skip
FILLED = {  # the same, of the texts that are templates
    FAQ: ("*.short", "*.answer", "*.simple"),
    TEXTS: ("**",),
    "parametres/situations.yaml": ("*.a_dire",),
}
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Passage:
    """One text and its place."""

    document: Document
    loc: Loc
    text: str

    @property
    def name(self) -> str:
        """Return the place in words: « deux-kines-possible, short »."""
        return self.document.place(self.loc)

    @property
    def prose(self) -> str:
        """Return the text where markup became « x », place for place."""
        return blank(_TAG, blank(_TEMPLATE, self.text))

    def problem(self, offset: int, message: str) -> Problem:
        """Return a problem standing at a character of the text."""
        line = self.document.line_in(self.loc, self.text.count("\n", 0, offset))
        return Problem(self.document.name, line, f"{self.name} : {message}")


def blank(pattern: re.Pattern[str], text: str) -> str:
    """Return the text where each match became as many « x »."""
    return pattern.sub(lambda match: "x" * len(match.group()), text)


def around(text: str, match: re.Match[str]) -> str:
    """Return a match with a few letters of what stands around it, to find it again."""
    return f"« …{text[max(0, match.start() - 15) : match.end() + 10]}… »".replace("\n", " ")


def passages(reader: Reader, places: Mapping[str, tuple[str, ...]]) -> Iterator[Passage]:
    """Yield the texts that stand at some places."""
    for name, document in sorted(reader.documents.items()):
        for pattern in (p for file, kept in places.items() if fnmatch(name, file) for p in kept):
            for loc, text in _walk(document.data, pattern.split("."), ()):
                yield Passage(document, loc, text)


def topics(reader: Reader) -> Iterator[tuple[Document, int, Mapping[str, Any]]]:
    """Yield the entries of the FAQ with their ranks."""
    if faq := reader.documents.get(FAQ):
        for index, entry in faq.entries():
            yield faq, index, entry


def versions(document: Document, index: int, entry: Mapping[str, Any]) -> Iterator[Passage]:
    """Yield the short, the whole and the simple answer of a topic."""
    for field in ("short", "answer", "simple"):
        yield Passage(document, (index, field), str(entry.get(field, "")))


def topic_ids(reader: Reader) -> set[str]:
    """Return the ids of the topics, those of a misshapen entry included."""
    return {str(entry.get("id")) for _, _, entry in topics(reader)}


def _walk(data: object, parts: list[str], loc: tuple[int | str, ...]) -> Iterator[tuple[Loc, str]]:
    if isinstance(data, str):
        if not parts or parts == ["**"]:
            yield loc, data
        return
    head, rest = parts[0] if parts else "", parts[1:]
    for key, value in _children(data):
        if head == "**":
            yield from _walk(value, parts, (*loc, key))
        elif head in ("*", key):
            yield from _walk(value, rest, (*loc, key))


def _children(data: object) -> Iterator[tuple[int | str, object]]:
    if isinstance(data, Mapping):
        yield from data.items()
    elif isinstance(data, list):
        yield from enumerate(data)
