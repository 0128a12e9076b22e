"""One row of the outbox sent, whatever Telegram answers."""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import logging
import time

from telegram import Bot
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.handlers import sending
from bot.handlers.counts import Counts
from bot.handlers.pace import Pace
from bot.handlers.patience import Patience
from bot.handlers.request import Unanswered
from bot.storage.store import Kept

LOG = logging.getLogger(__name__)
ACKNOWLEDGE_TRIES = 2
IDEMPOTENT = frozenset({sending.EDIT, sending.ACKNOWLEDGE})


class Fate(enum.Enum):
    """What became of a row."""

    DONE = enum.auto()
    BLOCKED = enum.auto()


class Delivery:
    """Sends one row until it is done with.

    Args:
        bot: what speaks to Telegram.
        pace: Telegram's limits.
        lifetime: how long a reply is worth sending.
        counts: what is measured.
    """

    def __init__(self, bot: Bot, pace: Pace, lifetime: dt.timedelta, counts: Counts) -> None:
        self._bot = bot
        self._pace = pace
        self._lifetime = lifetime.total_seconds()
        self._counts = counts
        self._sent = {kind: counts.sent.labels(kind) for kind in sending.KINDS}
        self._calling: dict[int, int] = {}

    def is_calling(self, chat_id: int) -> bool:
        """Tell whether a call for this chat is under way."""
        return chat_id in self._calling.values()

    async def deliver(self, row: Kept) -> Fate:
        """Send a row until Telegram has it, may have it, or refuses it for ever."""
        patience = Patience()
        while time.time() - row.created_at < self._lifetime:
            if row.kind in sending.MESSAGES:
                await self._pace.wait(row.chat_id)
            try:
                await self._call(row)
            except RetryAfter as error:
                await self._hold(row, seconds_of(error.retry_after))
            except Forbidden:
                self._counts.dropped.labels("blocked").inc()
                return Fate.BLOCKED
            except (BadRequest, NetworkError, InvalidToken) as error:
                if reason := self._why_give_up(row, error, patience.failures):
                    return self._give_up(row, reason, error)
                self._counts.retried.inc()
                await asyncio.sleep(patience.delay())
            except TelegramError as error:
                return self._give_up(row, "refused", error)
            else:
                self._sent[row.kind].inc()
                return Fate.DONE
        return self._give_up(row, "expired", None)

    async def _call(self, row: Kept) -> None:
        """Make one call; one that the stop of the program cuts short may have been received."""
        self._calling[row.id] = row.chat_id
        try:
            await sending.send(self._bot, row.chat_id, row.kind, row.payload)
        except asyncio.CancelledError:
            if row.kind in IDEMPOTENT:
                raise
            raise _CutShortError from None
        finally:
            del self._calling[row.id]

    async def _hold(self, row: Kept, seconds: float) -> None:
        self._counts.limited.inc()
        self._pace.hold(row.chat_id, seconds)
        await asyncio.sleep(seconds)

    @staticmethod
    def _why_give_up(row: Kept, error: TelegramError, failures: int) -> str | None:
        """Tell why a row is not sent again, None when it must be."""
        if isinstance(error, InvalidToken):  # the message is right: the operator has to act
            return None
        if isinstance(error, BadRequest):
            return "refused"
        if row.kind == sending.ACKNOWLEDGE and failures >= ACKNOWLEDGE_TRIES:
            return "late"  # the button has stopped spinning by itself
        if isinstance(error, Unanswered) and row.kind not in IDEMPOTENT:
            return "unanswered"  # perhaps received: never sent blindly again
        return None

    def _give_up(self, row: Kept, reason: str, error: TelegramError | None) -> Fate:
        self._counts.dropped.labels(reason).inc()
        if row.kind != sending.ACKNOWLEDGE:
            name = type(error).__name__ if error else "-"
            LOG.warning("message abandonné (%s) : %s", reason, name)
        return Fate.DONE


class _CutShortError(Unanswered, NetworkError):
    """The program stops while Telegram has not answered."""

    def __init__(self) -> None:
        super().__init__("cut short")


def seconds_of(delay: float | dt.timedelta) -> float:
    """Return a delay in seconds; PTB gives either form."""
    return delay.total_seconds() if isinstance(delay, dt.timedelta) else float(delay)
