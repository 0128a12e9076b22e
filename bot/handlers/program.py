"""The roles of a program: receiving, answering, sending, on one machine or on many."""

from __future__ import annotations

import asyncio
import datetime as dt
import enum
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot

from bot.dialogue.engine import Engine
from bot.handlers.answering import Answering
from bot.handlers.counts import Counts
from bot.handlers.deciding import Deciding
from bot.handlers.intake import Intake
from bot.handlers.introduction import ask_not_to_be_called, ask_to_be_called, introduce
from bot.handlers.local_queue import LocalQueue
from bot.handlers.pace import Pace
from bot.handlers.polling import READ_SECONDS, Poller
from bot.handlers.probes import probes
from bot.handlers.request import AiohttpRequest
from bot.handlers.sender import Sender
from bot.handlers.stages import Stage, Work
from bot.handlers.webhook import Webhook
from bot.listening import listening
from bot.settings import PARIS, Settings
from bot.storage.database import is_embedded, open_database
from bot.storage.job_queue import JobQueue
from bot.storage.store import REPLIES, DecideAll, Store
from bot.storage.thread import StoreThread
from bot.storage.turn import POLLING, SENDING, Turn

LOG = logging.getLogger(__name__)
CLEAN_SECONDS = 5
PURGE_EVERY = 12  # times: a minute
PROBE_SECONDS = 2
# together, less than the ten seconds that a stop may take
RECEIVING_STOP, ANSWERING_STOP, SENDING_STOP = 2.5, 2.5, 4


class Role(enum.StrEnum):
    """What a program does."""

    RECEIVER = "receiver"
    WORKER = "worker"
    SENDER = "sender"
    ALL = "all"


class Program:
    """One program of the bot.

    Args:
        settings: what the operator chose.
        url: the address of the database.
        bot: what speaks to Telegram, already introduced to it.
        engine_of: gives the engine of a day.
        role: what it does; with an embedded database, everything.
        decide: what decides; by default, the engine, in this process.

    Raises:
        StorageError: the database cannot be used.
    """

    def __init__(
        self, settings: Settings, url: str, bot: Bot,
        engine_of: Callable[[dt.date], Engine], *, role: Role = Role.ALL,
        decide: DecideAll | None = None,
    ) -> None:  # fmt: skip
        self._settings = settings
        self._bot = bot
        self._role = role
        self._counts = Counts()
        engine = engine_of(settings.today())
        self._welcome = engine.welcome
        self._jobs = None if is_embedded(url) else JobQueue(url)
        database = open_database(url, settings.sqlite_synchronous)
        hand_over = self._jobs.defer if self._jobs else None
        store = Store(database, engine.lifetime, hand_over)
        # an answer takes time: neither what comes in nor what was sent waits for it
        self._thread, incoming, outgoing = self._threads = [StoreThread(store) for _ in range(3)]
        pace = Pace(settings.send_per_second, settings.send_per_chat)
        self._sender = Sender(bot, outgoing, pace, engine.lifetime, self._counts)
        here = Deciding(engine_of, settings.today)
        self._answering = Answering(
            self._thread, decide or here, here.apologise, self._counts, self._sender.call
        )
        self._local = None if self._jobs else LocalQueue(self._answering.answer)
        self._intake = Intake(
            incoming, self._counts,
            self._local.put if self._local else lambda _: None,
        )  # fmt: skip
        self._request = AiohttpRequest(connection_pool_size=1, read_timeout=READ_SECONDS)
        self._poller = Poller(bot, self._request, self._intake.take, self._counts)
        self._turns = {
            POLLING: Turn(url, POLLING),
            SENDING: Turn(url, SENDING, REPLIES, self._sender.call),
        }

    def stages(self) -> list[Stage]:
        """Return what runs, in the order in which it is stopped."""
        receiving: list[Work] = []
        answering: list[Work] = [self._clean()]
        sending: list[Work] = []
        if self._has(Role.RECEIVER):
            receiving.append(self._receive())
        if self._has(Role.WORKER):
            answering.append(self._work())
        if self._has(Role.SENDER):
            sending.append(self._send())
        if self._settings.metrics_host_and_port:
            sending.append(self._probe(*self._settings.metrics_host_and_port))
        return [Stage(receiving, RECEIVING_STOP), Stage(answering, ANSWERING_STOP),
                Stage(sending, SENDING_STOP)]  # fmt: skip

    async def close(self) -> None:
        """Let the database go."""
        for thread in self._threads:
            await asyncio.to_thread(thread.close)

    def _has(self, role: Role) -> bool:
        return self._role in (role, Role.ALL)

    # --- the works ----------------------------------------------------------------------------

    async def _receive(self) -> None:
        await introduce(self._bot, self._welcome)
        if self._settings.webhook_url and self._settings.webhook_secret:
            await self._listen(self._settings.webhook_url,
                               self._settings.webhook_secret.get_secret_value())  # fmt: skip
            return
        await ask_not_to_be_called(self._bot)
        async with self._request:
            if self._jobs is None:
                await self._poller.run()
            else:
                await self._turns[POLLING].run(self._poller.run)

    async def _listen(self, address: str, secret: str) -> None:
        webhook = Webhook(address, secret, self._intake.take)
        async with listening(webhook, *self._settings.host_and_port) as url:
            LOG.info("Kinébot attend les messages sur %s", url)
            await ask_to_be_called(self._bot, address, secret)
            await _forever()

    async def _work(self) -> None:
        if self._jobs is not None:
            await self._jobs.serve(self._answering.answer)
        assert self._local is not None  # noqa: S101 — one queue or the other
        self._local.put(await self._thread.run(self._thread.store.waiting))
        try:
            await _forever()
        finally:
            await self._local.stop()

    async def _send(self) -> None:
        if self._jobs is None:
            await self._sender.run()
        else:
            await self._turns[SENDING].run(self._sender.run)

    async def _clean(self) -> None:
        """Erase by the clock what has expired, also what expired while nothing ran."""
        store, turn = self._thread.store, 0
        while True:
            try:
                if turn % PURGE_EVERY == 0:
                    await self._thread.run(store.purge, dt.datetime.now(PARIS))
                await self._thread.run(store.scrub)
            except SQLAlchemyError as error:
                LOG.error("la base ne s’efface pas : %s", type(error).__name__)
            turn += 1
            await asyncio.sleep(CLEAN_SECONDS)

    # --- watching -----------------------------------------------------------------------------

    async def _probe(self, host: str, port: int) -> None:
        async with listening(probes(self._counts, self._problem, self._measure), host, port):
            await _forever()

    async def _problem(self) -> str | None:
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                await self._thread.run(self._thread.store.ping)
        except (SQLAlchemyError, TimeoutError):
            return "database"
        polls = self._has(Role.RECEIVER) and not self._settings.webhook_url
        is_mine = self._jobs is None or self._turns[POLLING].is_held
        return "telegram" if polls and is_mine and not self._poller.is_hearing else None

    async def _measure(self) -> None:
        for table, rows in (await self._thread.run(self._thread.store.depths)).items():
            self._counts.rows.labels(table).set(rows)


async def _forever() -> None:
    await asyncio.Event().wait()
