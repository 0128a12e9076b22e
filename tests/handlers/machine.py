"""The bot on one machine, without its poller: a test hands it the updates."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from inspect import isawaitable
from typing import Any

from telegram import Bot

from bot.dialogue.engine import Engine
from bot.handlers.answering import Answering
from bot.handlers.counts import Counts
from bot.handlers.deciding import Deciding
from bot.handlers.intake import Intake
from bot.handlers.local_queue import LocalQueue
from bot.handlers.pace import Pace
from bot.handlers.sender import Sender
from bot.sandbox.world import PATIENT, World
from bot.storage.thread import StoreThread
from tests.conftest import TODAY
from tests.handlers.conftest import LIFETIME, taken

SETTLE_SECONDS = 20


class Machine:
    """What a program is made of, put together as it puts them."""

    def __init__(
        self, thread: StoreThread, engine: Engine, bot: Bot, pace: Pace, today: dt.date = TODAY
    ) -> None:
        self.thread = thread
        self.counts = Counts()
        self.sender = Sender(bot, thread, pace, LIFETIME, self.counts)
        deciding = Deciding(lambda _day: engine, lambda: today)
        self.answering = Answering(
            thread, deciding, deciding.apologise, self.counts, self.sender.call
        )
        self.queue = LocalQueue(self.answering.answer)
        self.intake = Intake(thread, self.counts, self.queue.put)

    async def give(self, world: World) -> None:
        """Hand over the updates that wait in the world."""
        await self.intake.take(taken(world))

    async def say(self, world: World, *texts: str, chat_id: int = PATIENT) -> None:
        for text in texts:
            world.say(chat_id, text)
        await self.give(world)

    async def press(self, world: World, label: str) -> None:
        """Press the first button of the last keyboard that begins so."""
        messages = reversed(world.chats[PATIENT].messages.values())
        message = next(m for m in messages if m.keyboard and m.is_from_bot)
        buttons = [button for row in message.keyboard for button in row]
        data = next(str(b.value) for b in buttons if b.text.startswith(label))
        world.press(PATIENT, message.id, data)
        await self.give(world)

    async def settle(self) -> None:
        """Wait until nothing is left to answer nor to send."""

        async def is_settled() -> bool:
            depths = await self.depths()
            return not depths["inbox"] and not depths["outbox"]

        await eventually(is_settled)

    async def depths(self) -> dict[str, int]:
        return dict(await self.thread.run(self.thread.store.depths))

    def count(self, name: str, **labels: str) -> float:
        """Return a measure, as Prometheus would read it."""
        return self.counts.registry.get_sample_value(f"kinebot_{name}", labels) or 0.0


@asynccontextmanager
async def working(
    thread: StoreThread, engine: Engine, bot: Bot, pace: Pace | None = None, **made: Any
) -> AsyncIterator[Machine]:
    """Have a machine answer and send until the end of the block."""
    machine = Machine(thread, engine, bot, pace or Pace(0, 0), **made)
    sending = asyncio.create_task(machine.sender.run())
    try:
        yield machine
    finally:
        await machine.queue.stop()
        await stopped(sending)


async def stopped(*tasks: asyncio.Task[None]) -> None:
    """Stop works as the program does."""
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def eventually(condition: Callable[[], Any]) -> None:
    """Wait for something that nothing announces; a condition may be awaited or not."""
    async with asyncio.timeout(SETTLE_SECONDS):
        while True:
            found = condition()
            if await found if isawaitable(found) else found:
                return
            await asyncio.sleep(0.005)
