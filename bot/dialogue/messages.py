"""What comes in from a patient, and what goes out, without Telegram."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.receipts.cards import Card

MOST_DATA = 64  # bytes Telegram accepts in the data of a button
Attachment = Literal["photo", "voice", "document", "sticker", "location", "other"]


@dataclass(frozen=True, slots=True)
class Text:
    """A typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed."""

    data: str


@dataclass(frozen=True, slots=True)
class Edited:
    """An earlier message was changed; it changes nothing."""


@dataclass(frozen=True, slots=True)
class Attached:
    """Something other than text; never opened."""

    kind: Attachment
    caption: str = ""


Incoming = Text | Press | Edited | Attached


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message; `data` comes back when it is pressed."""

    label: str
    data: str

    def __post_init__(self) -> None:
        if not self.label or not 1 <= len(self.data.encode()) <= MOST_DATA:
            raise ValueError(f"Telegram would refuse this button: {self.data!r}")


Keyboard = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message to send, or the new content of the message whose button was pressed.

    Attributes:
        html: the text, with the few tags Telegram knows; under what is drawn, its caption.
        is_edit: change the pressed message instead of sending one.
        card: the picture or the document to draw and to send with these words.
    """

    html: str
    buttons: Keyboard = ()
    is_edit: bool = False
    card: Card | None = None


WIDE = 18  # characters from which a button takes a row for itself


def rows(buttons: list[Button]) -> Keyboard:
    """Lay buttons out for a narrow screen: two a row when both labels are short."""
    laid: list[tuple[Button, ...]] = []
    for button in buttons:
        last = laid[-1] if laid else ()
        if len(last) == 1 and len(last[0].label) < WIDE and len(button.label) < WIDE:
            laid[-1] = (last[0], button)
        else:
            laid.append((button,))
    return tuple(laid)
