"""From a card to the bytes of a file. What draws is loaded only when it is needed."""

from __future__ import annotations

from dataclasses import dataclass

from bot.receipts.cards import Card, Picture, Sheet
from bot.receipts.papers import Day, Paper

PICTURE_NAME = "estimation.png"


@dataclass(frozen=True, slots=True)
class File:
    """A file to send."""

    name: str
    content: bytes


def draw(card: Card) -> File:
    """Draw a card: a picture, a page or an event; the same card gives the same bytes."""
    match card:
        case Picture():
            from bot.receipts.picture import picture_bytes  # noqa: PLC0415 — loaded when needed

            return File(PICTURE_NAME, picture_bytes(card))
        case Sheet():
            from bot.receipts.sheet import sheet_bytes  # noqa: PLC0415 — loaded when needed

            return File(card.name, sheet_bytes(card))
        case Paper() if card.name.endswith(".pdf"):
            from bot.receipts.paper_pdf import pdf_bytes  # noqa: PLC0415 — loaded when needed

            return File(card.name, pdf_bytes(card))
        case Paper():
            from bot.receipts.paper_docx import docx_bytes  # noqa: PLC0415 — loaded when needed

            return File(card.name, docx_bytes(card))
        case Day():
            from bot.receipts.calendar_day import day_bytes  # noqa: PLC0415 — loaded when needed

            return File(card.name, day_bytes(card))
