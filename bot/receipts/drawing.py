"""From a card to the bytes of a file. What draws is loaded only when it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.receipts.cards import Card, Picture, Sheet

PICTURE_NAME = "estimation.png"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send."""

    name: str
    content: bytes


def draw(card: Card) -> File:
    """Draw a card: a picture (PNG) or a sheet (PDF); the same card gives the same bytes."""
    match card:
        case Picture():
            from bot.receipts.picture import picture_bytes  # noqa: PLC0415 — loaded when needed

            return File(PICTURE_NAME, picture_bytes(card))
        case Sheet():
            from bot.receipts.sheet import sheet_bytes  # noqa: PLC0415 — loaded when needed

            return File(card.name, sheet_bytes(card))
