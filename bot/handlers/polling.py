"""Asking Telegram for updates; each request acknowledges those of the one before."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from telegram import Bot
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.request import BaseRequest

from bot.handlers.body import Ready
from bot.handlers.counts import Counts
from bot.handlers.delivery import seconds_of
from bot.handlers.patience import Patience
from bot.handlers.reading import ALLOWED_UPDATES, number_of

LOG = logging.getLogger(__name__)
POLL_SECONDS = 25  # that Telegram may take to answer when there is nothing
READ_SECONDS = POLL_SECONDS + 10
MOST = 100  # updates in one answer
SILENT_SECONDS = 60  # without a sign of life, a poller is taken for dead


class AnotherPoller(Exception):  # noqa: N818 — a fact about the world, not a mistake of ours
    """Another program reads the updates of this bot."""


class Poller:
    """Fetches updates, and gives the next request only once they are kept.

    Args:
        bot: whose updates.
        request: what carries the requests; its own, since each takes half a minute.
        take: keeps updates; they are not acknowledged when it raises.
        counts: what is measured.
    """

    def __init__(
        self, bot: Bot, request: BaseRequest, take: Callable[[Sequence[object]], Awaitable[None]],
        counts: Counts,
    ) -> None:  # fmt: skip
        self._url = f"{bot.base_url}/getUpdates"
        self._request = request
        self._take = take
        self._counts = counts
        self._offset: int | None = None
        self._alive_at = self._heard_at = time.monotonic()

    @property
    def is_hearing(self) -> bool:
        """Tell whether Telegram answered within the last minute."""
        return time.monotonic() - self._heard_at < SILENT_SECONDS

    async def run(self) -> None:
        """Poll for ever; a poller that gives no sign of life is replaced.

        Raises:
            AnotherPoller: another program reads the updates of this bot.
            InvalidToken: Telegram does not know the token any more.
        """
        while True:
            self._alive_at = time.monotonic()
            polling = asyncio.create_task(self._poll())
            try:
                while not polling.done() and time.monotonic() - self._alive_at < SILENT_SECONDS:
                    await asyncio.wait({polling}, timeout=SILENT_SECONDS / 12)
            finally:
                polling.cancel()
            if polling.done():
                polling.result()
            LOG.error("la réception ne donne plus signe de vie : elle est relancée")
            self._counts.poll_errors.inc()
            await asyncio.wait({polling}, timeout=1)

    async def _poll(self) -> None:
        patience = Patience()
        while True:
            try:
                updates = await self._fetch()
                await self._keep(updates)
            except Conflict as error:
                raise AnotherPoller from error
            except InvalidToken:
                raise
            except RetryAfter as error:
                await self._sleep(seconds_of(error.retry_after))
            except TelegramError as error:
                await self._fail("Telegram ne répond pas", error, patience)
            except Exception as error:  # whatever the database raises
                await self._fail("la base refuse d’écrire", error, patience)
            else:
                patience.reset()
            self._alive_at = time.monotonic()

    async def _fetch(self) -> list[Any]:
        asked = {"timeout": POLL_SECONDS, "limit": MOST, "allowed_updates": ALLOWED_UPDATES}
        if self._offset is not None:
            asked["offset"] = self._offset
        ready: Any = Ready(json.dumps(asked).encode())
        updates = await self._request.post(self._url, ready, read_timeout=READ_SECONDS)
        if not isinstance(updates, list):
            raise NetworkError("not a list of updates")
        self._heard_at = time.monotonic()
        return updates

    async def _keep(self, updates: list[Any]) -> None:
        await self._take(updates)
        numbers = [number for update in updates if (number := number_of(update)) is not None]
        if numbers:
            self._offset = max(numbers) + 1

    async def _fail(self, what: str, error: Exception, patience: Patience) -> None:
        self._counts.poll_errors.inc()
        LOG.warning("%s : %s", what, type(error).__name__)
        await self._sleep(patience.delay())

    async def _sleep(self, seconds: float) -> None:
        self._alive_at = time.monotonic() + seconds
        await asyncio.sleep(seconds)
