"""What a chat holds: messages, their buttons, pictures and documents, and pressed buttons."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypedDict

from bot.sandbox.entities import Entity

Kind = Literal["photo", "voice", "document", "sticker", "location", "video", "contact"]
NoticeKind = Literal["action", "answer"]


@dataclass(frozen=True, slots=True)
class File:
    """Bytes kept by the server; `path` is what getFile gives, below `/file/bot<token>/`."""

    id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a message carries besides its text; `details` are the fields proper to its kind."""

    kind: Kind
    details: Mapping[str, object]
    file: File | None = None


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button; `kind` is the field of the Bot API (`callback_data`, `url`…)."""

    text: str
    kind: str
    value: object
    style: str = ""

    def as_json(self) -> dict[str, object]:
        """Return the `InlineKeyboardButton` of the Bot API."""
        base = {"text": self.text, self.kind: self.value}
        return base | {"style": self.style} if self.style else base


Keyboard = tuple[tuple[Button, ...], ...]


class Content(TypedDict, total=False):
    """What the bot puts in a message."""

    text: str
    entities: tuple[Entity, ...]
    keyboard: Keyboard
    attachment: Attachment | None
    reply_to: int | None


@dataclass(frozen=True, slots=True)
class Message:
    """A message at one moment: an edition makes a new value with the same `id`.

    `text` is the caption when there is an attachment; dates are in seconds since 1970;
    `revision` grows at each change of the world, so that the page asks only for what is new.
    """

    id: int
    chat_id: int
    is_from_bot: bool
    date: int
    revision: int
    text: str = ""
    entities: tuple[Entity, ...] = ()
    keyboard: Keyboard = ()
    attachment: Attachment | None = None
    edit_date: int | None = None
    reply_to: int | None = None

    @property
    def callbacks(self) -> set[str]:
        """The data of the buttons that can be pressed."""
        buttons = (button for row in self.keyboard for button in row)
        return {str(button.value) for button in buttons if button.kind == "callback_data"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot showed after a press: nothing (empty text), a passing note, or an alert."""

    text: str
    is_alert: bool
    url: str


@dataclass(slots=True)
class Callback:
    """A pressed button, as it was on the `message` of that moment; `answer` once given."""

    id: str
    message: Message
    data: str
    date: float
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the page shows and forgets: a chat action, or the answer to a press."""

    revision: int
    kind: NoticeKind
    content: Mapping[str, object]


@dataclass(slots=True)
class Chat:
    """A private chat between one patient and the bot; the patient has the chat's identifier."""

    id: int
    first_name: str
    messages: dict[int, Message] = field(default_factory=dict)
    deleted: dict[int, int] = field(default_factory=dict)
    notices: deque[Notice] = field(default_factory=lambda: deque(maxlen=50))
