"""Replies as calls to the Bot API: what is written in the outbox, and how it is sent."""

from __future__ import annotations

import json
from typing import Any

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.dialogue.messages import Keyboard, Reply
from bot.storage.store import ToSend

SEND, EDIT, ACKNOWLEDGE = "send", "edit", "acknowledge"
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_UNCHANGED = "not modified"
_GONE = ("message to edit not found", "message can't be edited")


def to_send(reply: Reply, message_id: int | None) -> ToSend:
    """Turn a reply into a row of the outbox."""
    payload: dict[str, Any] = {"html": reply.html, "buttons": _rows(reply.buttons)}
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
            await bot.answer_callback_query(data["callback_id"])
        case "edit":
            await _edit(bot, chat_id, data)
        case _:
            await _send(bot, chat_id, data)


async def _send(bot: Bot, chat_id: int, data: dict[str, Any]) -> None:
    await bot.send_message(
        chat_id,
        data["html"],
        parse_mode=ParseMode.HTML,
        reply_markup=_markup(data["buttons"]),
        link_preview_options=NO_PREVIEW if "<a " in data["html"] else None,
    )


async def _edit(bot: Bot, chat_id: int, data: dict[str, Any]) -> None:
    try:
        await bot.edit_message_text(
            data["html"],
            chat_id=chat_id,
            message_id=data["message_id"],
            parse_mode=ParseMode.HTML,
            reply_markup=_markup(data["buttons"]),
            link_preview_options=NO_PREVIEW if "<a " in data["html"] else None,
        )
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
