"""Invented topics, to see what the bot becomes when it knows ten or a hundred times more.

Each topic is a core of a few rare words; its phrasings say the core in any order among common
filler words. Deterministic, and the topics of a small size are the first of a larger one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from benchmarks.samples import SEED, Message
from bot.content.models import Content
from bot.knowledge.augment import noisy

PHRASINGS = 10
CORE = (3, 4)
FILLERS = 400
FILLING = (2, 6)
ASKED = 300  # messages at most, one a topic


@dataclass(frozen=True, slots=True)
class Topic:
    """An invented topic, and a message about it that no phrasing repeats."""

    id: str
    phrasings: tuple[str, ...]
    message: str


def topics(words: Sequence[str], count: int) -> Iterator[Topic]:
    """Yield `count` topics made of `words`."""
    rng = random.Random(SEED)  # noqa: S311 — reproducible, not a secret
    fillers = rng.sample(words, FILLERS)
    for number in range(count):
        core = rng.sample(words, rng.choice(CORE))
        said = [_sentence(core, fillers, rng) for _ in range(PHRASINGS + 1)]
        yield Topic(f"sujet-{number}", tuple(said[:-1]), noisy(said[-1], rng))


def content_with(content: Content, count: int) -> Content:
    """Return `content` where `count` invented topics replace those of the project."""
    invented = list(topics(_words(content), count))
    model = next(iter(content.faq.values()))
    entries = {}
    for topic in invented:
        question, label, *_ = topic.phrasings
        texts = dict.fromkeys(("short", "answer", "simple"), question)
        update = {"id": topic.id, "question": question, "label": label, **texts}
        entries[topic.id] = model.model_copy(update=update)
    phrasings = {topic.id: topic.phrasings[2:] for topic in invented}
    return replace(content, faq=entries, phrasings=phrasings)


def messages(content: Content, count: int) -> list[Message]:
    """Return the messages to ask a bot that knows `count` invented topics."""
    invented = list(topics(_words(content), count))
    step = max(1, count // ASKED)
    return [
        Message(topic.message, frozenset({topic.id}), frozenset()) for topic in invented[::step]
    ][:ASKED]


def _words(content: Content) -> list[str]:
    """Return common French words, in an order that no run changes."""
    return sorted(word for word in content.lexicon.protect if word.isalpha())


def _sentence(core: list[str], fillers: list[str], rng: random.Random) -> str:
    said = [*core, *rng.sample(fillers, rng.randint(*FILLING))]
    rng.shuffle(said)
    return " ".join(said)
