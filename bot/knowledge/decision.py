"""Deciding between answering, asking back and saying « I do not know »."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bot.content.models import Thresholds
from bot.knowledge.features import Floats

SHORTEST_QUESTION = 3  # words, for a part of a message to stand alone
PART_CONFIDENCE = 0.6
_PARTS = re.compile(
    r"(?<=[?!.;\n])\s+|\n"
    r"|,? (?:et(?: aussi| puis| sinon| est[- ]ce)?|puis|ou bien|aussi|en plus)"
    r"(?= (?:je|j['’]|il|est|c['’]|ça|sa|combien|cb|quand|comment|les?|la|le|on|vous|faut|pour|en|"
    r"quel|quelle|qui|que|qu['’]|si|un|une|puis|peut|dois|serai|faire|comme)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Candidate:
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
    return [Candidate(topics[i], float(probabilities[i])) for i in order]


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
    score: Callable[[str], tuple[list[Candidate], float]],
) -> str | None:
    """Return the topic of a second question of the message, when there clearly is one.

    Args:
        text: the message.
        first: the topic of the whole message.
        plausible: the best topics of the whole message.
        score: gives the ranked topics of a part, and its « none ».
    """
    parts = questions_in(text)
    if len(parts) < 2:  # noqa: PLR2004 — two questions need two parts
        return None
    allowed = {candidate.topic for candidate in plausible}
    for part in parts:
        candidates, none = score(part)
        best = candidates[0]
        if best.topic != first and best.topic in allowed and best.score - none > PART_CONFIDENCE:
            return best.topic
    return None
