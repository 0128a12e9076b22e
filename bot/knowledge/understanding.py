"""Understanding a message: urgency, values, topics, language. The facade of the package."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from bot.content.models import Content, FaqEntry
from bot.knowledge.decision import (
    Candidate,
    Found,
    Match,
    Unknown,
    decide,
    ranked,
    second_topic,
    topic_of_each_part,
)
from bot.knowledge.index import Index
from bot.knowledge.languages import foreign_language
from bot.knowledge.matcher import Matcher
from bot.knowledge.requests import RequestedGuides
from bot.knowledge.text import clean
from bot.knowledge.urgency import Urgency, UrgencyDetector
from bot.knowledge.values import SlotReader, Slots, ValueReader
from bot.knowledge.values.signs import SignReader

BEST = 5
# for a message that goes on: least probabilities of its topic, most of « none » once joined
SAID_ALONE, SAID_TOGETHER, NOT_OURS = 0.05, 1e-4, 0.5
LONGEST = 1500  # characters read of a message: the rest of a very long one adds nothing


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of one message.

    Attributes:
        match: the decision about topics.
        candidates: the five best topics, whatever the decision.
        language: code of another language, looked for only once French matching refused.
    """

    match: Match
    candidates: tuple[Candidate, ...]
    language: str | None = None


def _beginning(text: str) -> str:
    """Return what is read of a message: all of it, unless it is very long."""
    return text if len(text) <= LONGEST else text[:LONGEST]


def _offering(entries: Iterable[FaqEntry], door: str) -> Iterator[str]:
    """Yield the topics, those about the bot left out, whose answer has a button to a door."""
    for entry in entries:
        if door in entry.offers.buttons and entry.group != "bot":
            yield entry.id


class Understanding:
    """Reads messages with one compiled index."""

    def __init__(self, content: Content, index: Index) -> None:
        self._limits = content.thresholds
        self._languages = content.lexicon.languages
        self._matcher = Matcher(index, content.lexicon)
        self._urgencies = UrgencyDetector(content.urgencies)
        self._requests = RequestedGuides(content.guides)
        self._offering = {
            str(name): (*door.topics, *_offering(content.faq.values(), name))
            for name, door in content.menu.portes.items()
        }
        signs = SignReader(content.values)
        self.slot_reader = SlotReader(content.values, signs)
        self.values = ValueReader(content.values, signs)

    def urgency(self, text: str) -> Urgency | None:
        """Return the emergency the message holds, if any."""
        return self._urgencies.detect(_beginning(text))

    def slots(self, text: str) -> Slots:
        """Return the values the message holds."""
        return self.slot_reader.read(_beginning(text))

    def requested(self, text: str) -> str | None:
        """Return the guide that a message asks for in so many words, if any."""
        return self._requests.read(_beginning(text))

    def topic_of_guide(self, guide: str, understood: Understood) -> str | None:
        """Return the topic that a guide serves: the nearest of those that offer it."""
        offering = self._offering.get(guide, ())
        near = (c.topic for c in understood.candidates if c.topic in offering)
        return next(near, next(iter(offering), None))

    def match(self, text: str) -> Understood:
        """Return the topics the message is about, or that it is not understood."""
        message = clean(_beginning(text))
        if not any(character.isalpha() for character in message):
            return Understood(Unknown(), ())
        candidates, none = self._score(message)
        match = decide(candidates, none, self._limits)
        best = tuple(candidates[:BEST])
        if isinstance(match, Unknown):
            return Understood(match, best, foreign_language(message, self._languages))
        if isinstance(match, Found):
            match = self._with_second(message, match, candidates)
        elif both := topic_of_each_part(message, candidates[:2], lambda part: self._score(part)[0]):
            match = Found(both)
        return Understood(match, best)

    def follow_up(
        self, text: str, question: str, topic: str, besides: Collection[str] = ()
    ) -> str | None:
        """Return the topic of a message that goes on from an answer: « et pour mon fils ? ».

        The message is read alone and after the question; the topic must be plausible both ways.

        Args:
            text: the message.
            question: what was asked before, in full.
            topic: its topic, which is left out.
            besides: other topics left out.
        """
        alone = self._matcher.probabilities(clean(_beginning(text)))
        joined = self._matcher.probabilities(clean(f"{question} {_beginning(text)}"))
        both = ranked(np.sqrt(alone * joined), self._matcher.topics)
        best = next(
            candidate.topic for candidate in both if candidate.topic not in {topic, *besides}
        )
        at = self._matcher.topics.index(best)
        is_said = alone[at] > SAID_ALONE and joined[at] > SAID_TOGETHER
        return best if is_said and joined[-1] < NOT_OURS else None

    def _score(self, message: str) -> tuple[list[Candidate], float]:
        probabilities = self._matcher.probabilities(message)
        return ranked(probabilities, self._matcher.topics), float(probabilities[-1])

    def _with_second(self, message: str, found: Found, candidates: list[Candidate]) -> Found:
        first = found.topics[0]
        other = second_topic(message, first, candidates[:BEST], lambda part: self._score(part)[0])
        return Found((first, other)) if other else found
