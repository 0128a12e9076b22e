"""One thread that uses the database, so that the event loop never waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from bot.storage.store import Store

Item = TypeVar("Item")
Result = TypeVar("Result")
Given = ParamSpec("Given")


class StoreThread:
    """Uses a store one function at a time, in the order they were asked for.

    What must not wait for something else has a thread of its own.

    Args:
        store: other threads may use it too.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="database")

    async def run(
        self, function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
    ) -> Result:
        """Return what a function returns; what it raises is raised here."""
        call = partial(function, *args, **kwargs)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)

    def close(self) -> None:
        """Let what is running finish, begin nothing else, and let the database go."""
        self._thread.shutdown(wait=True, cancel_futures=True)
        self.store.close()


class Lots(Generic[Item]):
    """Gathers what comes while the last lot is being written, and writes it at once.

    Under load a commit is shared; without load nothing waits.

    Args:
        write: writes a lot.
        most: how many items a lot has at most.
    """

    def __init__(self, write: Callable[[list[Item]], Awaitable[None]], most: int = 64) -> None:
        self._write = write
        self._most = most
        self._items: list[tuple[Item, asyncio.Future[None]]] = []
        self._task: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> None:
        """Return once the item is written; what its lot raised is raised here."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._items.append((item, written))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        await written

    async def finish(self) -> None:
        """Return once all that was added is written, whether or not somebody still waits for it."""
        while self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        while self._items:
            lot, self._items = self._items[: self._most], self._items[self._most :]
            error: BaseException | None = None
            try:
                await self._write([item for item, _ in lot])
            except Exception as raised:
                error = raised
            for _, written in lot:
                if not written.done():
                    written.set_exception(error) if error else written.set_result(None)
        self._task = None
