"""The queue of a single process: one task per chat that has something waiting."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from bot.storage.store import Waiting


class LocalQueue:
    """Strict order in a chat, chats at the same time: one that floods takes one place like others.

    Only numbers wait here; the updates themselves are in the database.

    Args:
        answer: answers one update.
    """

    def __init__(self, answer: Callable[[int], Awaitable[None]]) -> None:
        self._answer = answer
        self._waiting: dict[int, deque[int]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_stopping = False

    def put(self, updates: Sequence[Waiting]) -> None:
        """Take updates; one given twice is answered once: the store sees to it."""
        for update in updates:
            numbers = self._waiting.get(update.chat_id)
            if numbers is None:
                self._waiting[update.chat_id] = deque([update.update_id])
                task = asyncio.create_task(self._serve(update.chat_id))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
            else:
                numbers.append(update.update_id)

    async def stop(self) -> None:
        """Finish the updates that are being answered; the others stay kept."""
        self._is_stopping = True
        if self._tasks:
            await asyncio.wait(self._tasks)

    async def _serve(self, chat_id: int) -> None:
        numbers = self._waiting[chat_id]
        try:
            while numbers and not self._is_stopping:
                await self._answer(numbers.popleft())
        finally:
            del self._waiting[chat_id]
