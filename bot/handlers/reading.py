"""Reading an update: what the conversation needs of it, and nothing that identifies."""

from __future__ import annotations

from pydantic import TypeAdapter
from pydantic.dataclasses import dataclass
from telegram import Message, Update
from telegram.constants import ChatType

from bot.dialogue.messages import Attached, Attachment, Edited, Incoming, Press, Text
from bot.storage.store import Received

ALLOWED_UPDATES = ["message", "edited_message", "callback_query", "my_chat_member"]


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


def read_update(update: Update) -> Received | None:
    """Return what to keep of an update, or None when it is not for the bot."""
    chat = update.effective_chat
    if chat is None or chat.type != ChatType.PRIVATE:
        return None
    envelope = _envelope(update)
    if envelope is None:
        return None
    payload = _ENVELOPE.dump_json(envelope, exclude_none=True).decode()
    return Received(update.update_id, chat.id, payload)


def open_envelope(received: Received) -> Envelope:
    """Return the envelope kept for an update."""
    return _ENVELOPE.validate_json(received.payload)


def _envelope(update: Update) -> Envelope | None:
    query = update.callback_query
    if query is not None:
        message_id = query.message.message_id if query.message else None
        return Envelope(Press(query.data or ""), message_id, query.id)
    if update.edited_message is not None:
        return Envelope(Edited())
    if update.my_chat_member is not None:
        left = update.my_chat_member.new_chat_member.status in ("kicked", "left")
        return Envelope(None) if left else None
    if update.message is not None:
        return Envelope(_incoming(update.message))
    return None


def _incoming(message: Message) -> Incoming:
    if message.text is not None:
        return Text(message.text)
    return Attached(_kind(message), message.caption or "")


def _kind(message: Message) -> Attachment:
    if message.photo:
        return "photo"
    if message.voice or message.audio or message.video_note:
        return "voice"
    if message.document:
        return "document"
    if message.sticker or message.animation:
        return "sticker"
    return "location" if message.location or message.venue else "other"
