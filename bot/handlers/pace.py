"""Telegram's limits: so many messages a second overall, and so many to one chat."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

REMEMBERED = 10_000
SHARED_SECONDS = 5  # two chats refused within that time: the refusal is for the whole bot


class Pace:
    """Waits before a message so that neither limit is passed; 0 means no limit."""

    def __init__(self, per_second: float, per_chat: float) -> None:
        self._every = 1 / per_second if per_second else 0.0
        self._every_chat = 1 / per_chat if per_chat else 0.0
        self._is_free = not per_second and not per_chat
        self._next = 0.0
        self._held_until = 0.0
        self._next_of: OrderedDict[int, float] = OrderedDict()
        self._refused: tuple[int, float] | None = None

    async def wait(self, chat_id: int) -> None:
        """Wait for this chat's turn, and book the next one."""
        clock = asyncio.get_running_loop().time
        if self._is_free and self._refused is None:
            return
        turn = max(clock(), self._next_of.get(chat_id, 0.0))
        self._book(chat_id, turn + self._every_chat)
        await _sleep(turn - clock())
        slot = max(clock(), self._next, self._held_until)
        self._next = slot + self._every
        await _sleep(slot - clock())
        await _sleep(self._held_until - clock())

    def hold(self, chat_id: int, seconds: float) -> None:
        """Obey a refusal: nothing to this chat for so long; to nobody, if others meet it too."""
        now = asyncio.get_running_loop().time()
        self._book(chat_id, max(now + seconds, self._next_of.get(chat_id, 0.0)))
        last, self._refused = self._refused, (chat_id, now)
        if last is not None and last[0] != chat_id and now - last[1] < SHARED_SECONDS:
            self._held_until = max(self._held_until, now + seconds)

    def _book(self, chat_id: int, moment: float) -> None:
        self._next_of[chat_id] = moment
        self._next_of.move_to_end(chat_id)
        while len(self._next_of) > REMEMBERED:
            self._next_of.popitem(last=False)


async def _sleep(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)
