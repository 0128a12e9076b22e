"""The outbox: what is put there, what leaves, and who sends it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import insert
from telegram import Bot

from bot.handlers.counts import Counts
from bot.handlers.pace import Pace
from bot.handlers.sender import Sender
from bot.handlers.sending import ACKNOWLEDGE, EDIT, SEND
from bot.storage.schema import outbox
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.conftest import LIFETIME
from tests.handlers.machine import eventually, stopped
from tests.handlers.wire import Server

CHAT, OTHER = 1001, 2002
BLOCKED = {"ok": False, "error_code": 403, "description": "Forbidden: bot was blocked by the user"}
OUT_OF_ORDER = {"ok": False, "error_code": 500, "description": "Internal Server Error"}


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
