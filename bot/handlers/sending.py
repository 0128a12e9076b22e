"""Replies as calls to the Bot API: what is written in the outbox, and how it is sent."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from pydantic import TypeAdapter
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputFile,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.dialogue.messages import Keyboard, Reply
from bot.handlers.body import Ready
from bot.receipts.cards import Document, Picture
from bot.receipts.drawing import File, draw
from bot.storage.store import ToSend

LOG = logging.getLogger(__name__)
SEND, EDIT, ACKNOWLEDGE = "send", "edit", "acknowledge"
PICTURE, SHEET = "picture", "sheet"
KINDS = frozenset({SEND, EDIT, ACKNOWLEDGE, PICTURE, SHEET})
MESSAGES = frozenset({SEND, PICTURE, SHEET})  # what counts in the pace of a chat
UPLOAD_SECONDS = 30
ANSWER_SECONDS = 15  # a slow answer is better than not knowing
_UNCHANGED = "not modified"
_GONE = (
    "message to edit not found",
    "message can't be edited",
    "there is no text in the message to edit",  # a picture was pressed
)
_SHAPES: dict[str, TypeAdapter[Any]] = {PICTURE: TypeAdapter(Picture), SHEET: TypeAdapter(Document)}


def to_send(reply: Reply, message_id: int | None) -> ToSend:
    """Turn a reply into a row of the outbox; what is drawn waits there as words."""
    payload: dict[str, Any] = {"html": reply.html, "buttons": _rows(reply.buttons)}
    if reply.card is not None:
        kind = PICTURE if isinstance(reply.card, Picture) else SHEET
        card = _SHAPES[kind].dump_python(reply.card, mode="json")
        return ToSend(kind, json.dumps({**payload, "card": card}))
    if reply.is_edit and message_id is not None:
        return ToSend(EDIT, json.dumps({**payload, "message_id": message_id}))
    return ToSend(SEND, json.dumps(payload))


def acknowledgement(callback_id: str) -> ToSend:
    """Return the row that stops the button's spinner."""
    return ToSend(ACKNOWLEDGE, json.dumps({"callback_id": callback_id}))


async def send(bot: Bot, chat_id: int, kind: str, payload: str) -> None:
    """Make the call of one row of the outbox.

    Raises:
        TelegramError: what Telegram answers, for delivery to decide.
    """
    data = json.loads(payload)
    match kind:
        case "acknowledge":
            await _call(bot, "answerCallbackQuery", {"callback_query_id": data["callback_id"]})
        case "edit":
            await _edit(bot, chat_id, data)
        case "picture" | "sheet":
            await _send_drawn(bot, chat_id, kind, data)
        case _:
            await _send(bot, chat_id, data)


async def _call(bot: Bot, method: str, parameters: dict[str, Any]) -> None:
    """Call the Bot API through PTB's request, without building objects nobody would look at."""
    ready: Any = Ready(json.dumps(parameters).encode())
    await bot.request.post(f"{bot.base_url}/{method}", ready, read_timeout=ANSWER_SECONDS)


def _message(chat_id: int, data: dict[str, Any]) -> dict[str, Any]:
    said = {"chat_id": chat_id, "text": data["html"], "parse_mode": ParseMode.HTML}
    if data["buttons"]:
        said["reply_markup"] = {"inline_keyboard": [
            [{"text": label, "callback_data": value} for label, value in row]
            for row in data["buttons"]
        ]}  # fmt: skip
    if "://" in data["html"]:
        said["link_preview_options"] = {"is_disabled": True}
    return said


async def _send(bot: Bot, chat_id: int, data: dict[str, Any]) -> None:
    await _call(bot, "sendMessage", _message(chat_id, data))


async def _send_drawn(bot: Bot, chat_id: int, kind: str, data: dict[str, Any]) -> None:
    """Draw and send; when the file cannot be, the words go alone: they say the same."""
    file = await _drawn(kind, data["card"])
    if file is None:
        await _send(bot, chat_id, data)
        return
    upload = InputFile(file.content, filename=file.name)
    words: dict[str, Any] = {
        "caption": data["html"],
        "parse_mode": ParseMode.HTML,
        "reply_markup": _markup(data["buttons"]),
        "read_timeout": UPLOAD_SECONDS,
        "write_timeout": UPLOAD_SECONDS,
    }
    try:
        if kind == PICTURE:
            await bot.send_photo(chat_id, upload, **words)
        else:
            await bot.send_document(chat_id, upload, **words)
    except BadRequest as error:
        LOG.warning("fichier refusé, texte seul : %s", type(error).__name__)
        await _send(bot, chat_id, data)


async def _drawn(kind: str, card: dict[str, Any]) -> File | None:
    """Draw a card outside the event loop; None when it cannot be drawn."""
    try:
        return await asyncio.to_thread(draw, _SHAPES[kind].validate_python(card))
    except Exception as error:
        LOG.error("dessin impossible, texte seul : %s", type(error).__name__)
        return None


async def _edit(bot: Bot, chat_id: int, data: dict[str, Any]) -> None:
    try:
        edited = {**_message(chat_id, data), "message_id": data["message_id"]}
        await _call(bot, "editMessageText", edited)
    except BadRequest as error:
        if _UNCHANGED in error.message.lower():
            return
        if not any(gone in error.message.lower() for gone in _GONE):
            raise
        await _send(bot, chat_id, data)


def _rows(buttons: Keyboard) -> list[list[list[str]]]:
    return [[[button.label, button.data] for button in row] for row in buttons]


def _markup(rows: list[list[list[str]]]) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in rows]
    )
