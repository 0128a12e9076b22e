"""Message entities: marked ranges of a text, counted in UTF-16 units as Telegram does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

_COMMAND = re.compile(r"(?<![\w/<>])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w/<>])")
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_URL = re.compile(
    r"(?<![\w@./-])(?:https?://[^\s<>\"«»]+"
    r"|(?:[a-z0-9-]+\.)+(?:fr|com|org|net|eu)(?![\w-])(?:/[^\s<>\"«»]*)?)",
    re.IGNORECASE,
)
_AUTOMATIC = (("bot_command", _COMMAND), ("email", _EMAIL), ("url", _URL))
_CLOSED = frozenset({"code", "pre", "text_link", *(kind for kind, _ in _AUTOMATIC)})
_CLOSING = ".,;:!?'’\")]}…"
_PRIORITY = {
    "blockquote": 0,
    "expandable_blockquote": 0,
    "pre": 11,
    "code": 20,
    "text_link": 49,
    "bold": 90,
    "italic": 91,
    "underline": 92,
    "strikethrough": 93,
    "spoiler": 94,
}


@dataclass(frozen=True, slots=True)
class Entity:
    """A marked range: `offset` and `length` in UTF-16 units; `url` or `language` of some kinds."""

    kind: str
    offset: int
    length: int
    url: str = ""
    language: str = ""

    @property
    def end(self) -> int:
        """The first unit after the range."""
        return self.offset + self.length

    def as_json(self) -> dict[str, object]:
        """Return the `MessageEntity` of the Bot API."""
        extra = {"url": self.url, "language": self.language}
        base: dict[str, object] = {"type": self.kind, "offset": self.offset, "length": self.length}
        return base | {key: value for key, value in extra.items() if value}


def utf16_length(text: str) -> int:
    """Count the UTF-16 units of `text`: an emoji outside the first plane counts for two."""
    return len(text) + sum(character > "\uffff" for character in text)


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Sort entities as Telegram does: by beginning, the longest first, then by kind."""
    return tuple(
        sorted(entities, key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.kind, 50), e.kind))
    )


def with_found(text: str, entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """Add what Telegram recognises by itself: commands, addresses of pages and of mail.

    What lies inside code, preformatted text or a link is left alone.
    """
    kept = list(entities)
    taken = [entity for entity in kept if entity.kind in _CLOSED]
    for candidate in _automatic(text):
        if not any(_overlap(candidate, other) for other in taken):
            taken.append(candidate)
            kept.append(candidate)
    return in_order(kept)


def trimmed(text: str, entities: Iterable[Entity]) -> tuple[str, tuple[Entity, ...]]:
    """Drop the spaces around `text` as Telegram does, and shift the entities accordingly.

    Spaces before the text are dropped up to the first entity only.
    """
    kept = text.rstrip()
    end = utf16_length(kept)
    clipped = [replace(e, length=min(e.end, end) - e.offset) for e in entities if e.offset < end]
    ordered = in_order(e for e in clipped if e.length > 0)
    limit = ordered[0].offset if ordered else end
    lead = min(len(kept) - len(kept.lstrip(" \n")), limit)
    return kept[lead:], tuple(replace(e, offset=e.offset - lead) for e in ordered)


def _automatic(text: str) -> Iterator[Entity]:
    for kind, pattern in _AUTOMATIC:
        for match in pattern.finditer(text):
            found = match.group().rstrip(_CLOSING) if kind == "url" else match.group()
            yield Entity(kind, utf16_length(text[: match.start()]), utf16_length(found))


def _overlap(one: Entity, other: Entity) -> bool:
    return one.offset < other.end and other.offset < one.end
