"""Receiving, answering and sending apart, on PostgreSQL; several of each."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import psycopg
import pytest

from bot.dialogue.engine import Engine
from bot.handlers.program import Role
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World
from bot.storage.turn import SENDING
from tests.handlers.conftest import calls, said, texts
from tests.handlers.machine import eventually
from tests.handlers.programs import Place

SECONDS = 30


@pytest.fixture(autouse=True)
def in_a_hurry_to_take_over(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ASK", "RETRY", "STAND_BY"):
        monkeypatch.setattr(f"bot.storage.turn.{name}_SECONDS", 0.1)


@pytest.fixture
def place(telegram: str, shared_url: str, engine: Engine, tmp_path: Path) -> Place:
    return Place(telegram, shared_url, engine, tmp_path)


async def count(place: Place, table: str) -> int:
    async with await psycopg.AsyncConnection.connect(place.url) as connection:
        row = await (await connection.execute(f"SELECT count(*) FROM {table}".encode())).fetchone()  # noqa: S608
        assert row is not None
        return int(row[0])


async def test_each_role_does_its_part_and_leaves_the_rest_to_the_others(
    world: World, place: Place
) -> None:
    world.say(PATIENT, "/aide")
    async with place.running(Role.RECEIVER):
        await eventually(lambda: count(place, "inbox"))
        await eventually(lambda: not world.updates.waiting)
    assert await count(place, "outbox") == 0
    async with place.running(Role.WORKER):
        await eventually(lambda: count(place, "outbox"))
    assert await count(place, "inbox") == 0
    assert said(world) == []
    async with place.running(Role.SENDER):
        await until(world, lambda: said(world), SECONDS)
    assert await count(place, "outbox") == 0
    assert "Comment me parler" in texts(world)[0]


async def test_the_roles_together_hold_a_conversation(world: World, place: Place) -> None:
    async with (
        place.running(Role.RECEIVER), place.running(Role.WORKER), place.running(Role.SENDER),
    ):  # fmt: skip
        for rank, (text, expected) in enumerate(
            [("/estimer", "Combien le kiné"), ("35", "Combien de séances"), ("10", "Pour 10")]
        ):
            world.say(PATIENT, text)
            await until(world, lambda: len(said(world)) == rank + 1, SECONDS)  # noqa: B023
            assert expected in texts(world)[-1]


async def test_several_of_each_answer_every_message_once_and_in_order(
    world: World, place: Place
) -> None:
    chats = range(PATIENT, PATIENT + 6)
    scripts = ["/estimer", "35", "10", "modifier"]
    async with AsyncExitStack() as stack:
        for role in (Role.RECEIVER, Role.WORKER, Role.SENDER) * 2:
            await stack.enter_async_context(place.running(role))
        for text in scripts:
            for chat in chats:
                world.say(chat, text)
        await until(world, lambda: sum(len(said(world, chat)) for chat in chats) == 24, SECONDS)
    for chat in chats:
        for text, expected in zip(
            texts(world, chat), ["Combien le", "Combien de", "Pour 10", "Quelle"], strict=True
        ):
            assert expected in text
    assert len(calls(world, "sendMessage")) == 24


HOLDER = f"""
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = {SENDING}
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""  # noqa: S608


async def test_one_sender_sends_and_another_takes_over_when_it_stops(
    world: World, place: Place
) -> None:
    async def holder() -> int | None:
        async with await psycopg.AsyncConnection.connect(place.url) as connection:
            row = await (await connection.execute(HOLDER.encode())).fetchone()
            return int(row[0]) if row else None

    async with place.running(Role.RECEIVER), place.running(Role.WORKER), AsyncExitStack() as first:
        await first.enter_async_context(place.running(Role.SENDER))
        await eventually(holder)
        before = await holder()
        async with place.running(Role.SENDER):
            world.say(PATIENT, "/aide")
            await until(world, lambda: len(said(world)) == 1, SECONDS)
            assert await holder() == before
            await first.aclose()
            world.say(PATIENT, "/menu")
            await until(world, lambda: len(said(world)) == 2, SECONDS)
            assert await holder() not in (None, before)
    assert len(calls(world, "sendMessage")) == 2


async def test_one_receiver_polls_and_the_other_waits_without_a_conflict(
    world: World, place: Place
) -> None:
    async with place.running(Role.WORKER), place.running(Role.SENDER), AsyncExitStack() as first:
        one = await first.enter_async_context(place.running(Role.RECEIVER))
        async with place.running(Role.RECEIVER) as other:
            world.say(PATIENT, "/aide")
            await until(world, lambda: said(world), SECONDS)
            await asyncio.sleep(0.3)  # several times what it takes to ask
            assert not one.done()
            assert not other.done()
            await first.aclose()
            world.say(PATIENT, "/menu")
            await until(world, lambda: len(said(world)) == 2, SECONDS)
            assert not other.done()


async def test_a_database_that_cuts_every_connection_loses_nothing(
    world: World, place: Place, in_a_hurry: None
) -> None:
    cut = ("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
           "WHERE datname = current_database() AND pid <> pg_backend_pid()")  # fmt: skip
    async with place.running() as task:
        for rank in range(1, 4):
            world.say(PATIENT, "/aide")
            await until(world, lambda: len(said(world)) == rank, SECONDS)  # noqa: B023
            async with await psycopg.AsyncConnection.connect(
                place.url, autocommit=True
            ) as connection:
                await connection.execute(cut.encode())
        assert not task.done()
    assert len(calls(world, "sendMessage")) == 3
