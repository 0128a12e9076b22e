"""What every engine learns from, and the messages it is asked."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.content.models import Content

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "benchmarks" / "messages"
MESSAGES = (FOLDER / "temoin.jsonl", FOLDER / "aveugle.jsonl")
CACHE = ROOT / ".index-cache"
NONE = "none"
SEED = 20261121
FRAMED = 900  # « {frame} {thing} » sentences drawn, as many as the bot draws for itself

Example = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """A labelled message; out of scope when no topic is accepted."""

    text: str
    accept: frozenset[str]
    reject: frozenset[str]

    @property
    def in_scope(self) -> bool:
        """Tell whether the bot should answer it."""
        return bool(self.accept)


def read_messages(paths: Iterable[Path] = MESSAGES) -> list[Message]:
    """Read files of labelled messages."""
    lines = [line for path in paths for line in path.read_text("utf-8").splitlines()]
    rows = [json.loads(line) for line in lines if line.strip()]
    return [
        Message(row["text"], frozenset(row["accept"]), frozenset(row.get("reject", ())))
        for row in rows
    ]


def examples_of(content: Content) -> list[Example]:
    """Return (text, topic) as written: every phrasing, then what is not ours under `NONE`.

    The bot learns from the same sentences, and from noisy copies it makes of them itself.
    """
    return [*_phrasings(content), *((text, NONE) for text in _off_topic(content))]


def _phrasings(content: Content) -> Iterator[Example]:
    for topic, entry in content.faq.items():
        for text in (entry.question, entry.label, *content.phrasings.get(topic, ())):
            yield text, topic


def _off_topic(content: Content) -> Iterator[str]:
    off_topic = content.off_topic
    for themes in (off_topic.proches, off_topic.lointains):
        for messages in themes.values():
            yield from messages
    pairs = [(frame, thing) for frame in off_topic.cadres for thing in off_topic.objets]
    for frame, thing in random.Random(SEED).sample(pairs, min(FRAMED, len(pairs))):  # noqa: S311
        yield frame.format(x=thing)
