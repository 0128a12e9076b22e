"""A real Application, polling over HTTP, talks with a patient of the sandbox."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from html import escape
from typing import Any, cast

import pytest
import pytest_asyncio
from telegram import Document, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, Conflict, Forbidden, RetryAfter
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)

from bot.sandbox.messages import Answer, Message
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
MENU = InlineKeyboardMarkup([[InlineKeyboardButton("Une séance", callback_data="seance")]])


async def greet(update: Update, context: Context) -> None:
    assert update.effective_message
    await update.effective_message.reply_text("Bonjour", reply_markup=MENU)


async def echo(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message
    assert message.text
    await message.chat.send_action(ChatAction.TYPING)
    verb = "corrigé" if update.edited_message else "lu"
    await message.reply_text(f"{verb} : <b>{escape(message.text)}</b>", parse_mode=ParseMode.HTML)


async def press(update: Update, context: Context) -> None:
    query = update.callback_query
    assert query
    await query.answer("C’est noté")
    await query.edit_message_text(f"Choisi : {query.data}")


async def receive(update: Update, context: Context) -> None:
    message = update.effective_message
    assert message
    source = message.photo[-1] if message.photo else message.effective_attachment
    content = await download(source) if hasattr(source, "get_file") else b""
    await message.reply_text(f"reçu : {len(content)} octets")


async def download(source: object) -> bytes:
    file = await cast(Document, source).get_file()
    return bytes(await file.download_as_bytearray())


def build(url: str, token: str) -> App:
    app = (
        ApplicationBuilder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .build()
    )
    app.add_handler(CommandHandler("start", greet))
    app.add_handler(MessageHandler(filters.TEXT, echo))
    app.add_handler(CallbackQueryHandler(press))
    app.add_handler(MessageHandler(filters.ALL, receive))
    return app


@pytest_asyncio.fixture
async def app(base_url: str, token: str) -> AsyncIterator[App]:
    async with build(base_url, token) as application:
        assert application.updater
        await application.start()
        await application.updater.start_polling(timeout=10)
        yield application
        await application.updater.stop()
        await application.stop()


def said(world: World) -> list[Message]:
    return [message for message in world.chats[PATIENT].messages.values() if message.is_from_bot]


async def answer(world: World, number: int = 1) -> Message:
    """Wait for the bot's message of that rank."""
    return (await until(world, lambda: said(world)[number - 1 :]))[0]


async def test_the_command_start_gets_a_greeting_with_buttons(world: World, app: App) -> None:
    world.say(PATIENT, "/start")
    greeting = await answer(world)
    assert greeting.text == "Bonjour"
    assert greeting.callbacks == {"seance"}


async def test_what_the_patient_typed_comes_back_as_text_and_not_as_markup(
    world: World, app: App
) -> None:
    world.say(PATIENT, "<i>moi</i> & <script>")
    echoed = await answer(world)
    assert echoed.text == "lu : <i>moi</i> & <script>"
    assert [entity.kind for entity in echoed.entities] == ["bold"]
    assert world.chats[PATIENT].notices[-1].content == {"action": "typing"}


async def test_a_pressed_button_is_answered_and_its_message_edited(world: World, app: App) -> None:
    world.say(PATIENT, "/start")
    greeting = await answer(world)
    callback = world.press(PATIENT, greeting.id, "seance")
    await until(world, lambda: said(world)[0].edit_date)
    assert callback.answer == Answer("C’est noté", is_alert=False, url="")
    assert (said(world)[0].text, said(world)[0].keyboard) == ("Choisi : seance", ())


async def test_an_edited_message_reaches_the_bot_as_an_edition(world: World, app: App) -> None:
    message = world.say(PATIENT, "bonjuor")
    await answer(world)
    world.edit(PATIENT, message.id, "bonjour")
    assert (await answer(world, 2)).text == "corrigé : bonjour"


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker", "video"])
async def test_an_attachment_can_be_downloaded_by_the_bot(
    world: World, app: App, kind: str
) -> None:
    sent = world.attach(PATIENT, kind, "voici")  # type: ignore[arg-type]
    assert sent.attachment
    assert sent.attachment.file
    expected = f"reçu : {len(sent.attachment.file.content)} octets"
    assert (await answer(world)).text == expected


@pytest.mark.parametrize("kind", ["location", "contact"])
async def test_a_place_or_a_contact_reaches_the_bot(world: World, app: App, kind: str) -> None:
    world.attach(PATIENT, kind)  # type: ignore[arg-type]
    assert (await answer(world)).text == "reçu : 0 octets"


async def test_the_bot_sends_a_picture_and_a_document(
    world: World, app: App, png: Callable[[int, int], bytes]
) -> None:
    picture = await app.bot.send_photo(
        PATIENT, png(320, 200), caption="<b>Le</b> calcul", parse_mode="HTML"
    )
    assert (picture.photo[0].width, picture.photo[0].height) == (320, 200)
    assert (picture.caption, len(picture.caption_entities)) == ("Le calcul", 1)
    content = b"\r\n--pi\xc3\xa8ge\r\n\x00\xff"
    paper = await app.bot.send_document(PATIENT, content, filename="liste d’été.txt")
    assert paper.document
    assert paper.document.file_name == "liste d’été.txt"
    again = await app.bot.send_document(PATIENT, paper.document.file_id)
    assert await download(again.document) == content


async def test_the_profile_of_the_bot_is_kept(world: World, app: App) -> None:
    await app.bot.set_my_commands([("start", "Recommencer"), ("aide", "Aide")])
    await app.bot.set_my_commands([("start", "Restart")], language_code="en")
    await app.bot.set_my_description("Pour les patients")
    await app.bot.set_my_short_description("Kiné")
    await app.bot.set_my_name("Essai")
    await app.bot.set_chat_menu_button()
    assert [c.command for c in await app.bot.get_my_commands()] == ["start", "aide"]
    assert (await app.bot.get_my_commands(language_code="en"))[0].description == "Restart"
    await app.bot.delete_my_commands(language_code="en")
    assert not await app.bot.get_my_commands(language_code="en")
    assert (await app.bot.get_my_description()).description == "Pour les patients"
    me = await app.bot.get_me()
    assert (me.first_name, me.username) == ("Essai", "kinebot_sandbox_bot")
    assert (await app.bot.get_chat(PATIENT)).first_name == "Camille"


async def test_refusals_become_the_errors_of_the_library(
    world: World, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    world.trouble.blocked.add(PATIENT)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await app.bot.send_message(PATIENT, "x")
    world.trouble.blocked.clear()
    world.trouble.flood.append(7)
    with pytest.raises(RetryAfter) as flood:
        await app.bot.send_message(PATIENT, "x")
    assert flood.value.retry_after == timedelta(seconds=7)
    with pytest.raises(BadRequest, match="Chat not found"):
        await app.bot.send_message(999, "x")
    with pytest.raises(Conflict):
        await app.bot.set_webhook("https://example.org/") and await app.bot.get_updates()
    await app.bot.delete_webhook()


async def test_nothing_is_lost_or_doubled_when_the_bot_stops_between_two_messages(
    world: World, base_url: str, token: str
) -> None:
    for number, words in enumerate(("un", "deux"), start=1):
        world.say(PATIENT, words)
        async with build(base_url, token) as application:
            assert application.updater
            await application.start()
            await application.updater.start_polling(timeout=10)
            await answer(world, number)
            await application.updater.stop()
            await application.stop()
    assert [message.text for message in said(world)] == ["lu : un", "lu : deux"]
