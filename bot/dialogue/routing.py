"""What a first message leads to: one decision, the same for the bot and for `kinebot ask`.

The order is the safety: urgency before everything, then values and requests, then topics.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.knowledge.decision import Found, Suggested, Unknown
from bot.knowledge.understanding import Understanding, Understood
from bot.knowledge.urgency import Urgency
from bot.knowledge.values import Slots

ESTIMATE = "estimate"
ESTIMATE_TOPIC = "reste-a-charge"


@dataclass(frozen=True, slots=True)
class Urgent:
    """An emergency: nothing else is answered."""

    urgency: Urgency


@dataclass(frozen=True, slots=True)
class Answers:
    """The topics to answer, one or two."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clarifies:
    """The topics to ask back with."""

    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Opens:
    """A dialogue starts, with the values already said; `topics`: the one served, then another."""

    flow: str
    slots: Slots
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Not understood or not ours; `language` when it is another one."""

    language: str | None = None


Route = Urgent | Answers | Clarifies | Opens | NotUnderstood


def route(text: str, understanding: Understanding) -> tuple[Route, Understood]:
    """Decide what a message of a new conversation leads to."""
    urgency = understanding.urgency(text)
    understood = understanding.match(text)
    if urgency is not None:
        return Urgent(urgency), understood
    slots = understanding.slots(text)
    guide = understanding.requested(text)
    if guide is not None and not slots.is_values_only:
        served = understanding.topic_of_guide(guide, understood)
        return Opens(guide, Slots(), (served,) if served else ()), understood
    if opens_estimate(slots, understood):
        return Opens(ESTIMATE, slots, _served(understood)), understood
    return by_topic(understood), understood


def by_topic(understood: Understood) -> Route:
    """Turn a match into a route."""
    match understood.match:
        case Found(topics):
            return Answers(topics)
        case Suggested(topics):
            return Clarifies(topics)
        case Unknown():
            return NotUnderstood(understood.language)


def opens_estimate(slots: Slots, understood: Understood) -> bool:
    """Tell whether the message asks for an amount to pay, or is nothing but values."""
    if slots.is_values_only:
        return True
    if not slots.wants_amount:
        return False
    if slots.has_only_values:
        return True
    if slots.price and slots.sessions:
        return True
    has_values = any((slots.price, slots.sessions, slots.coverage))
    best = understood.candidates[0].topic if understood.candidates else None
    is_ours = not isinstance(understood.match, Unknown)
    return is_ours and (best == ESTIMATE_TOPIC or has_values)


def _served(understood: Understood) -> tuple[str, ...]:
    match understood.match:
        case Found(topics) if len(topics) > 1:
            others = tuple(topic for topic in topics if topic != ESTIMATE_TOPIC)
            return (ESTIMATE_TOPIC, *others[:1])
        case _:
            return (ESTIMATE_TOPIC,)
