"""Letters, lists and reminders leave as documents, from words that wait in the outbox."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from telegram import Bot

from bot.cli.chat import reply_row
from bot.dialogue.messages import Reply
from bot.handlers.sending import SHEET, send, to_send
from bot.receipts.cards import Document
from bot.receipts.drawing import draw
from bot.receipts.papers import Day
from bot.sandbox.world import PATIENT, World
from tests.handlers.conftest import said
from tests.receipts.papers import checklist, letter

DOCUMENTS = [
    letter(".docx"),
    letter(".pdf"),
    checklist(),
    Day("rappel.ics", "Rappel", dt.date(2026, 12, 3), "essai@kinebot"),
]


@pytest.mark.parametrize("card", DOCUMENTS, ids=lambda card: card.name)
async def test_a_paper_arrives_whole_as_a_document_with_its_words(
    card: Document, world: World, bot: Bot
) -> None:
    row = to_send(Reply("Voici le fichier.", card=card), None)
    assert row.kind == SHEET
    assert set(json.loads(row.payload)) == {"html", "buttons", "card"}
    await send(bot, PATIENT, row.kind, row.payload)
    (message,) = said(world)
    assert message.text == "Voici le fichier."
    assert message.attachment
    assert message.attachment.kind == "document"
    assert message.attachment.file
    assert message.attachment.file.name == card.name
    assert message.attachment.file.content == draw(card).content


@pytest.mark.parametrize("card", DOCUMENTS, ids=lambda card: card.name)
def test_a_conversation_in_the_terminal_says_the_name_of_the_document(card: Document) -> None:
    row = reply_row(Reply("Voici le fichier.", card=card))
    assert (row["photo"], row["document"]) == (False, card.name)
