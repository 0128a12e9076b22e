"""What a stop cuts short is neither lost nor sent twice."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from aiohttp import web
from telegram import Bot

from bot.handlers.pace import Pace
from bot.handlers.sending import EDIT
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.machine import eventually
from tests.handlers.outbox import (
    CHAT,
    OTHER,
    OUT_OF_ORDER,
    done,
    keep,
    left,
    methods,
    new_sender,
    sending,
    sent,
)
from tests.handlers.wire import Server, fine, hang, saying

pytestmark = pytest.mark.usefixtures("looking_often")


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.sender.FINISH_SECONDS", 0.1)


@pytest.mark.usefixtures("soon")
async def test_stopped_while_telegram_is_silent_the_message_is_marked_and_the_next_kept(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    server.answer = hang
    keep(store, "un", "deux")
    async with sending(new_sender(thread, direct)):
        await eventually(lambda: server.seen)
    assert left(store) == ["deux"]


@pytest.mark.usefixtures("soon")
async def test_stopped_while_telegram_is_silent_an_edition_is_kept_to_be_repeated(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    server.answer = hang
    keep(store, "un", kind=EDIT)
    async with sending(new_sender(thread, direct)):
        await eventually(lambda: server.seen)
    assert left(store) == ["un"]
    server.answer = fine
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert methods(server) == ["editMessageText"] * 2


async def test_stopped_while_telegram_is_about_to_answer_it_waits_for_the_answer(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.set()
        await go.wait()
        return await fine(request)

    server.answer = answer
    keep(store, "un", "deux")
    sender = new_sender(thread, direct)
    task = asyncio.create_task(sender.run())
    await asked.wait()
    task.cancel()
    await asyncio.sleep(0.05)
    assert not task.done()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (sent(server), left(store)) == (["un"], ["deux"])


async def test_stopped_while_a_chat_waits_for_its_turn_its_message_is_kept(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    keep(store, "un", "deux")
    async with sending(new_sender(thread, direct, Pace(0, 0.001))):
        await eventually(lambda: server.seen and left(store) == ["deux"])
    assert left(store) == ["deux"]
    assert sent(server) == ["un"]


async def test_stopped_between_two_attempts_the_message_is_kept_and_sent_at_the_next_start(
    thread: StoreThread, store: Store, direct: Bot, server: Server, in_no_hurry: None
) -> None:
    server.answer = saying(500, OUT_OF_ORDER)
    keep(store, "un", "deux")
    async with sending(new_sender(thread, direct)) as sender:
        await eventually(lambda: server.seen and not sender._delivery.is_calling(CHAT))
    assert left(store) == ["un", "deux"]
    server.answer = fine
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert sent(server) == ["un", "un", "deux"]


async def test_the_same_sender_begins_again_where_it_stopped(
    thread: StoreThread, store: Store, direct: Bot, server: Server, in_no_hurry: None
) -> None:
    """The database went away, or another program had its turn."""
    sender = new_sender(thread, direct)
    server.answer = saying(500, OUT_OF_ORDER)
    keep(store, "un", "deux")
    async with sending(sender):
        await eventually(lambda: server.seen and not sender._delivery.is_calling(CHAT))
    server.answer = fine
    for text in ("trois", "quatre"):
        keep(store, text)
        async with sending(sender):
            await done(thread)
    assert sent(server) == ["un", "un", "deux", "trois", "quatre"]


@pytest.fixture
def gate(thread: StoreThread) -> Iterator[tuple[threading.Event, threading.Event]]:
    """Says when a mark is being written, and lets it be written."""
    entered, opened = threading.Event(), threading.Event()

    class Gated(Store):
        def sent(self, row_ids: Sequence[int]) -> None:
            entered.set()
            opened.wait(10)
            super().sent(row_ids)

    thread.store.__class__ = Gated
    yield entered, opened
    opened.set()


async def test_what_was_sent_is_marked_before_the_stop_ends_even_behind_another_mark(
    thread: StoreThread, store: Store, direct: Bot, server: Server,
    gate: tuple[threading.Event, threading.Event],
) -> None:  # fmt: skip
    entered, opened = gate
    keep(store, "un")
    keep(store, "deux", chat_id=OTHER)
    first_is_written = asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        if len(server.seen) > 1:
            await first_is_written.wait()
        return await fine(request)

    server.answer = answer
    sender = new_sender(thread, direct)
    task = asyncio.create_task(sender.run())
    await asyncio.to_thread(entered.wait, 10)
    first_is_written.set()
    await eventually(lambda: len(server.seen) == 2)
    await eventually(lambda: not sender._delivery.is_calling(CHAT))
    await eventually(lambda: not sender._delivery.is_calling(OTHER))
    task.cancel()
    await asyncio.sleep(0.05)
    assert not task.done()
    opened.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left(store) == []
