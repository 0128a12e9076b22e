"""What is treated, and where the patient lives."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from bot.content.values import TerritoryId, ValuesContent
from bot.knowledge.values.phrasebook import without_overlap
from bot.knowledge.values.signs import Message
from bot.knowledge.values.topics import Topics

SEVERAL_ZONES = "deux-zones"
_REACH = 2


class CareReader:
    """Reads the family of acts and the territory of a sentence."""

    def __init__(self, content: ValuesContent, topics: Topics) -> None:
        """Keep what `content` says of the families."""
        self._topics = topics
        self._zones = {name for name, act in content.acts.items() if act.is_zone}
        self._deciding = {name for name, act in content.acts.items() if act.overrides_zones}

    def act(self, message: Message) -> str | None:
        """Return the family of acts, or None when none or several are named."""
        words = self._topics.masked(message.words, "not_act")
        hits = without_overlap(self._topics.affirmed(self._topics.acts, words, _REACH))
        return self._decided({hit.owner for hit in hits}, words)

    def territory(self, message: Message) -> TerritoryId | None:
        """Return the territory named first, or None."""
        words = self._topics.masked(message.words, "not_situation")
        hits = self._topics.affirmed(self._topics.territories, words, _REACH)
        return cast("TerritoryId", hits[0].owner) if hits else None

    def _decided(self, named: set[str], words: Sequence[str]) -> str | None:
        deciding = named & self._deciding
        if deciding:
            named = deciding
        if len(named) > 1 and named <= self._zones | {SEVERAL_ZONES}:
            together = SEVERAL_ZONES in named or self._topics.has("together", words)
            return SEVERAL_ZONES if together else None
        return next(iter(named)) if len(named) == 1 else None
