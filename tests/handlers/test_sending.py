"""Replies as calls to the Bot API, made for real to the sandbox."""

from __future__ import annotations

import json

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.dialogue.messages import Button, Reply
from bot.handlers.sending import acknowledgement, send, to_send
from bot.sandbox.world import PATIENT, World
from bot.storage.store import ToSend
from tests.handlers.conftest import calls, said, texts

KEYBOARD = ((Button("Oui", "yes"), Button("Non", "no")), (Button("Menu", "m"),))


async def deliver(bot: Bot, row: ToSend, chat_id: int = PATIENT) -> None:
    await send(bot, chat_id, row.kind, row.payload)


async def test_a_reply_arrives_with_its_markup_and_its_buttons(world: World, bot: Bot) -> None:
    await deliver(bot, to_send(Reply("<b>17,88 €</b> &amp; plus", KEYBOARD), None))
    (message,) = said(world)
    assert message.text == "17,88 € & plus"
    assert [entity.kind for entity in message.entities] == ["bold"]
    assert [[button.text for button in row] for row in message.keyboard] == [
        ["Oui", "Non"],
        ["Menu"],
    ]
    assert message.callbacks == {"yes", "no", "m"}


async def test_a_reply_without_buttons_has_no_keyboard(world: World, bot: Bot) -> None:
    await deliver(bot, to_send(Reply("Bonjour"), None))
    assert said(world)[0].keyboard == ()
    assert "reply_markup" not in calls(world, "sendMessage")[0]


@pytest.mark.parametrize("is_edit", [False, True])
async def test_a_link_shows_no_preview(world: World, bot: Bot, is_edit: bool) -> None:
    await deliver(bot, to_send(Reply("Avant"), None))
    reply = Reply('<a href="https://www.ameli.fr/">ameli</a>', is_edit=is_edit)
    await deliver(bot, to_send(reply, said(world)[0].id))
    call = calls(world, "editMessageText" if is_edit else "sendMessage")[-1]
    options = call["link_preview_options"]
    options = json.loads(options) if isinstance(options, str) else options
    assert options == {"is_disabled": True}


async def test_an_edition_changes_the_pressed_message_and_sends_none(
    world: World, bot: Bot
) -> None:
    await deliver(bot, to_send(Reply("Avant", KEYBOARD), None))
    message_id = said(world)[0].id
    await deliver(bot, to_send(Reply("Après", is_edit=True), message_id))
    assert texts(world) == ["Après"]
    assert (said(world)[0].id, said(world)[0].keyboard) == (message_id, ())


async def test_an_edition_of_nothing_in_particular_is_sent(world: World, bot: Bot) -> None:
    await deliver(bot, to_send(Reply("Après", is_edit=True), None))
    assert texts(world) == ["Après"]


async def test_an_edition_that_changes_nothing_is_not_an_error(world: World, bot: Bot) -> None:
    await deliver(bot, to_send(Reply("Pareil", KEYBOARD), None))
    await deliver(bot, to_send(Reply("Pareil", KEYBOARD, is_edit=True), said(world)[0].id))
    assert texts(world) == ["Pareil"]


async def test_an_edition_of_a_message_that_is_gone_is_sent_as_a_new_one(
    world: World, bot: Bot
) -> None:
    await deliver(bot, to_send(Reply("Avant"), None))
    gone = said(world)[0]
    world.delete(gone)
    await deliver(bot, to_send(Reply("Après", KEYBOARD, is_edit=True), gone.id))
    assert texts(world) == ["Après"]
    assert said(world)[0].callbacks == {"yes", "no", "m"}


async def test_an_edition_of_a_message_that_is_not_the_bots_is_sent_as_a_new_one(
    world: World, bot: Bot
) -> None:
    mine = world.say(PATIENT, "35")
    await deliver(bot, to_send(Reply("Après", is_edit=True), mine.id))
    assert texts(world) == ["Après"]


async def test_another_refusal_of_an_edition_is_told(world: World, bot: Bot) -> None:
    await deliver(bot, to_send(Reply("Avant"), None))
    with pytest.raises(BadRequest, match="too long"):
        await deliver(bot, to_send(Reply("x" * 5000, is_edit=True), said(world)[0].id))
    assert texts(world) == ["Avant"]


async def test_an_acknowledgement_stops_the_spinner_and_shows_nothing(
    world: World, bot: Bot
) -> None:
    await deliver(bot, to_send(Reply("Avant", KEYBOARD), None))
    callback = world.press(PATIENT, said(world)[0].id, "yes")
    await deliver(bot, acknowledgement(callback.id))
    assert callback.answer is not None
    assert (callback.answer.text, callback.answer.is_alert) == ("", False)
