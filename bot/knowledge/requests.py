"""Messages that ask for a guide in so many words: « fais ma liste », « rédige-moi une lettre »."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.guides import Guide
from bot.knowledge.choices import Option, Options, read_choices, read_mentions


class RequestedGuides:
    """Looks for the requests of every guide."""

    def __init__(self, guides: Mapping[str, Guide]) -> None:
        self._phrases = Options(Option(name, guide.requests) for name, guide in guides.items())
        asked = {name: guide.asking for name, guide in guides.items() if guide.asking}
        self._verbs = Options(Option(name, asking.verbs) for name, asking in asked.items())
        self._objects = Options(Option(name, asking.objects) for name, asking in asked.items())

    def read(self, text: str) -> str | None:
        """Return the guide asked for, the first one said if several."""
        phrases = read_mentions(text, self._phrases)
        if phrases:
            return phrases[0]
        verbs = read_choices(text, self._verbs)
        objects = read_mentions(text, self._objects) if verbs else ()
        return next((name for name in objects if name in verbs), None)
