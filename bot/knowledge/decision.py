"""Deciding between answering, asking back and saying « I do not know »."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from bot.content.models import Thresholds
from bot.knowledge.features import Floats

SHORTEST_QUESTION = 3  # words, for a part of a message to stand alone
PART_CONFIDENCE = 0.25
SURE_PART = 0.5  # for each half of a message to answer its own question
_ASKS = (
    r"\?|\b(?:combien|cb|comment|quand|kan|qui|quel|quelle|quels|koi|quoi|faut|peut|puis-je|dois|max|"
    r"plafond|valable|rembours|paye|payer)"
)
_PARTS = re.compile(
    r"(?<=[?!.;\n])\s+|\n|,\s+(?=et\b|é\b)"
    r"|,? (?:et|é|puis|ou bien|aussi|en plus|sinon|du coup)(?: aussi| puis| sinon| est[- ]ce)?"
    rf" (?=.*(?:{_ASKS}))",
    re.IGNORECASE,
)


class Candidate(NamedTuple):
    """A topic and its probability, 0 to 1."""

    topic: str
    score: float


@dataclass(frozen=True, slots=True)
class Found:
    """The topics to answer: one, or two when the message holds two questions."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggested:
    """The topics a person would hesitate between, two to four."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not understood, or not ours."""


Match = Found | Suggested | Unknown


def ranked(probabilities: Floats, topics: tuple[str, ...]) -> list[Candidate]:
    """Return every topic, the most probable first."""
    order = np.argsort(-probabilities[:-1], kind="stable")
    scores = probabilities.tolist()
    return [Candidate(topics[i], scores[i]) for i in order.tolist()]


def decide(candidates: list[Candidate], none: float, limits: Thresholds) -> Match:
    """Decide for a message that holds one question.

    Args:
        candidates: every topic, best first.
        none: probability that the message is not ours.
        limits: thresholds, calibrated in docs/mesures.md.
    """
    best, second = candidates[0], candidates[1]
    is_ours = best.score - none
    if is_ours >= limits.answer and best.score - second.score >= limits.margin:
        return Found((best.topic,))
    near = [c for c in candidates[: limits.choices] if c.score >= limits.second]
    if 1 - none >= limits.suggest and len(near) > 1:
        return Suggested(tuple(c.topic for c in near))
    if 1 - none >= limits.suggest:
        return Suggested((best.topic, second.topic))
    return Unknown()


def questions_in(text: str) -> list[str]:
    """Split a message where a second question may begin; one part when there is none."""
    parts = [part.strip() for part in _PARTS.split(text) if part and part.strip()]
    return [part for part in parts if len(part.split()) >= SHORTEST_QUESTION]


def second_topic(
    text: str,
    first: str,
    plausible: list[Candidate],
    score: Callable[[str], list[Candidate]],
) -> str | None:
    """Return the topic of a second question of the message, when there clearly is one.

    Args:
        text: the message.
        first: the topic of the whole message.
        plausible: the best topics of the whole message.
        score: gives the ranked topics of a part.
    """
    parts = questions_in(text)
    if len(parts) < 2:  # noqa: PLR2004 — two questions need two parts
        return None
    allowed = {candidate.topic for candidate in plausible} - {first}
    found: list[Candidate] = []
    for part in parts:
        candidates = score(part)
        own = next(c.score for c in candidates if c.topic == first)
        other = next(c for c in candidates if c.topic in allowed)
        if other.score > max(own, PART_CONFIDENCE):
            found.append(other)
    return max(found, key=lambda candidate: candidate.score).topic if found else None


def topic_of_each_part(
    text: str, plausible: list[Candidate], score: Callable[[str], list[Candidate]]
) -> tuple[str, str] | None:
    """Return the two topics of a message that hesitates because each half asks one of them.

    Args:
        text: the message.
        plausible: the two best topics of the whole message.
        score: gives the ranked topics of a part.
    """
    bests = [score(part)[0] for part in questions_in(text)]
    topics = tuple(dict.fromkeys(best.topic for best in bests if best.score > SURE_PART))
    is_clear = len(topics) == 2 and set(topics) == {candidate.topic for candidate in plausible}  # noqa: PLR2004
    return (topics[0], topics[1]) if is_clear else None
