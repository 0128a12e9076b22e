"""The outbox leaves in order, is marked at once, and what a stop cuts short is not doubled."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from aiohttp import web
from sqlalchemy import insert
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot.handlers.counts import Counts
from bot.handlers.pace import Pace
from bot.handlers.request import AiohttpRequest
from bot.handlers.sender import Sender
from bot.handlers.sending import ACKNOWLEDGE, EDIT, SEND
from bot.storage.schema import outbox, sessions
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.conftest import LIFETIME
from tests.handlers.machine import eventually, stopped
from tests.handlers.wire import Server, bot_of, fine, hang, saying

CHAT, OTHER = 1001, 2002
BLOCKED = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
OUT_OF_ORDER = {"ok": False, "error_code": 500, "description": "Internal Server Error"}


@pytest.fixture(autouse=True)
def in_a_hurry_to_look(monkeypatch: pytest.MonkeyPatch, in_a_hurry: None) -> None:
    monkeypatch.setattr("bot.handlers.sender.LOOK_SECONDS", 0.05)


@pytest_asyncio.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    async with AiohttpRequest() as request:
        yield bot_of(server.url, request)


def keep(
    store: Store, *texts: str, chat_id: int = CHAT, kind: str = SEND, first: int | None = None
) -> None:
    """Put replies in the outbox, with numbers of their own if asked to."""
    payload = {EDIT: {"message_id": 7}, ACKNOWLEDGE: {"callback_id": "9"}}.get(kind, {})
    with store._engine.begin() as connection:
        for rank, text in enumerate(texts):
            row = {"chat_id": chat_id, "kind": kind, "created_at": int(time.time()),
                   "payload": json.dumps({"html": text, "buttons": [], **payload})}  # fmt: skip
            number = {} if first is None else {"id": first + rank}
            connection.execute(insert(outbox).values(**row, **number))


def left(store: Store) -> list[str]:
    return [json.loads(row.payload)["html"] for row in store.unsent()]


def sent(server: Server, chat_id: int | None = None) -> list[str]:
    """Return the texts that were sent, in order."""
    bodies = [json.loads(seen.body) for seen in server.seen]
    return [body["text"] for body in bodies
            if "text" in body and chat_id in (None, body["chat_id"])]  # fmt: skip


def methods(server: Server) -> list[str]:
    return [seen.path.rpartition("/")[2] for seen in server.seen]


def new_sender(thread: StoreThread, bot: Bot, pace: Pace | None = None) -> Sender:
    return Sender(bot, thread, pace or Pace(0, 0), LIFETIME, Counts())


@asynccontextmanager
async def sending(sender: Sender) -> AsyncIterator[Sender]:
    task = asyncio.create_task(sender.run())
    try:
        yield sender
    finally:
        await stopped(task)


async def done(thread: StoreThread) -> None:
    """Wait until nothing is left to send."""

    async def is_empty() -> bool:
        return not await thread.run(thread.store.unsent_numbers)

    await eventually(is_empty)


async def test_a_chat_gets_its_replies_in_their_order_each_marked_before_the_next(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    texts = [f"réponse {rank}" for rank in range(5)]
    keep(store, *texts)
    seen: list[list[str]] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.append(await thread.run(left, store))
        return await fine(request)

    server.answer = look
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert sent(server) == texts
    assert seen == [texts[rank:] for rank in range(5)]


async def test_chats_are_served_at_the_same_time(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    for chat_id in range(1, 6):
        keep(store, "un", "deux", chat_id=chat_id)
    together = asyncio.Barrier(5)

    async def wait_for_the_others(request: web.Request) -> web.StreamResponse:
        async with asyncio.timeout(10):
            await together.wait()
        return await fine(request)

    server.answer = wait_for_the_others
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert server.most == 5


async def test_a_press_is_acknowledged_with_the_message_that_answers_it_and_before_any_other(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    keep(store, "", "", kind=ACKNOWLEDGE)
    keep(store, "un", "deux")
    keep(store, "", kind=ACKNOWLEDGE)
    together = asyncio.Barrier(3)

    async def wait_for_the_others(request: web.Request) -> web.StreamResponse:
        if len(server.seen) <= 3:
            async with asyncio.timeout(10):
                await together.wait()
        return await fine(request)

    server.answer = wait_for_the_others
    async with sending(new_sender(thread, bot)):
        await done(thread)
    called = methods(server)
    assert sorted(called[:3]) == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]
    assert called[3:] == ["sendMessage", "answerCallbackQuery"]
    assert sent(server) == ["un", "deux"]


async def test_who_blocked_the_bot_is_forgotten_at_once_and_nobody_else(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        is_gone = f'"chat_id": {CHAT}' in await request.text()
        return await (saying(403, BLOCKED) if is_gone else fine)(request)

    server.answer = answer
    for chat_id in (CHAT, OTHER):
        keep(store, "un", "deux", "trois", chat_id=chat_id)
        with store._engine.begin() as connection:
            state = {"chat_id": chat_id, "state": "{}", "expires_at": 1 << 40}
            connection.execute(insert(sessions).values(**state))
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert (sent(server, CHAT), sent(server, OTHER)) == (["un"], ["un", "deux", "trois"])
    assert store.depths()["sessions"] == 1


async def test_who_comes_back_after_blocking_the_bot_is_answered(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    server.answer = saying(403, BLOCKED)
    keep(store, "un", "deux")
    async with sending(new_sender(thread, bot)) as sender:
        await done(thread)
        server.answer = fine
        await thread.run(keep, store, "revenu")
        sender.call()
        await done(thread)
    assert sent(server) == ["un", "revenu"]


async def test_a_call_is_enough_to_send_at_once(
    thread: StoreThread, store: Store, bot: Bot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.sender.LOOK_SECONDS", 1000)
    async with sending(new_sender(thread, bot)) as sender:
        for rank in range(3):
            await thread.run(keep, store, str(rank))
            sender.call()
            await done(thread)
    assert sent(server) == ["0", "1", "2"]


async def test_a_reply_that_nobody_announced_is_found_all_the_same(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    async with sending(new_sender(thread, bot)):
        await asyncio.sleep(0.1)
        await thread.run(keep, store, "un")
        await done(thread)


async def test_a_row_that_appears_late_with_a_smaller_number_is_sent(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    """Two transactions of PostgreSQL may end in another order than they took their numbers."""
    keep(store, "cent", first=100)
    async with sending(new_sender(thread, bot)):
        await done(thread)
        await thread.run(lambda: keep(store, "cinquante", chat_id=OTHER, first=50))
        await done(thread)
    assert sent(server) == ["cent", "cinquante"]


async def test_only_so_many_rows_are_held_and_all_leave_in_the_end(
    thread: StoreThread, store: Store, bot: Bot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.sender.MOST_HELD", 10)
    monkeypatch.setattr("bot.handlers.sender.MOST_READ", 4)
    texts = [str(rank) for rank in range(50)]
    keep(store, *texts)
    sender, held = new_sender(thread, bot), []

    async def look(request: web.Request) -> web.StreamResponse:
        held.append(len(sender._held))
        return await fine(request)

    server.answer = look
    async with sending(sender):
        await done(thread)
    assert sent(server) == texts
    assert max(held) <= 10 + 4


# --- when the database is away --------------------------------------------------------------------


class Unwell(Store):
    """A store that refuses some calls, as often as it is told."""

    def refuse(self, *names: str, times: int) -> None:
        self.refusals = dict.fromkeys(names, times)

    def _refuse(self, name: str) -> None:
        if self.refusals.get(name, 0) > 0:
            self.refusals[name] -= 1
            raise OperationalError("…", {}, Exception("disk I/O error"))

    def sent(self, row_ids: Sequence[int]) -> None:
        self._refuse("sent")
        super().sent(row_ids)

    def unsent(self, after: int = 0, most: int = -1) -> list:  # type: ignore[type-arg]
        self._refuse("unsent")
        return super().unsent(after, most)

    def erase(self, chat_id: int) -> None:
        self._refuse("erase")
        super().erase(chat_id)


@pytest.fixture
def unwell(thread: StoreThread) -> Unwell:
    thread.store.__class__ = Unwell
    assert isinstance(thread.store, Unwell)
    return thread.store


async def test_a_mark_that_cannot_be_written_is_written_later_and_nothing_is_sent_twice(
    thread: StoreThread, unwell: Unwell, bot: Bot, server: Server
) -> None:
    unwell.refuse("sent", times=4)
    keep(unwell, "un", "deux")
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert sent(server) == ["un", "deux"]
    assert unwell.refusals == {"sent": 0}


async def test_an_outbox_that_cannot_be_read_is_read_later(
    thread: StoreThread, unwell: Unwell, bot: Bot, server: Server
) -> None:
    unwell.refuse("unsent", times=3)
    keep(unwell, "un")
    async with sending(new_sender(thread, bot)):
        await eventually(lambda: sent(server) == ["un"])


async def test_who_could_not_be_forgotten_is_forgotten_later(
    thread: StoreThread, unwell: Unwell, bot: Bot, server: Server
) -> None:
    unwell.refuse("erase", times=1)
    server.answer = saying(403, BLOCKED)
    keep(unwell, "un", "deux")
    async with sending(new_sender(thread, bot)):
        await eventually(lambda: unwell.refusals == {"erase": 0})
        await done(thread)
    assert "deux" not in sent(server)


# --- stopping -------------------------------------------------------------------------------------


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.sender.FINISH_SECONDS", 0.1)


@pytest.mark.usefixtures("soon")
async def test_stopped_while_telegram_is_silent_the_message_is_marked_and_the_next_kept(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    server.answer = hang
    keep(store, "un", "deux")
    async with sending(new_sender(thread, bot)):
        await eventually(lambda: server.seen)
    assert left(store) == ["deux"]


@pytest.mark.usefixtures("soon")
async def test_stopped_while_telegram_is_silent_an_edition_is_kept_to_be_repeated(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    server.answer = hang
    keep(store, "un", kind=EDIT)
    async with sending(new_sender(thread, bot)):
        await eventually(lambda: server.seen)
    assert left(store) == ["un"]
    server.answer = fine
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert methods(server) == ["editMessageText"] * 2


async def test_stopped_while_telegram_is_about_to_answer_it_waits_for_the_answer(
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    asked, go = asyncio.Event(), asyncio.Event()

    async def answer(request: web.Request) -> web.StreamResponse:
        asked.set()
        await go.wait()
        return await fine(request)

    server.answer = answer
    keep(store, "un", "deux")
    sender = new_sender(thread, bot)
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
    thread: StoreThread, store: Store, bot: Bot, server: Server
) -> None:
    keep(store, "un", "deux")
    async with sending(new_sender(thread, bot, Pace(0, 0.001))):
        await eventually(lambda: server.seen and left(store) == ["deux"])
    assert left(store) == ["deux"]
    assert sent(server) == ["un"]


async def test_stopped_between_two_attempts_the_message_is_kept_and_sent_at_the_next_start(
    thread: StoreThread, store: Store, bot: Bot, server: Server, in_no_hurry: None
) -> None:
    server.answer = saying(500, OUT_OF_ORDER)
    keep(store, "un", "deux")
    async with sending(new_sender(thread, bot)) as sender:
        await eventually(lambda: server.seen and not sender._delivery.is_calling(CHAT))
    assert left(store) == ["un", "deux"]
    server.answer = fine
    async with sending(new_sender(thread, bot)):
        await done(thread)
    assert sent(server) == ["un", "un", "deux"]


async def test_the_same_sender_begins_again_where_it_stopped(
    thread: StoreThread, store: Store, bot: Bot, server: Server, in_no_hurry: None
) -> None:
    """The database went away, or another program had its turn."""
    sender = new_sender(thread, bot)
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
    thread: StoreThread, store: Store, bot: Bot, server: Server,
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
    sender = new_sender(thread, bot)
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
