"""The queue, what is put in it, and workers that empty it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import psycopg

from bot.storage.job_queue import JobQueue
from bot.storage.store import Received, Store
from tests.storage.conftest import NOW

CHAT, OTHER = 700_100_200_300, 700_100_200_301
SECONDS = 30
Answer = Callable[[int], Awaitable[None]]


def receive(store: Store, *updates: tuple[int, int], text: str = "{}") -> None:
    """Receive updates, each a number and a chat."""
    store.receive([Received(number, chat_id, text) for number, chat_id in updates], NOW)


class Answers:
    """Keeps what was answered, and what was being answered at the same time."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.done: list[int] = []
        self.now: set[int] = set()
        self.together: set[frozenset[int]] = set()
        self._seconds = seconds

    async def __call__(self, number: int) -> None:
        self.now.add(number)
        self.together.add(frozenset(self.now))
        try:
            await asyncio.sleep(self._seconds)
            self.done.append(number)
        finally:
            self.now.discard(number)


@asynccontextmanager
async def serving(url: str, answer: Answer) -> AsyncIterator[asyncio.Task[None]]:
    """Have a worker of its own answer until the end of the block."""
    task = asyncio.create_task(JobQueue(url).serve(answer))
    try:
        yield task
    finally:
        await stopped(task)


async def stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():  # noqa: ASYNC110 — nothing rings there
            await asyncio.sleep(0.01)


def written(url: str) -> str:
    """Return all that the queue has written, in one text."""
    tables = "SELECT tablename FROM pg_tables WHERE tablename LIKE 'procrastinate%'"
    with psycopg.connect(url, autocommit=True) as connection:
        names = [name for (name,) in connection.execute(tables)]
        assert "procrastinate_jobs" in names
        return "\n".join(
            str(row) for name in names for row in connection.execute(f"TABLE {name}".encode())
        )


def jobs(url: str) -> int:
    with psycopg.connect(url, autocommit=True) as connection:
        (count,) = connection.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() or (0,)
        return int(count)
