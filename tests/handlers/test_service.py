"""The life of a message: kept, answered once, delivered in order."""

from __future__ import annotations

import datetime as dt
import io
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Incoming, Text
from bot.dialogue.outcome import Step
from bot.dialogue.session import Session
from bot.logs import MaskToken
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World
from bot.storage.database import open_database
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.conftest import LIFETIME, calls, said, taken, texts
from tests.handlers.machine import Machine, eventually, working

OTHER = 2002
SORRY = "Je n’ai pas réussi à préparer ma réponse"


class Clumsy:
    """The real engine, that stumbles on one word."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.renderer = engine.renderer

    def step(self, session: Session, incoming: Incoming, moment: dt.datetime) -> Step:
        if incoming == Text("trébuche"):
            raise RuntimeError("35 euros, 0612345678")
        return self._engine.step(session, incoming, moment)


@pytest.fixture
def clumsy(engine: Engine) -> Any:
    return Clumsy(engine)


@pytest_asyncio.fixture
async def machine(
    thread: StoreThread, clumsy: Any, bot: Bot, in_a_hurry: None
) -> AsyncIterator[Machine]:
    async with working(thread, clumsy, bot) as made:
        yield made


@pytest.fixture
def operator_log() -> Iterator[io.StringIO]:
    """What the operator reads, written as `set_up_logs` writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(MaskToken())
    logger = logging.getLogger("bot")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


async def test_a_message_is_answered_and_nothing_is_left_to_do(
    world: World, machine: Machine
) -> None:
    await machine.say(world, "/estimer")
    await machine.settle()
    assert "Combien le kiné demande-t-il" in texts(world)[0]
    assert await machine.depths() == {"inbox": 0, "outbox": 0, "sessions": 1}
    assert machine.count("updates_received_total") == machine.count("updates_handled_total") == 1
    assert machine.count("replies_sent_total", kind="send") == 1


async def test_messages_of_one_chat_are_answered_in_their_order(
    world: World, machine: Machine
) -> None:
    world.trouble.latency = 0.02
    await machine.say(world, "/estimer", "35", "10", "modifier")
    await machine.settle()
    for text, expected in zip(
        texts(world),
        ("Combien le kiné", "Combien de séances", "Pour 10 séances à 35,00", "Quelle réponse"),
        strict=True,
    ):
        assert expected in text


async def test_a_slow_chat_does_not_keep_another_one_waiting(
    world: World, machine: Machine
) -> None:
    world.open_chat(OTHER)
    world.trouble.latency = 0.1
    for _ in range(4):
        world.say(PATIENT, "/aide")
    world.say(OTHER, "/aide")
    await machine.give(world)
    await until(world, lambda: said(world, OTHER))
    assert len(said(world)) < 4
    await machine.settle()
    assert len(said(world)) == 4


async def test_identical_messages_each_get_their_answer(world: World, machine: Machine) -> None:
    await machine.say(world, "/aide", "/aide", "/aide")
    await machine.settle()
    assert len(said(world)) == 3


async def test_an_update_delivered_again_is_answered_once(world: World, machine: Machine) -> None:
    world.say(PATIENT, "/aide")
    (update,) = taken(world)
    await machine.intake.take([update, update])
    await machine.intake.take([update])
    await machine.settle()
    await machine.intake.take([update])
    await machine.settle()
    assert len(said(world)) == 1
    assert machine.count("updates_handled_total") == 1
    assert machine.count("updates_known_total") >= 2


async def test_what_is_not_for_the_bot_is_counted_and_not_kept(
    world: World, machine: Machine
) -> None:
    await machine.intake.take([{"update_id": 1}, "rien", None, {"update_id": 2, "poll": {}}])
    await machine.intake.take([])
    assert machine.count("updates_ignored_total") == 4
    assert machine.count("updates_received_total") == 0
    assert await machine.depths() == {"inbox": 0, "outbox": 0, "sessions": 0}


async def test_a_press_is_acknowledged_and_its_message_changed(
    world: World, machine: Machine
) -> None:
    await machine.say(world, "puis-je voir deux kinés ?")
    await machine.settle()
    answer = said(world)[0]
    data = next(data for data in answer.callbacks if data.startswith("d:"))
    callback = world.press(PATIENT, answer.id, data)
    await machine.give(world)
    await machine.settle()
    assert callback.answer is not None
    assert len(said(world)) == 1
    assert "Sources" in texts(world)[0]


async def test_a_press_that_changes_nothing_is_acknowledged_all_the_same(
    world: World, machine: Machine
) -> None:
    await machine.say(world, "/estimer", "35")
    await machine.settle()
    first = said(world)[0]
    old = next(data for data in first.callbacks if ":unknown:" in data)
    callback = world.press(PATIENT, first.id, old)
    await machine.give(world)
    await machine.settle()
    assert callback.answer is not None
    assert len(said(world)) == 2


async def test_a_patient_who_leaves_is_erased_and_answered_when_coming_back(
    world: World, machine: Machine
) -> None:
    await machine.say(world, "/estimer", "35")
    await machine.settle()
    await machine.intake.take([departure()])
    await machine.settle()
    assert await machine.depths() == {"inbox": 0, "outbox": 0, "sessions": 0}
    await machine.say(world, "/aide")
    await machine.settle()
    assert "Comment me parler" in texts(world)[-1]


def departure() -> dict[str, Any]:
    chat = {"id": PATIENT, "type": "private", "first_name": "Camille"}
    bot = {"id": 1, "is_bot": True, "first_name": "K"}
    change = {"chat": chat, "from": chat, "date": 1,
              "old_chat_member": {"user": bot, "status": "member"},
              "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0}}  # fmt: skip
    return {"update_id": 77, "my_chat_member": change}


async def test_an_answer_that_cannot_be_prepared_is_an_excuse_and_the_talk_goes_on(
    world: World, machine: Machine
) -> None:
    await machine.say(world, "/estimer", "35", "trébuche", "10")
    await machine.settle()
    assert SORRY in texts(world)[2]
    assert "Pour 10 séances à 35,00" in texts(world)[3]
    assert machine.count("answers_failed_total") == 1


async def test_a_failure_logs_neither_what_was_said_nor_by_whom(
    world: World, machine: Machine, operator_log: io.StringIO
) -> None:
    await machine.say(world, "trébuche")
    await machine.settle()
    assert "une réponse n’a pas pu être préparée (RuntimeError)" in operator_log.getvalue()
    for secret in ("trébuche", "0612345678", "35 euros", str(PATIENT)):
        assert secret not in operator_log.getvalue()


async def test_what_a_stop_left_is_answered_and_sent_at_the_next_start(
    world: World, bot: Bot, url: str, clumsy: Any, in_no_hurry: None
) -> None:
    def opened() -> StoreThread:
        return StoreThread(Store(open_database(url), LIFETIME))

    world.trouble.failing.add("sendMessage")
    before = opened()
    async with working(before, clumsy, bot) as first:
        await first.say(world, "/estimer")
        await eventually(lambda: first.count("replies_retried_total"))
        await first.queue.stop()
        await first.say(world, "35")  # kept, and not answered any more
    assert (await first.depths())["inbox"] == (await first.depths())["outbox"] == 1
    before.close()
    world.trouble.failing.clear()

    after = opened()
    async with working(after, clumsy, bot) as second:
        second.queue.put(await after.run(after.store.waiting))
        await second.settle()
    after.close()
    assert "Combien le kiné" in texts(world)[0]
    assert "Combien de séances" in texts(world)[1]
    assert len(said(world)) == len(calls(world, "sendMessage")) == 2
