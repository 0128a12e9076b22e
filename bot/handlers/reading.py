"""Reading an update: what the conversation needs of it, and nothing that identifies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass

from bot.dialogue.messages import Attached, Attachment, Edited, Incoming, Press, Text
from bot.storage.store import Received

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
GONE = ("kicked", "left")
LARGEST = 1 << 63
ATTACHMENTS: dict[str, Attachment] = {
    "photo": "photo",
    "voice": "voice",
    "audio": "voice",
    "video_note": "voice",
    "animation": "sticker",  # Telegram adds « document » to an animation
    "sticker": "sticker",
    "document": "document",
    "location": "location",
    "venue": "location",
}


@dataclass(frozen=True, slots=True)
class Envelope:
    """An incoming message with what is needed to answer it.

    Attributes:
        incoming: what was said or pressed; None when the chat left (its data are erased).
        message_id: the message whose button was pressed.
        callback_id: the press to acknowledge.
    """

    incoming: Text | Press | Edited | Attached | None = None
    message_id: int | None = None
    callback_id: str | None = None


_ENVELOPE: TypeAdapter[Envelope] = TypeAdapter(Envelope)


def number_of(update: Any) -> int | None:
    """Return the number of an update, None for what is none."""
    match update:
        case {"update_id": number}:
            return _whole(number)
        case _:
            return None


def read_update(update: Any) -> Received | None:
    """Return what to keep of an update as Telegram writes it, or None when it is not for the bot.

    Whatever its shape, it never raises.
    """
    number, chat_id, envelope = number_of(update), None, None
    match update:
        case {
            "callback_query": {"id": str(callback), "message": {"chat": chat, **message}} as query
        }:
            chat_id, envelope = _private(chat), _press(query, message, callback)
        case {"edited_message": {"chat": chat}}:
            chat_id, envelope = _private(chat), Envelope(Edited())
        case {"my_chat_member": {"chat": chat, "new_chat_member": {"status": str(status)}}}:
            chat_id, envelope = _private(chat), Envelope(None) if status in GONE else None
        case {"message": {"chat": chat, **message}}:
            chat_id, envelope = _private(chat), Envelope(_incoming(message))
        case _:
            pass
    if number is None or chat_id is None or envelope is None:
        return None
    payload = _ENVELOPE.dump_json(envelope, exclude_none=True).decode()
    return Received(number, chat_id, payload)


def open_envelope(received: Received) -> Envelope:
    """Return the envelope kept for an update."""
    return _ENVELOPE.validate_json(received.payload)


def _private(chat: Any) -> int | None:
    match chat:
        case {"id": chat_id, "type": "private"}:
            return _whole(chat_id)
        case _:
            return None


def _whole(number: Any) -> int | None:
    """Return a number that a database can hold."""
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < LARGEST:
        return number
    return None


def _press(query: Mapping[Any, Any], message: Mapping[Any, Any], callback: str) -> Envelope:
    data = query.get("data")
    return Envelope(
        Press(_text(data) if isinstance(data, str) else ""),
        _whole(message.get("message_id")),
        _text(callback),
    )


def _incoming(message: Mapping[Any, Any]) -> Incoming:
    match message:
        case {"text": str(text)}:
            return Text(_text(text))
        case _:
            pass
    kinds = (kind for name, kind in ATTACHMENTS.items() if message.get(name))
    kind: Attachment = next(kinds, "other")
    caption = message.get("caption")
    return Attached(kind, _text(caption) if isinstance(caption, str) else "")


def _text(text: str) -> str:
    """Return a text that can be written: half a surrogate pair becomes « ? »."""
    return text.encode("utf-8", "replace").decode()
