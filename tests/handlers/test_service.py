"""The life of a message: kept, answered once, delivered whatever Telegram answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import time
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Incoming, Text
from bot.dialogue.outcome import Step
from bot.dialogue.session import Session
from bot.handlers.pace import Pace
from bot.handlers.reading import read_update
from bot.handlers.service import Service
from bot.logs import MaskToken
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World
from bot.storage.database import default_url, open_database
from bot.storage.store import Received, Store
from tests.conftest import TODAY
from tests.handlers.conftest import READ_SECONDS, calls, of_json, said, taken, texts

LIFETIME = dt.timedelta(hours=24)

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


@pytest.fixture(autouse=True)
def _in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait hundredths of a second between attempts instead of seconds."""
    monkeypatch.setattr("bot.handlers.service.RETRY_SECONDS", (0.01,) * 6)


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


@pytest_asyncio.fixture
async def service(store: Store, engine: Engine) -> AsyncIterator[Service]:
    made = new_service(store, engine)
    yield made
    await made.drain(5)


def new_service(store: Store, engine: Engine, pace: Pace | None = None) -> Service:
    clumsy: Any = Clumsy(engine)
    return Service(store, lambda _day: clumsy, lambda: TODAY, pace or Pace(0, 0))


async def give(service: Service, world: World, bot: Bot) -> None:
    """Give the waiting updates to the service."""
    received = [kept for update in taken(world) if (kept := read_update(update))]
    await service.receive(received, bot)


async def say(service: Service, world: World, bot: Bot, *said_texts: str) -> None:
    for text in said_texts:
        world.say(PATIENT, text)
    await give(service, world, bot)


async def settle(service: Service) -> None:
    """Let the service finish all it has to do."""
    async with asyncio.timeout(20):
        while service._tasks:
            await asyncio.wait(list(service._tasks.values()))


