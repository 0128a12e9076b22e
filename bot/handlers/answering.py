"""Answering updates: decided, and kept in one transaction with what they change."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence

from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from bot.handlers.counts import Counts
from bot.handlers.patience import Patience
from bot.settings import PARIS
from bot.storage.store import DecideAll
from bot.storage.thread import Lots, StoreThread

LOG = logging.getLogger(__name__)


class Answering:
    """Answers kept updates, by lots.

    Args:
        thread: where the state is kept; deciding is done there too, off the event loop.
        decide: decides on updates of as many chats.
        apologise: decides when nothing else can.
        counts: what is measured.
        on_replies: called once there is something to send.
    """

    def __init__(
        self, thread: StoreThread, decide: DecideAll, apologise: DecideAll, counts: Counts,
        on_replies: Callable[[], None],
    ) -> None:  # fmt: skip
        self._thread = thread
        self._decide = decide
        self._apologise = apologise
        self._counts = counts
        self._on_replies = on_replies
        self._lots: Lots[int] = Lots(self._answer)

    async def answer(self, update_id: int) -> None:
        """Answer one update; return when it is done, whatever the database does meanwhile."""
        await self._lots.add(update_id)

    async def _answer(self, update_ids: Sequence[int]) -> None:
        patience = Patience(first=0.2)
        while True:
            try:
                await self._handle(update_ids, self._decide)
            except (DataError, IntegrityError):
                await self._answer_alone(update_ids)
            except SQLAlchemyError as error:
                LOG.error("la base refuse d’écrire : %s", type(error).__name__)
                await asyncio.sleep(patience.delay())
                continue
            except Exception:
                await self._answer_alone(update_ids)
            return

    async def _answer_alone(self, update_ids: Sequence[int]) -> None:
        """Answer one by one what could not be kept together, so that one does not hold others."""
        if len(update_ids) > 1:
            for update_id in update_ids:
                await self._answer([update_id])
            return
        LOG.exception("une réponse n’a pas pu être gardée")
        await self._handle(update_ids, self._apologise)

    async def _handle(self, update_ids: Sequence[int], decide: DecideAll) -> None:
        now = dt.datetime.now(PARIS)
        with self._counts.step.time():
            handled = await self._thread.run(self._thread.store.handle_lot, update_ids, decide, now)
        self._counts.handled.inc(handled.count)
        self._counts.failed.inc(handled.failures)
        self._on_replies()
