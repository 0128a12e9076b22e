"""`kinebot chat`: the sandbox's twin in a terminal."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli.chat import Conversation, open_conversation, reply_row
from bot.dialogue.engine import Engine
from tests.cli.conftest import Kinebot

Row = dict[str, Any]


@pytest.fixture
def conversation(engine: Engine) -> Conversation:
    return Conversation(engine)


async def take(conversation: Conversation, row: Row) -> list[Row]:
    return json.loads(json.dumps([reply_row(reply) for reply in await conversation.take(row)]))


def labels(reply: Row) -> list[str]:
    return [button["label"] for line in reply["buttons"] for button in line]


async def test_a_reply_has_the_shape_of_the_contract(conversation: Conversation) -> None:
    (reply,) = await take(conversation, {"text": "puis-je voir deux kinés ?"})
    assert set(reply) == {"text", "buttons", "photo", "document", "edited"}
    assert (reply["photo"], reply["document"], reply["edited"]) == (False, None, False)
    assert "<" not in reply["text"]
    for line in reply["buttons"]:
        for button in line:
            assert set(button) == {"label", "data"}


@pytest.mark.parametrize("named", ["Détail et sources", "detail et sources", "d:{topic}"])
async def test_a_button_is_pressed_by_its_label_or_its_data(
    conversation: Conversation, named: str
) -> None:
    (first,) = await take(conversation, {"text": "puis-je voir deux kinés ?"})
    data = next(b["data"] for line in first["buttons"] for b in line if b["data"][:2] == "d:")
    (reply,) = await take(conversation, {"press": named.format(topic=data[2:])})
    assert reply["edited"]
    assert "Sources" in reply["text"]


async def test_the_buttons_are_those_of_the_latest_message_that_has_some(
    conversation: Conversation,
) -> None:
    await take(conversation, {"text": "/estimer"})
    await take(conversation, {"text": "/confidentialite"})
    (reply,) = await take(conversation, {"press": "Je ne sais pas"})
    assert "Combien de séances" in reply["text"]


async def test_a_press_that_changes_nothing_has_no_reply(conversation: Conversation) -> None:
    (first,) = await take(conversation, {"text": "/estimer"})
    unknown = next(b["data"] for line in first["buttons"] for b in line if "unknown" in b["data"])
    await take(conversation, {"text": "35"})
    assert await take(conversation, {"press": unknown}) == []


async def test_an_edition_changes_nothing(conversation: Conversation) -> None:
    await take(conversation, {"text": "/estimer"})
    (reply,) = await take(conversation, {"edit": "45"})
    assert "ne change rien" in reply["text"]


@pytest.mark.parametrize("row", [{}, {"text": 5}, {"press": "Bouton perdu"}, {"plouf": "x"}])
async def test_a_line_that_says_nothing_possible_is_refused(
    conversation: Conversation, row: Row
) -> None:
    with pytest.raises(ValueError, match=r"bouton|il faut"):
        await conversation.take(row)


async def test_a_picture_and_a_document_are_told_with_their_captions(
    conversation: Conversation,
) -> None:
    await take(conversation, {"text": "10 séances à 35 €, mutuelle 150 %"})
    (kept,) = await take(conversation, {"press": "Garder, comparer…"})
    assert (kept["photo"], kept["document"], kept["edited"]) == (False, None, True)
    (picture,) = await take(conversation, {"press": "Image"})
    assert (picture["photo"], picture["document"], picture["edited"]) == (True, None, False)
    assert picture["text"].startswith("Une séance à 35,00")
    (sheet,) = await take(conversation, {"press": "Feuille PDF"})
    assert (sheet["photo"], sheet["document"]) == (False, "kinebot-estimation-2026-11-21.pdf")


async def test_a_kept_conversation_goes_on_with_its_buttons(engine: Engine, tmp_path: Path) -> None:
    first = await open_conversation(engine, tmp_path)
    await take(first, {"text": "/estimer"})
    await take(first, {"text": "35"})
    first._store.close()  # type: ignore[union-attr]
    second = await open_conversation(engine, tmp_path)
    (reply,) = await take(second, {"press": "Je ne sais pas"})
    assert "Pour une séance à 35,00" in reply["text"]
    second._store.close()  # type: ignore[union-attr]


def test_the_program_talks_line_by_line(kinebot: Kinebot, tmp_path: Path) -> None:
    lines = ('{"text": "/estimer"}', "plouf", '{"press": "Je ne sais pas"}', '{"text": "10"}')
    ran = kinebot("chat", "--json", "--today", "2026-03-01", "--state", str(tmp_path), lines=lines)
    assert [len(row.get("replies", ())) for row in ran.rows] == [1, 0, 1, 1]
    assert ran.rows[1]["line"] == 2
    assert "Pour 10 séances" in ran.rows[3]["replies"][0]["text"].replace("\u00a0", " ")
    assert (ran.status, ran.err) == (1, "")


def test_a_wrong_day_is_told_in_one_line(kinebot: Kinebot) -> None:
    ran = kinebot("chat", "--json", "--today", "hier")
    assert ran.status != 0
    assert "Traceback" not in ran.err
