"""Understanding a message: urgency, values, topics, language. The facade of the package."""

from __future__ import annotations

from dataclasses import dataclass

from bot.content.models import Content
from bot.knowledge.decision import (
    Candidate,
    Found,
    Match,
    Unknown,
    decide,
    ranked,
    second_topic,
)
from bot.knowledge.index import Index
from bot.knowledge.languages import foreign_language
from bot.knowledge.matcher import Matcher
from bot.knowledge.text import clean
from bot.knowledge.urgency import Urgency, UrgencyDetector
from bot.knowledge.values import SlotReader, Slots, ValueReader

BEST = 5
FOLLOWING = 8  # topics the message alone must make plausible
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


class Understanding:
    """Reads messages with one compiled index."""

    def __init__(self, content: Content, index: Index) -> None:
        self._limits = content.thresholds
        self._languages = content.lexicon.languages
        self._matcher = Matcher(index, content.lexicon)
        self._urgencies = UrgencyDetector(content.urgencies)
        self.slot_reader = SlotReader(content.values)
        self.values = ValueReader(content.values)

    def urgency(self, text: str) -> Urgency | None:
        """Return the emergency the message holds, if any."""
        return self._urgencies.detect(text[:LONGEST])

    def slots(self, text: str) -> Slots:
        """Return the values the message holds."""
        return self.slot_reader.read(text[:LONGEST])

    def match(self, text: str) -> Understood:
        """Return the topics the message is about, or that it is not understood."""
        message = clean(text[:LONGEST])
        if not any(character.isalpha() for character in message):
            return Understood(Unknown(), ())
        candidates, none = self._score(message)
        match = decide(candidates, none, self._limits)
        best = tuple(candidates[:BEST])
        if isinstance(match, Unknown):
            return Understood(match, best, foreign_language(message, self._languages))
        if isinstance(match, Found):
            match = self._with_second(message, match, candidates)
        return Understood(match, best)

    def follow_up(self, text: str, question: str, topic: str) -> str | None:
        """Return the topic of a message that goes on from an answer: « et pour mon fils ? ».

        Args:
            text: the message.
            question: what was asked before, in full.
            topic: its topic, which is left out.
        """
        candidates, none = self._score(clean(f"{question} {text[:LONGEST]}"))
        best = next(candidate for candidate in candidates if candidate.topic != topic)
        alone = {c.topic for c in self._score(clean(text[:LONGEST]))[0][:FOLLOWING]}
        return best.topic if best.score > none and best.topic in alone else None

    def _score(self, message: str) -> tuple[list[Candidate], float]:
        probabilities = self._matcher.probabilities(message)
        return ranked(probabilities, self._matcher.topics), float(probabilities[-1])

    def _with_second(self, message: str, found: Found, candidates: list[Candidate]) -> Found:
        first = found.topics[0]
        other = second_topic(message, first, candidates[:BEST], lambda part: self._score(part)[0])
        return Found((first, other)) if other else found
