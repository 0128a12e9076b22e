"""The webhook with the bot behind: kept, then acknowledged, then answered once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from telegram import Bot

from bot.dialogue.engine import Engine
from bot.handlers.webhook import Webhook
from bot.sandbox.world import PATIENT, World
from bot.storage.thread import StoreThread
from tests.handlers.conftest import said, taken, texts
from tests.handlers.machine import Machine, working
from tests.handlers.test_webhook import HEADER, PATH, SECRET


@pytest_asyncio.fixture
async def machine(
    thread: StoreThread, engine: Engine, bot: Bot, in_a_hurry: None
) -> AsyncIterator[Machine]:
    async with working(thread, engine, bot) as made:
        yield made


@pytest_asyncio.fixture
async def door(machine: Machine) -> AsyncIterator[httpx.AsyncClient]:
    webhook = Webhook(f"https://example.org{PATH}", SECRET, machine.intake.take)
    transport, headers = httpx.ASGITransport(webhook), {HEADER: SECRET}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://x", headers=headers
    ) as client:
        yield client


async def test_once_acknowledged_an_update_is_in_the_database(
    world: World, machine: Machine, door: httpx.AsyncClient
) -> None:
    await machine.queue.stop()
    world.say(PATIENT, "/aide")
    (update,) = taken(world)
    assert (await door.post(PATH, json=update)).status_code == 200
    assert [w.update_id for w in machine.thread.store.waiting()] == [update["update_id"]]


async def test_an_update_that_telegram_gives_again_is_acknowledged_and_answered_once(
    world: World, machine: Machine, door: httpx.AsyncClient
) -> None:
    world.say(PATIENT, "/aide")
    (update,) = taken(world)
    first = await asyncio.gather(*(door.post(PATH, json=update) for _ in range(5)))
    await machine.settle()
    again = await door.post(PATH, json=update)
    await machine.settle()
    assert {answer.status_code for answer in (*first, again)} == {200}
    assert len(said(world)) == 1


async def test_what_is_not_for_the_bot_is_acknowledged_and_not_kept(
    machine: Machine, door: httpx.AsyncClient
) -> None:
    for update in ({}, [], 3, None, "rien", {"update_id": 1, "poll": {}}):
        assert (await door.post(PATH, content=json.dumps(update))).status_code == 200
    assert (await machine.depths())["inbox"] == 0
    assert machine.count("updates_ignored_total") == 6


@pytest.mark.parametrize(
    ("is_press_first", "answers"),
    [(False, ["Pour 10 séances à 35,00"]), (True, ["Pour une séance à 35,00", "10 : de quoi"])],
    ids=["the text first: the press is too late", "the press first: the text is asked about"],
)
async def test_a_text_and_a_press_of_one_chat_are_answered_in_the_order_they_arrive(
    world: World, machine: Machine, door: httpx.AsyncClient, is_press_first: bool,
    answers: list[str],
) -> None:  # fmt: skip
    """Telegram opens several connections: what arrives first meets the state as it is."""
    await machine.say(world, "/estimer", "35")
    await machine.settle()
    question = said(world)[1]
    unknown = next(data for data in question.callbacks if ":unknown:" in data)
    world.say(PATIENT, "10")
    callback = world.press(PATIENT, question.id, unknown)
    text, press = taken(world)
    for update in (press, text) if is_press_first else (text, press):
        assert (await door.post(PATH, json=update)).status_code == 200
        await machine.settle()
    assert callback.answer is not None
    for text, expected in zip(texts(world)[2:], answers, strict=True):
        assert text.replace("\u00a0", " ").startswith(expected)


async def test_many_updates_at_once_share_their_commits(
    world: World, machine: Machine, door: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, lots = machine.thread.store, []
    receive = type(store).receive

    def count(*args: Any) -> Any:
        lots.append(len(args[1]))
        return receive(*args)

    monkeypatch.setattr(type(store), "receive", count)
    for number in range(40):
        world.say(PATIENT + number, "/aide")
    answers = await asyncio.gather(*(door.post(PATH, json=update) for update in taken(world)))
    assert {answer.status_code for answer in answers} == {200}
    assert sum(lots) == 40
    assert len(lots) < 20
    await machine.settle()
