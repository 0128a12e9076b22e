"""Taking updates in: kept before they are acknowledged, then handed to the queue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from bot.handlers.counts import Counts
from bot.handlers.reading import read_update
from bot.settings import PARIS
from bot.storage.store import Received, Waiting
from bot.storage.thread import Lots, StoreThread


class Intake:
    """Keeps updates, by lots: many webhooks share a commit.

    Args:
        thread: where the state is kept; with PostgreSQL, its store fills the queue too.
        counts: what is measured.
        on_kept: takes what is to be answered, when the queue is in this process.
    """

    def __init__(
        self, thread: StoreThread, counts: Counts,
        on_kept: Callable[[Sequence[Waiting]], None] = lambda _: None,
    ) -> None:  # fmt: skip
        self._thread = thread
        self._counts = counts
        self._on_kept = on_kept
        self._lots: Lots[Sequence[Received]] = Lots(self._keep)

    async def take(self, updates: Sequence[object]) -> None:
        """Keep updates as Telegram writes them; they may be acknowledged once this returns.

        Raises:
            SQLAlchemyError, ProcrastinateException: nothing is kept; Telegram gives them again.
        """
        received = [kept for update in updates if (kept := read_update(update))]
        self._counts.ignored.inc(len(updates) - len(received))
        if received:
            await self._lots.add(received)

    async def _keep(self, lot: list[Sequence[Received]]) -> None:
        updates = [update for part in lot for update in part]
        now = dt.datetime.now(PARIS)
        waiting = await self._thread.run(self._thread.store.receive, updates, now)
        self._counts.received.inc(len(waiting))
        self._counts.known.inc(len(updates) - len(waiting))
        self._on_kept(waiting)
