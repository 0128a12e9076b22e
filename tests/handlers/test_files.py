"""Pictures and sheets: they wait as words, leave once and whole, and are never lost for good."""

from __future__ import annotations

import json
import logging

import pytest
from telegram import Bot

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Button, Reply
from bot.handlers.introduction import StartLinks
from bot.handlers.sending import PICTURE, SHEET, send, to_send
from bot.receipts.cards import Card
from bot.receipts.drawing import draw
from bot.sandbox import pictures
from bot.sandbox.messages import Message
from bot.sandbox.world import PATIENT, World
from bot.storage.thread import StoreThread
from tests.conftest import TODAY
from tests.dialogue.talk import Talk
from tests.handlers.conftest import said, texts
from tests.handlers.machine import eventually, working

KEYBOARD = ((Button("Voir le résultat", "a:x:resume"),),)
HEAVIEST_ROW = 8_000  # characters in the outbox
SENTENCE = "10 séances à 35 €, mutuelle 150 %"


@pytest.fixture
def replies(engine: Engine) -> dict[str, Reply]:
    """Return the replies that carry a picture and a sheet, as the engine gives them."""
    talk = Talk(engine)
    talk.say(SENTENCE)
    talk.press("Garder")
    picture = talk.press("Image")
    sheet = talk.press("Feuille")
    assert picture
    assert sheet
    return {PICTURE: picture.reply, SHEET: sheet.reply}


def card_of(reply: Reply) -> Card:
    assert reply.card is not None
    return reply.card


def content_of(message: Message) -> bytes:
    assert message.attachment is not None
    assert message.attachment.file is not None
    return message.attachment.file.content


@pytest.mark.parametrize("kind", [PICTURE, SHEET])
async def test_a_file_arrives_whole_with_its_caption_and_its_buttons(
    kind: str, world: World, bot: Bot, replies: dict[str, Reply]
) -> None:
    reply = replies[kind]
    row = to_send(reply, 1)
    assert row.kind == kind
    assert len(row.payload) < HEAVIEST_ROW
    await send(bot, PATIENT, row.kind, row.payload)
    (message,) = said(world)
    file = draw(card_of(reply))
    assert content_of(message) == file.content
    assert "séance" in message.text or "estimation" in message.text
    assert message.callbacks == {b.data for line in reply.buttons for b in line}
    assert message.attachment
    assert message.attachment.kind == ("photo" if kind == PICTURE else "document")
    if kind == SHEET:
        assert message.attachment.file
        assert message.attachment.file.name == "kinebot-estimation-2026-11-21.pdf"


async def test_a_picture_is_one_that_telegram_reads(
    world: World, bot: Bot, replies: dict[str, Reply]
) -> None:
    row = to_send(replies[PICTURE], None)
    await send(bot, PATIENT, row.kind, row.payload)
    size = pictures.size(content_of(said(world)[0]))
    assert size is not None
    assert sum(size) <= 10_000
    assert max(size) / min(size) <= 20


async def test_what_waits_in_the_outbox_is_words_and_no_file(replies: dict[str, Reply]) -> None:
    for reply in replies.values():
        data = json.loads(to_send(reply, None).payload)
        assert set(data) == {"html", "buttons", "card"}
        assert "%PDF" not in str(data)


@pytest.mark.parametrize("kind", [PICTURE, SHEET])
async def test_after_a_stop_the_file_leaves_once_unchanged(  # noqa: PLR0917 — fixtures
    kind: str, world: World, bot: Bot, thread: StoreThread, engine: Engine,
    replies: dict[str, Reply], in_no_hurry: None,
) -> None:  # fmt: skip
    """Stop between the transaction and the sending, then start again another day."""
    label = {PICTURE: "Image", SHEET: "Feuille"}[kind]
    async with working(thread, engine, bot) as before:
        await before.say(world, SENTENCE)
        await before.settle()
        await before.press(world, "Garder")
        await before.settle()
        world.trouble.failing.add({PICTURE: "sendPhoto", SHEET: "sendDocument"}[kind])
        await before.press(world, label)
        await eventually(lambda: before.count("replies_retried_total"))
    assert [row.kind for row in thread.store.unsent()] == [kind]
    already = len(said(world))

    world.trouble.failing.clear()
    for _ in range(2):
        async with working(thread, engine, bot, today=TODAY.replace(year=2027)) as after:
            await after.settle()
    assert len(said(world)) == already + 1
    assert content_of(said(world)[-1]) == draw(card_of(replies[kind])).content


async def test_a_file_that_cannot_be_drawn_is_replaced_by_its_words(
    world: World, bot: Bot, replies: dict[str, Reply], caplog: pytest.LogCaptureFixture
) -> None:
    row = to_send(replies[PICTURE], None)
    broken = json.dumps({**json.loads(row.payload), "card": {"title": "35 euros"}})
    with caplog.at_level(logging.ERROR):
        await send(bot, PATIENT, row.kind, broken)
    assert texts(world)[0].startswith("Une séance à 35,00")
    assert said(world)[0].attachment is None
    assert "35" not in caplog.text


async def test_a_file_that_telegram_refuses_is_replaced_by_its_words(
    world: World, bot: Bot, replies: dict[str, Reply], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.sending.HEAVIEST_PHOTO", 10)
    monkeypatch.setattr(
        "bot.sandbox.sending.too_large",
        lambda: __import__("bot.sandbox.refusals", fromlist=["x"]).bad_request("PHOTO_INVALID"),
    )
    row = to_send(replies[PICTURE], None)
    await send(bot, PATIENT, row.kind, row.payload)
    assert texts(world)[0].startswith("Une séance à 35,00")
    assert said(world)[0].attachment is None


async def test_an_edition_of_a_picture_is_sent_as_a_new_message(
    world: World, bot: Bot, replies: dict[str, Reply]
) -> None:
    row = to_send(replies[PICTURE], None)
    await send(bot, PATIENT, row.kind, row.payload)
    edit = to_send(Reply("Le détail", KEYBOARD, is_edit=True), said(world)[0].id)
    await send(bot, PATIENT, edit.kind, edit.payload)
    assert texts(world)[-1] == "Le détail"
    assert len(said(world)) == 2


async def test_a_link_names_the_bot_once_it_is_known(bot: Bot) -> None:
    links = StartLinks()
    assert links("e1abc") == "/start e1abc"
    await bot.get_me()
    links.name(bot.username)
    assert links("e1abc") == "https://t.me/kinebot_sandbox_bot?start=e1abc"