async def test_a_message_is_answered_and_nothing_is_left_to_do(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    await say(service, world, bot, "/estimer")
    await settle(service)
    assert "Combien le kiné demande-t-il" in texts(world)[0]
    assert await store.waiting() == await store.unsent() == []


async def test_messages_of_one_chat_are_answered_in_their_order(
    world: World, bot: Bot, service: Service
) -> None:
    world.trouble.latency = 0.02
    await say(service, world, bot, "/estimer", "35", "10", "modifier")
    await settle(service)
    for text, expected in zip(
        texts(world),
        ("Combien le kiné", "Combien de séances", "Pour 10 séances à 35,00", "Quelle réponse"),
        strict=True,
    ):
        assert expected in text


async def test_a_slow_chat_does_not_keep_another_one_waiting(
    world: World, bot: Bot, service: Service
) -> None:
    world.open_chat(OTHER)
    world.trouble.latency = 0.1
    for _ in range(4):
        world.say(PATIENT, "/aide")
    world.say(OTHER, "/aide")
    await give(service, world, bot)
    await until(world, lambda: said(world, OTHER))
    assert len(said(world)) < 4
    await settle(service)
    assert len(said(world)) == 4


async def test_identical_messages_each_get_their_answer(
    world: World, bot: Bot, service: Service
) -> None:
    await say(service, world, bot, "/aide", "/aide", "/aide")
    await settle(service)
    assert len(said(world)) == 3


async def test_an_update_delivered_twice_is_answered_once(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    world.say(PATIENT, "/aide")
    (update,) = taken(world)
    received = read_update(update)
    assert received is not None
    await service.receive([received, received], bot)
    await settle(service)
    await service.receive([received], bot)
    await settle(service)
    assert len(said(world)) == 1
    assert await store.waiting() == []


async def test_a_press_is_acknowledged_and_its_message_changed(
    world: World, bot: Bot, service: Service
) -> None:
    await say(service, world, bot, "puis-je voir deux kinés ?")
    await settle(service)
    answer = said(world)[0]
    data = next(data for data in answer.callbacks if data.startswith("d:"))
    callback = world.press(PATIENT, answer.id, data)
    await give(service, world, bot)
    await settle(service)
    assert callback.answer is not None
    assert len(said(world)) == 1
    assert "Sources" in texts(world)[0]


async def test_a_press_that_changes_nothing_is_acknowledged_all_the_same(
    world: World, bot: Bot, service: Service
) -> None:
    await say(service, world, bot, "/estimer", "35")
    await settle(service)
    first = said(world)[0]
    old = next(data for data in first.callbacks if ":unknown:" in data)
    callback = world.press(PATIENT, first.id, old)
    await give(service, world, bot)
    await settle(service)
    assert callback.answer is not None
    assert len(said(world)) == 2


async def test_a_spinner_too_old_to_stop_does_not_hold_back_the_answer(
    world: World, bot: Bot, service: Service
) -> None:
    await say(service, world, bot, "/menu")
    await settle(service)
    data = next(data for data in said(world)[0].callbacks if data.startswith("g:"))
    callback = world.press(PATIENT, said(world)[0].id, data)
    callback.date -= 10_000
    await give(service, world, bot)
    await settle(service)
    assert callback.answer is None
    assert len(said(world)) == 2


async def test_told_to_wait_it_waits_that_long_then_sends_once(
    world: World, bot: Bot, service: Service
) -> None:
    world.trouble.flood.append(1)
    start = time.monotonic()
    await say(service, world, bot, "/aide")
    await settle(service)
    assert time.monotonic() - start >= 1
    assert len(said(world)) == 1
    assert len(calls(world, "sendMessage")) == 2


async def test_told_to_wait_again_and_again_it_never_gives_up_the_message(
    world: World, bot: Bot, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.service.seconds_of", lambda _delay: 0.01)
    world.trouble.flood.extend([1] * 8)
    await say(service, world, bot, "/aide")
    await settle(service)
    await say(service, world, bot, "/menu")
    await settle(service)
    assert len(said(world)) == 2


async def test_a_server_out_of_order_is_tried_again_until_it_works(
    world: World, bot: Bot, store: Store, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.service.RETRY_SECONDS", (0.2,) * 6)
    world.trouble.failing.add("sendMessage")
    await say(service, world, bot, "/aide")
    await asyncio.sleep(0.1)
    assert len(await store.unsent()) == 1
    world.trouble.failing.clear()
    await settle(service)
    assert len(said(world)) == 1
    assert await store.unsent() == []


async def test_a_server_out_of_order_for_long_keeps_the_answers_for_the_next_message_in_order(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    world.trouble.failing.add("sendMessage")
    await say(service, world, bot, "/estimer")
    await settle(service)
    assert len(await store.unsent()) == 1
    world.trouble.failing.clear()
    await say(service, world, bot, "35")
    await settle(service)
    assert "Combien le kiné" in texts(world)[0]
    assert "Combien de séances" in texts(world)[1]
    assert await store.unsent() == []


async def test_a_send_whose_outcome_is_unknown_is_not_repeated(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    world.trouble.latency = READ_SECONDS * 2
    await say(service, world, bot, "/aide")
    await settle(service)
    world.trouble.latency = 0
    await until(world, lambda: said(world))
    assert len(calls(world, "sendMessage")) == 1
    assert await store.unsent() == []


async def test_a_refused_message_is_dropped_and_the_next_one_sent(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    await service.receive([text_of(1, "/aide", chat_id=OTHER)], bot)
    await settle(service)
    assert await store.unsent() == []
    world.open_chat(OTHER)
    await service.receive([text_of(2, "/menu", chat_id=OTHER)], bot)
    await settle(service)
    assert ["Que cherchez-vous" in text for text in texts(world, OTHER)] == [True]


async def test_a_patient_who_blocked_the_bot_is_forgotten_at_the_first_refusal(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    await say(service, world, bot, "/estimer", "35")
    await settle(service)
    world.trouble.blocked.add(PATIENT)
    await say(service, world, bot, "10", "modifier")
    await settle(service)
    now = dt.datetime.now(dt.UTC)
    assert await store.session(PATIENT, now) == Session()
    assert await store.unsent() == await store.waiting() == []
    world.trouble.blocked.clear()
    await say(service, world, bot, "/aide")
    await settle(service)
    assert "Comment me parler" in texts(world)[-1]


async def test_a_patient_who_leaves_is_erased_and_answered_when_coming_back(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    await say(service, world, bot, "/estimer", "35")
    await settle(service)
    gone = read_update(departure())
    assert gone is not None
    await service.receive([gone], bot)
    await settle(service)
    assert await store.session(PATIENT, dt.datetime.now(dt.UTC)) == Session()
    assert await store.waiting() == []
    await say(service, world, bot, "/aide")
    await settle(service)
    assert "Comment me parler" in texts(world)[-1]


def departure() -> Any:
    chat = {"id": PATIENT, "type": "private", "first_name": "Camille"}
    bot = {"id": 1, "is_bot": True, "first_name": "K"}
    user = {"id": PATIENT, "is_bot": False, "first_name": "Camille"}
    change = {"chat": chat, "from": user, "date": 1,
              "old_chat_member": {"user": bot, "status": "member"},
              "new_chat_member": {"user": bot, "status": "kicked", "until_date": 0}}  # fmt: skip
    return of_json({"update_id": 77, "my_chat_member": change})


def text_of(number: int, text: str, chat_id: int) -> Received:
    chat = {"id": chat_id, "type": "private", "first_name": "Camille"}
    message = {"message_id": number, "date": 1_790_000_000, "chat": chat, "text": text}
    received = read_update(of_json({"update_id": number, "message": message}))
    assert received is not None
    return received


async def test_an_answer_that_cannot_be_prepared_is_an_excuse_and_the_talk_goes_on(
    world: World, bot: Bot, store: Store, service: Service
) -> None:
    await say(service, world, bot, "/estimer", "35", "trébuche", "10")
    await settle(service)
    assert SORRY in texts(world)[2]
    assert "Pour 10 séances à 35,00" in texts(world)[3]
    assert await store.waiting() == []


async def test_a_failure_logs_neither_what_was_said_nor_by_whom(
    world: World, bot: Bot, service: Service, operator_log: io.StringIO
) -> None:
    await say(service, world, bot, "trébuche")
    await settle(service)
    assert "une réponse n’a pas pu être préparée (RuntimeError)" in operator_log.getvalue()
    for secret in ("trébuche", "0612345678", "35 euros", str(PATIENT)):
        assert secret not in operator_log.getvalue()


async def test_what_a_stop_left_is_answered_and_sent_at_the_next_start(
    world: World, bot: Bot, tmp_path: Any, engine: Engine
) -> None:
    url = default_url(tmp_path / "other")
    before = Store(await open_database(url), LIFETIME)
    world.trouble.failing.add("sendMessage")
    first = new_service(before, engine)
    await say(first, world, bot, "/estimer")
    await settle(first)
    world.say(PATIENT, "35")
    received = [kept for update in taken(world) if (kept := read_update(update))]
    await before.receive(received, dt.datetime.now(dt.UTC))
    await before.close()
    world.trouble.failing.clear()

    after = Store(await open_database(url), LIFETIME)
    second = new_service(after, engine)
    await second.resume(bot)
    await settle(second)
    assert "Combien le kiné" in texts(world)[0]
    assert "Combien de séances" in texts(world)[1]
    assert len(said(world)) == 2
    await after.close()


async def test_draining_ends_in_time_and_keeps_what_is_left(
    world: World, bot: Bot, store: Store, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.service.RETRY_SECONDS", (30,) * 6)
    world.trouble.failing.add("sendMessage")
    await say(service, world, bot, "/aide")
    await asyncio.sleep(0.1)
    start = time.monotonic()
    await service.drain(0.1)
    assert time.monotonic() - start < 2
    assert len(await store.unsent()) == 1


async def test_the_limit_of_a_chat_holds_back_messages_and_not_editions(
    world: World, bot: Bot, store: Store, engine: Engine
) -> None:
    service = new_service(store, engine, Pace(0, 5))
    await say(service, world, bot, "puis-je voir deux kinés ?")
    await settle(service)
    start = time.monotonic()
    answer = said(world)[0]
    world.press(PATIENT, answer.id, next(d for d in answer.callbacks if d.startswith("d:")))
    await give(service, world, bot)
    await settle(service)
    assert time.monotonic() - start < 0.19
    await say(service, world, bot, "/aide", "/aide")
    await settle(service)
    assert time.monotonic() - start >= 0.3
