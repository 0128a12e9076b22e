"""The life of a message: kept, answered by the engine, kept again, sent.

One task per chat that has something waiting: strict order in a chat, concurrency across chats.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Callable, Sequence

from telegram import Bot
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Reply
from bot.dialogue.session import Session
from bot.handlers import sending
from bot.handlers.pace import Pace
from bot.handlers.reading import Envelope, open_envelope
from bot.settings import PARIS
from bot.storage.store import Kept, Received, Store, ToSend

LOG = logging.getLogger(__name__)
MOST_AT_ONCE = 64
RETRY_SECONDS = (1, 2, 4, 8, 16, 30)


class Service:
    """Answers updates with one engine per day and one store."""

    def __init__(
        self, store: Store, engine_of: Callable[[dt.date], Engine], today: Callable[[], dt.date],
        pace: Pace,
    ) -> None:  # fmt: skip
        self._store = store
        self._engine_of = engine_of
        self._today = today
        self._pace = pace
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._queues: dict[int, list[Received]] = {}
        self._places = asyncio.Semaphore(MOST_AT_ONCE)

    async def receive(self, updates: Sequence[Received], bot: Bot) -> None:
        """Keep updates, then answer them in the background."""
        await self._store.receive(updates, _now())
        for update in updates:
            self._enqueue(update, bot)

    async def resume(self, bot: Bot) -> None:
        """Answer what was kept and send what was written before the last stop."""
        for chat_id in {kept.chat_id for kept in await self._store.unsent()}:
            self._queues.setdefault(chat_id, [])
            self._start(chat_id, bot)
        for update in await self._store.waiting():
            self._enqueue(update, bot)

    async def drain(self, seconds: float) -> None:
        """Finish what is open, at most that many seconds; the rest stays kept."""
        tasks = list(self._tasks.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=seconds)
            for task in late:
                task.cancel()

    async def purge(self) -> None:
        """Erase what has expired."""
        await self._store.purge(_now())

    def _enqueue(self, update: Received, bot: Bot) -> None:
        self._queues.setdefault(update.chat_id, []).append(update)
        self._start(update.chat_id, bot)

    def _start(self, chat_id: int, bot: Bot) -> None:
        if chat_id not in self._tasks:
            task = asyncio.create_task(self._serve(chat_id, bot))
            self._tasks[chat_id] = task

    async def _serve(self, chat_id: int, bot: Bot) -> None:
        try:
            async with self._places:
                await self._deliver(chat_id, bot)
                while queue := self._queues.get(chat_id):
                    await self._answer(queue[0])
                    queue.pop(0)
                    await self._deliver(chat_id, bot)
        except Exception:
            LOG.exception("une conversation est interrompue ; elle reprendra au prochain message")
        finally:
            self._tasks.pop(chat_id, None)
            if not self._queues.get(chat_id):
                self._queues.pop(chat_id, None)

    async def _answer(self, update: Received) -> None:
        envelope = open_envelope(update)
        if envelope.incoming is None:
            await self._store.erase(update.chat_id)
            return
        try:
            await self._store.handle(update, lambda s: self._decide(s, envelope), _now())
        except Exception:
            LOG.exception("une réponse n’a pas pu être préparée")
            await self._store.handle(update, self._apologise, _now())

    def _decide(self, session: Session, envelope: Envelope) -> tuple[Session, list[ToSend]]:
        assert envelope.incoming is not None  # noqa: S101 — checked by the caller
        step = self._engine_of(self._today()).step(session, envelope.incoming, _now())
        replies = [sending.to_send(reply, envelope.message_id) for reply in step.replies]
        if envelope.callback_id:
            replies.insert(0, sending.acknowledgement(envelope.callback_id))
        return step.session, replies

    def _apologise(self, session: Session) -> tuple[Session, list[ToSend]]:
        text = self._engine_of(self._today()).renderer.text("panne.message")
        return session, [sending.to_send(Reply(text), None)]

    async def _deliver(self, chat_id: int, bot: Bot) -> None:
        for row in await self._store.unsent(chat_id):
            if row.kind in sending.MESSAGES:
                await self._pace.wait(chat_id)
            if not await self._send(row, bot):
                return
            await self._store.sent(row.id)

    async def _send(self, row: Kept, bot: Bot) -> bool:
        """Send one row; True when it is done with, False when the chat is gone."""
        failures = 0
        while True:
            try:
                await sending.send(bot, row.chat_id, row.kind, row.payload)
            except RetryAfter as error:
                await asyncio.sleep(seconds_of(error.retry_after))
            except Forbidden:
                await self._store.erase(row.chat_id)
                return False
            except (BadRequest, TimedOut) as error:
                # refused for ever, or perhaps delivered already: never sent blindly again
                if row.kind != sending.ACKNOWLEDGE:
                    LOG.warning("message abandonné : %s", type(error).__name__)
                return True
            except NetworkError:
                if failures == len(RETRY_SECONDS):
                    raise
                await asyncio.sleep(RETRY_SECONDS[failures])
                failures += 1
            except TelegramError as error:
                LOG.warning("message abandonné : %s", type(error).__name__)
                return True
            else:
                return True


def seconds_of(delay: float | dt.timedelta) -> float:
    """Return a delay in seconds; PTB gives either form."""
    return delay.total_seconds() if isinstance(delay, dt.timedelta) else float(delay)


def _now() -> dt.datetime:
    return dt.datetime.now(PARIS)
