"""What Telegram would say of a reply: the sandbox's own reading of a message."""

from __future__ import annotations

from bot.dialogue.messages import Reply
from bot.sandbox.arguments import Arguments
from bot.sandbox.keyboards import read_keyboard
from bot.sandbox.refusals import RefusalError
from bot.sandbox.texts import read_caption, read_text

MOST_CHOICES = 8
CHOICE = "q:"


def problems(reply: Reply) -> list[str]:
    """Return why a reply cannot be sent or is not as the dialogues promise; empty when it can."""
    found = []
    try:
        if reply.card is not None:
            read_caption(Arguments({"caption": reply.html, "parse_mode": "HTML"}))
        else:
            read_text(Arguments({"text": reply.html, "parse_mode": "HTML"}))
        read_keyboard(Arguments({"reply_markup": {"inline_keyboard": _rows(reply)}}))
    except RefusalError as refusal:
        found.append(refusal.description)
    if reply.card is not None and reply.is_edit:
        found.append("a picture or a sheet takes the place of a text")
    data = [button.data for row in reply.buttons for button in row]
    found += [f"more than 64 bytes: {item}" for item in data if len(item.encode()) > 64]
    if len(set(data)) != len(data):
        found.append("the same button twice")
    if sum(item.startswith(CHOICE) for item in data) > MOST_CHOICES:
        found.append("more than eight choices")
    return found


def _rows(reply: Reply) -> list[list[dict[str, str]]]:
    return [[{"text": b.label, "callback_data": b.data} for b in row] for row in reply.buttons]
