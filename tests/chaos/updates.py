"""What waits at Telegram for the bot: taken by getUpdates, or pushed to a webhook."""

from __future__ import annotations

import asyncio
import itertools
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.chaos.faults import Faults

Json = dict[str, Any]
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
LARGEST_BATCH = 100
REMEMBERED = 300  # updates that may be served again
AGAIN_RATE = 0.05
FIRST_DELAY, LONGEST_DELAY = 0.05, 1.0
DELIVERY_SECONDS = 10
SPREAD_SECONDS = 0.03  # so that chats overtake each other


@dataclass(frozen=True, slots=True)
class Update:
    """An update; `key` names the queue in which it is delivered in order."""

    id: int
    key: str
    content: Json

    @property
    def json(self) -> Json:
        return {"update_id": self.id, **self.content}


class Conflict(Exception):  # noqa: N818 — a fact about the world
    """Another getUpdates has come."""


class Waiting:
    """The updates not acknowledged yet, in the order they were made."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self._numbers = itertools.count(1000)
        self._updates: dict[int, Update] = {}
        self._done: deque[Update] = deque(maxlen=REMEMBERED)
        self._news = asyncio.Event()
        self._poller: asyncio.Future[None] | None = None
        self._webhook: Webhook | None = None
        self.conflicts = 0

    def __len__(self) -> int:
        return len(self._updates)

    def add(self, key: str, content: Json) -> int:
        """Make an update; return its number."""
        update = Update(next(self._numbers), key, content)
        self._updates[update.id] = update
        self._news.set()
        if self._webhook is not None:
            self._webhook.wake(key)
        return update.id

    # --- getUpdates ---------------------------------------------------------------------------

    async def take(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Acknowledge what is below `offset`, and wait for the rest.

        Raises:
            Conflict: another call came meanwhile.
        """
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(None)
            self.conflicts += 1
        poller = self._poller = asyncio.get_running_loop().create_future()
        try:
            for number in [n for n in self._updates if n < offset]:
                self.acknowledge(number)
            await self._wait(poller, seconds)
            return [update.json for update in self._batch(limit)]
        finally:
            if not poller.done():
                poller.cancel()

    def acknowledge(self, number: int) -> None:
        """Forget an update, or nearly: it may be served again."""
        if (update := self._updates.pop(number, None)) is not None:
            self._done.append(update)

    async def _wait(self, poller: asyncio.Future[None], seconds: float) -> None:
        if self._updates:
            return
        self._news.clear()
        news: asyncio.Future[Any] = asyncio.create_task(self._news.wait())
        try:
            await asyncio.wait({news, poller}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            news.cancel()
        if poller.done():
            raise Conflict

    def _batch(self, limit: int) -> list[Update]:
        """Return some of what waits, sometimes with old ones, chats mixed, each in its order."""
        random = self._faults.random("batch")
        size = random.randint(1, min(limit, LARGEST_BATCH))
        batch = list(itertools.islice(self._updates.values(), size))
        if self._done and self._faults.happens("served again", AGAIN_RATE):
            batch += random.sample(list(self._done), min(len(self._done), 5))
        return _mixed(batch, random)

    # --- webhook ------------------------------------------------------------------------------

    def push_to(self, webhook: Webhook | None) -> None:
        """Deliver to an address from now on, or no more."""
        self._webhook = webhook
        if webhook is not None:
            for key in {update.key for update in self._updates.values()}:
                webhook.wake(key)

    def first(self, key: str) -> Update | None:
        """Return the oldest update of a queue."""
        return next((u for u in self._updates.values() if u.key == key), None)


class Webhook:
    """Delivers by POST, one at a time in each queue, the next once it is acknowledged.

    Args:
        waiting: the updates.
        faults: what decides of delays and of deliveries made twice.
        balance: addresses between which a load balancer alternates; empty when there is none.
    """

    def __init__(self, waiting: Waiting, faults: Faults, balance: tuple[str, ...] = ()) -> None:
        self._waiting = waiting
        self._faults = faults
        self._balance = itertools.cycle(balance) if balance else None
        self._address = self._secret = ""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=40),
            timeout=aiohttp.ClientTimeout(total=DELIVERY_SECONDS),
        )
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._repeats: list[asyncio.Task[None]] = []

    async def close(self) -> None:
        tasks = [*self._tasks.values(), *self._repeats]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._session.close()

    def register(self, address: str, secret: str) -> None:
        """Keep what setWebhook says."""
        self._address, self._secret = address, secret

    def wake(self, key: str) -> None:
        """Deliver what waits in a queue."""
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._deliver(key))

    async def _deliver(self, key: str) -> None:
        try:
            await self._empty(key)
        finally:
            del self._tasks[key]  # at once: what comes next must start another task

    async def _empty(self, key: str) -> None:
        delay = FIRST_DELAY
        while update := self._waiting.first(key):
            random = self._faults.random(f"delivery {key}")
            await asyncio.sleep(random.uniform(0, SPREAD_SECONDS))
            if await self._post(update):
                self._waiting.acknowledge(update.id)
                delay = FIRST_DELAY
                if self._faults.happens("served again", AGAIN_RATE, key):
                    task = asyncio.create_task(self._repeat(update, random.random()))
                    self._repeats.append(task)
            else:
                await asyncio.sleep(delay * random.uniform(0.5, 1))
                delay = min(delay * 2, LONGEST_DELAY)

    async def _repeat(self, update: Update, delay: float) -> None:
        await asyncio.sleep(delay)
        await self._post(update)

    async def _post(self, update: Update) -> bool:
        address = self._address
        if self._balance is not None:
            address = urlsplit(address)._replace(scheme="http", netloc=next(self._balance)).geturl()
        headers = {SECRET_HEADER: self._secret}
        try:
            async with self._session.post(address, json=update.json, headers=headers) as answer:
                self._faults.drawn[f"webhook answered {answer.status}"] += not answer.ok
                return answer.ok
        except (aiohttp.ClientError, TimeoutError) as error:
            self._faults.drawn[f"webhook {type(error).__name__}"] += 1
            return False


def _mixed(updates: Iterable[Update], random: Random) -> list[Update]:
    """Mix the queues, keeping the order in each."""
    queues: dict[str, deque[Update]] = {}
    for update in sorted(updates, key=lambda u: u.id):
        queues.setdefault(update.key, deque()).append(update)
    mixed = []
    while queues:
        key = random.choice(list(queues))
        mixed.append(queues[key].popleft())
        if not queues[key]:
            del queues[key]
    return mixed
