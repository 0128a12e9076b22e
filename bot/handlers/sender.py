"""Sending what the outbox holds: in order per chat, within Telegram's limits, marked at once."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import time
from collections import deque
from collections.abc import Sequence
from itertools import takewhile

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot

from bot.handlers import sending
from bot.handlers.counts import Counts
from bot.handlers.delivery import Delivery, Fate
from bot.handlers.pace import Pace
from bot.handlers.patience import Patience
from bot.storage.store import Kept
from bot.storage.thread import Lots, StoreThread

LOG = logging.getLogger(__name__)
MOST_READ = 1_000
MOST_HELD = 20_000  # rows in memory; the rest waits in the database
FINISH_SECONDS = 3.0  # for Telegram to answer what was being sent
LOOK_SECONDS = 5.0  # the whole outbox is looked at that often, whether or not somebody called


class Sender:
    """Sends the rows of the outbox; one task per chat that has some.

    Args:
        bot: what speaks to Telegram.
        thread: where the state is kept.
        pace: Telegram's limits.
        lifetime: how long a reply is worth sending.
        counts: what is measured.
    """

    def __init__(
        self, bot: Bot, thread: StoreThread, pace: Pace,
        lifetime: dt.timedelta, counts: Counts,
    ) -> None:  # fmt: skip
        self._thread = thread
        self._counts = counts
        self._delivery = Delivery(bot, pace, lifetime, counts)
        self._marks: Lots[tuple[int, float]] = Lots(self._mark)
        self._queues: dict[int, deque[Kept]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._held: set[int] = set()
        self._highest = 0
        self._called = asyncio.Event()
        self._is_stopping = False

    def call(self) -> None:
        """Say that there is something to send."""
        self._called.set()

    async def run(self) -> None:
        """Send until cancelled; the calls that have begun are then ended and marked."""
        self._is_stopping = False
        try:
            await self._watch()
        finally:
            self._is_stopping = True
            await self._finish()

    async def _watch(self) -> None:
        """Look at the outbox each time somebody calls, and at the whole of it now and then."""
        patience, looked_at = Patience(first=0.2), 0.0
        while True:
            self._called.clear()
            try:
                if time.monotonic() - looked_at >= LOOK_SECONDS:
                    await self._look_behind()
                    looked_at = time.monotonic()
                await self._look()
                patience.reset()
            except SQLAlchemyError as error:
                LOG.error("la base ne se lit pas : %s", type(error).__name__)
                await asyncio.sleep(patience.delay())
                continue
            await self._wait()

    async def _wait(self) -> None:
        if self._called.is_set():
            return
        timer = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._called.set)
        try:
            await self._called.wait()
        finally:
            timer.cancel()

    async def _finish(self) -> None:
        """Let the calls that have begun end; what did not leave stays kept."""
        for chat_id, task in self._tasks.items():
            if not self._delivery.is_calling(chat_id):
                task.cancel()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=FINISH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        await self._marks.finish()  # what was sent and is not marked would be sent again

    async def _look(self) -> None:
        """Take the new rows; when too many are held, the rest waits in the database."""
        while len(self._held) < MOST_HELD:
            rows = await self._thread.run(self._thread.store.unsent, self._highest, MOST_READ)
            self._add(rows)
            if len(rows) < MOST_READ:
                return

    async def _look_behind(self) -> None:
        """Take the rows that appeared late: numbers are given before transactions end."""
        numbers = await self._thread.run(self._thread.store.unsent_numbers)
        late = [n for n in numbers if n <= self._highest and n not in self._held]
        if late:
            self._add(await self._thread.run(self._thread.store.rows, late[:MOST_READ]))

    def _add(self, rows: Sequence[Kept]) -> None:
        for row in rows:
            self._highest = max(self._highest, row.id)
            if row.id in self._held or self._is_stopping:
                continue
            self._held.add(row.id)
            self._queues.setdefault(row.chat_id, deque()).append(row)
            if row.chat_id not in self._tasks:
                self._tasks[row.chat_id] = asyncio.create_task(self._serve(row.chat_id))

    async def _serve(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue and not self._is_stopping:
                await self._send(chat_id, queue)
        except Exception:
            LOG.exception("les envois d’une conversation sont interrompus ; ils reprendront")
        finally:
            self._held.difference_update(row.id for row in queue)
            del self._queues[chat_id], self._tasks[chat_id]

    async def _send(self, chat_id: int, queue: deque[Kept]) -> None:
        """Send what goes together, and mark it before anything else goes to that chat."""
        rows = first_of(queue)
        if len(rows) == 1:
            fates = [await self._send_one(rows[0])]
        else:
            fates = await asyncio.gather(*map(self._send_one, rows))
        if Fate.BLOCKED in fates:
            rows = list(queue)
            await self._erase(chat_id)
        for row in rows:
            queue.popleft()
            self._held.discard(row.id)

    async def _send_one(self, row: Kept) -> Fate:
        fate = await self._delivery.deliver(row)
        if fate is Fate.DONE:
            await self._marks.add((row.id, time.monotonic()))
        return fate

    async def _mark(self, lot: list[tuple[int, float]]) -> None:
        patience = Patience(first=0.1)
        while True:
            try:
                await self._thread.run(self._thread.store.sent, [row_id for row_id, _ in lot])
            except SQLAlchemyError as error:
                LOG.error("la base refuse d’écrire : %s", type(error).__name__)
                await asyncio.sleep(patience.delay())
            else:
                break
        now = time.monotonic()
        for _, sent_at in lot:
            self._counts.mark.observe(now - sent_at)

    async def _erase(self, chat_id: int) -> None:
        try:
            await self._thread.run(self._thread.store.erase, chat_id)
        except SQLAlchemyError as error:
            LOG.error("la base refuse d’effacer : %s", type(error).__name__)  # seen again later


def first_of(queue: Sequence[Kept]) -> list[Kept]:
    """Return what goes together: the first message, and the presses to acknowledge before it."""
    first = list(takewhile(lambda row: row.kind == sending.ACKNOWLEDGE, queue))
    if len(first) < len(queue):
        first.append(queue[len(first)])
    return first
