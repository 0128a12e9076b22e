"""One program at a time, whatever the number of machines: who holds a lock of the database works.

The connection that holds the lock also hears what the database announces. When it breaks, the
lock is lost: the work stops, and the turn is asked for again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import psycopg
from psycopg import AsyncConnection, sql

LOG = logging.getLogger(__name__)
SENDING, POLLING = 0x6B690001, 0x6B690002  # the locks
RETRY_SECONDS = 0.2
ASK_SECONDS = 1.0
CHECK_SECONDS = 5.0
STAND_BY_SECONDS = 3.0  # left to the one that had the turn, to take it again or to end its work
CONNECT_SECONDS = 5


class Turn:
    """Runs a piece of work in one program at a time.

    Args:
        url: the address of the database.
        lock: which work.
        channel: what to listen to while it runs.
        on_call: called at each announcement, and when the turn is taken.
    """

    def __init__(
        self, url: str, lock: int, channel: str = "", on_call: Callable[[], None] = lambda: None
    ) -> None:
        self._url = url
        self._lock = lock
        self._channel = channel
        self._on_call = on_call
        self.is_held = False

    async def run(self, work: Callable[[], Awaitable[None]]) -> None:
        """Run the work whenever it is this program's turn; return when the work returns."""
        while True:
            had_it = False
            try:
                async with await self._connect() as connection:
                    await self._take(connection)
                    had_it = True
                    if await self._hold(connection, work):
                        return
            except psycopg.Error as error:
                LOG.warning("la base ne répond pas : %s", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS if had_it else STAND_BY_SECONDS)

    async def _connect(self) -> AsyncConnection:
        return await AsyncConnection.connect(
            self._url, autocommit=True, connect_timeout=CONNECT_SECONDS,
            keepalives_idle=5, keepalives_interval=2, keepalives_count=3,
        )  # fmt: skip

    async def _take(self, connection: AsyncConnection) -> None:
        query, was_taken = "SELECT pg_try_advisory_lock(%s)", False
        while True:
            row = await (await connection.execute(query, [self._lock])).fetchone()
            if row is not None and row[0]:
                break
            was_taken = True
            await asyncio.sleep(ASK_SECONDS)
        if was_taken:
            await asyncio.sleep(STAND_BY_SECONDS)
        if self._channel:
            await connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(self._channel)))

    async def _hold(self, connection: AsyncConnection, work: Callable[[], Awaitable[None]]) -> bool:
        """Work until the work returns, which is told, or until the connection breaks."""
        self.is_held = True
        self._on_call()
        working = asyncio.ensure_future(work())
        hearing = asyncio.create_task(self._hear(connection))
        try:
            await asyncio.wait({working, hearing}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                working.result()
            return working.done()
        finally:
            self.is_held = False
            for task in (hearing, working):
                task.cancel()
            await asyncio.gather(hearing, working, return_exceptions=True)

    async def _hear(self, connection: AsyncConnection) -> None:
        """Listen until the connection breaks; look at it now and then when nothing is said."""
        while True:
            async for _ in connection.notifies(timeout=CHECK_SECONDS):
                self._on_call()
            await connection.execute("SELECT 1")
