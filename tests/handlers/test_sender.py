"""The outbox leaves in order, and each reply is marked at once."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web
from sqlalchemy import insert
from telegram import Bot

from bot.handlers.sending import ACKNOWLEDGE
from bot.storage.schema import sessions
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.outbox import (
    BLOCKED,
    CHAT,
    OTHER,
    done,
    keep,
    left,
    methods,
    new_sender,
    sending,
    sent,
)
from tests.handlers.wire import Server, fine, saying

pytestmark = pytest.mark.usefixtures("looking_often")


async def test_a_chat_gets_its_replies_in_their_order_each_marked_before_the_next(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    texts = [f"réponse {rank}" for rank in range(5)]
    keep(store, *texts)
    seen: list[list[str]] = []

    async def look(request: web.Request) -> web.StreamResponse:
        seen.append(await thread.run(left, store))
        return await fine(request)

    server.answer = look
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert sent(server) == texts
    assert seen == [texts[rank:] for rank in range(5)]


async def test_chats_are_served_at_the_same_time(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    for chat_id in range(1, 6):
        keep(store, "un", "deux", chat_id=chat_id)
    together = asyncio.Barrier(5)

    async def wait_for_the_others(request: web.Request) -> web.StreamResponse:
        async with asyncio.timeout(10):
            await together.wait()
        return await fine(request)

    server.answer = wait_for_the_others
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert server.most == 5


async def test_a_press_is_acknowledged_with_the_message_that_answers_it_and_before_any_other(
    thread: StoreThread, store: Store, direct: Bot, server: Server
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
    async with sending(new_sender(thread, direct)):
        await done(thread)
    called = methods(server)
    assert sorted(called[:3]) == ["answerCallbackQuery", "answerCallbackQuery", "sendMessage"]
    assert called[3:] == ["sendMessage", "answerCallbackQuery"]
    assert sent(server) == ["un", "deux"]


async def test_who_blocked_the_bot_is_forgotten_at_once_and_nobody_else(
    thread: StoreThread, store: Store, direct: Bot, server: Server
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
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert (sent(server, CHAT), sent(server, OTHER)) == (["un"], ["un", "deux", "trois"])
    assert store.depths()["sessions"] == 1


async def test_who_comes_back_after_blocking_the_bot_is_answered(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    server.answer = saying(403, BLOCKED)
    keep(store, "un", "deux")
    async with sending(new_sender(thread, direct)) as sender:
        await done(thread)
        server.answer = fine
        await thread.run(keep, store, "revenu")
        sender.call()
        await done(thread)
    assert sent(server) == ["un", "revenu"]


async def test_a_call_is_enough_to_send_at_once(
    thread: StoreThread, store: Store, direct: Bot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.sender.LOOK_SECONDS", 1000)
    async with sending(new_sender(thread, direct)) as sender:
        for rank in range(3):
            await thread.run(keep, store, str(rank))
            sender.call()
            await done(thread)
    assert sent(server) == ["0", "1", "2"]


async def test_a_reply_that_nobody_announced_is_found_all_the_same(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    async with sending(new_sender(thread, direct)):
        await asyncio.sleep(0.1)
        await thread.run(keep, store, "un")
        await done(thread)


async def test_a_row_that_appears_late_with_a_smaller_number_is_sent(
    thread: StoreThread, store: Store, direct: Bot, server: Server
) -> None:
    """Two transactions of PostgreSQL may end in another order than they took their numbers."""
    keep(store, "cent", first=100)
    async with sending(new_sender(thread, direct)):
        await done(thread)
        await thread.run(lambda: keep(store, "cinquante", chat_id=OTHER, first=50))
        await done(thread)
    assert sent(server) == ["cent", "cinquante"]


async def test_only_so_many_rows_are_held_and_all_leave_in_the_end(
    thread: StoreThread, store: Store, direct: Bot, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.sender.MOST_HELD", 10)
    monkeypatch.setattr("bot.handlers.sender.MOST_READ", 4)
    texts = [str(rank) for rank in range(50)]
    keep(store, *texts)
    sender, held = new_sender(thread, direct), []

    async def look(request: web.Request) -> web.StreamResponse:
        held.append(len(sender._held))
        return await fine(request)

    server.answer = look
    async with sending(sender):
        await done(thread)
    assert sent(server) == texts
    assert max(held) <= 10 + 4
