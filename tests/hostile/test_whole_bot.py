"""Hostile updates through the whole program: all answered, no answer refused, nothing written."""

from __future__ import annotations

import json
from random import Random

import httpx
import pytest

from bot.content.models import Content
from bot.dialogue.rendering import Renderer
from bot.sandbox.entities import Entity
from bot.sandbox.serve import serve
from tests.conftest import TODAY
from tests.hostile.conftest import TOKEN, Json, Running, Telegram, application, quiet
from tests.hostile.texts import CANARY, COMPUTED, a_text

UPDATES, IN_A_ROW = 1500, 10
FIRST_CHAT = 5_000_000_001
OPENINGS = ("/estimer", "/deuxkines", "/documents", "/seances", "/lettres", "10 séances à 35 €")
KEY, HEAVY = {"text": "x", "callback_data": "d"}, {"callback_data": "é" * 33}
FILE = {"file_id": "x", "file_unique_id": "x"}
UNKNOWN_KINDS = ("message_reaction", "poll", "business_message", "chat_boost", "hologram")


REFUSED = {
    "broken markup": {"text": "<b>x", "parse_mode": "HTML"},
    "an unknown tag": {"text": "<p>x</p>", "parse_mode": "HTML"},
    "too long a text": {"text": "<b>" + "x" * 4097 + "</b>", "parse_mode": "HTML"},
    "nothing": {"text": "<b></b>", "parse_mode": "HTML"},
    "half a letter": {"text": "\ud800"},
    "too many buttons": {"text": "x", "reply_markup": {"inline_keyboard": [[KEY]] * 101}},
    "heavy data": {"text": "x", "reply_markup": {"inline_keyboard": [[KEY | HEAVY]]}},
}  # fmt: skip
BODIES = {
    name: json.dumps({"chat_id": FIRST_CHAT, **body}).encode() for name, body in REFUSED.items()
}
BODIES |= {"bytes that are no text": b'{"chat_id": %d, "text": "\xff"}' % FIRST_CHAT}


@pytest.mark.parametrize("name", BODIES)
async def test_what_telegram_would_refuse_is_refused_and_noticed(
    name: str, telegram: Telegram
) -> None:
    """Nothing refused would mean nothing, if whatever is sent were taken."""
    telegram.world.open_chat(FIRST_CHAT)
    async with (
        serve(application(telegram), "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
    ):
        headers = {"Content-Type": "application/json"}
        method = f"/bot{TOKEN}/sendMessage"
        answer = await http.post(method, content=BODIES[name], headers=headers)
    assert answer.status_code == 400
    assert len(telegram.refused) == 1
    assert telegram.said(FIRST_CHAT) == []


async def test_a_long_caption_is_refused_and_noticed(telegram: Telegram) -> None:
    telegram.world.open_chat(FIRST_CHAT)
    async with (
        serve(application(telegram), "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, trust_env=False) as http,
    ):
        await http.post(f"/bot{TOKEN}/sendDocument", files={"document": ("a.pdf", b"%PDF")},
                        data={"chat_id": str(FIRST_CHAT), "caption": "x" * 1025})  # fmt: skip
    assert len(telegram.refused) == 1


def hostile(chance: Random) -> tuple[str, Json]:
    """Return the kind and the content of an update."""
    typed = a_text(chance)
    match chance.randint(0, 19):
        case 0 | 1 | 2:
            return "callback_query", {"data": typed}
        case 3:
            return "callback_query", {"game_short_name": typed}  # a press without data
        case 4:
            return "edited_message", {"text": typed, "edit_date": 1_790_000_001}
        case 5 | 6:
            return "message", {"document": {**FILE, "file_name": a_text(chance)}, "caption": typed}
        case 7:
            return "message", {"photo": [{**FILE, "width": 1, "height": 1}], "caption": typed}
        case 8:
            return "message", {"contact": {"phone_number": typed, "first_name": typed}}
        case 9:
            return "message", {"voice": {**FILE, "duration": -1}, "caption": typed}
        case _:
            return "message", {"text": typed}


async def test_hostile_updates_are_all_answered_and_no_answer_is_refused(
    telegram: Telegram, running: Running, content: Content
) -> None:
    chats = [FIRST_CHAT + number for number in range(UPDATES // IN_A_ROW)]
    expected = {chat: push_all(telegram, chat) for chat in chats}
    words = Renderer(content, TODAY)
    erased, sorry = words.text("accueil.efface"), words.text("panne.message")
    await quiet(telegram, running, chats, erased)
    was_alive, written = running.is_alive, await running.stop()
    assert was_alive, written
    assert telegram.refused == []
    for chat, number in expected.items():
        said = telegram.said(chat)
        assert len(said) >= number, "a message was not answered"
        assert sorry not in [message.text for message in said], "an exception became an apology"
        for message in said:
            assert_harmless(message.text, message.entities)
    for secret in ("Traceback", CANARY, str(FIRST_CHAT)[:7]):
        assert secret not in written


def push_all(telegram: Telegram, chat: int) -> int:
    """Give the updates of one conversation; return how many messages must be answered."""
    chance = Random(chat)
    updates = [("message", {"text": chance.choice(OPENINGS)})]
    updates += [hostile(chance) for _ in range(IN_A_ROW - 2)]
    updates += [
        (chance.choice(UNKNOWN_KINDS), {"x": a_text(chance)}),
        ("message", {"text": "/effacer"}),
    ]
    for kind, value in updates:
        telegram.push(chat, kind, value)
    return sum(kind in ("message", "edited_message") for kind, _ in updates)


def assert_harmless(text: str, entities: tuple[Entity, ...]) -> None:
    assert not any(CANARY in entity.url for entity in entities)
    assert not any(result in text for result in COMPUTED)
