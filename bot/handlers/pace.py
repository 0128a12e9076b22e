"""Telegram's limits: so many messages a second overall, and so many to one chat."""

from __future__ import annotations

import asyncio
from collections import OrderedDict

REMEMBERED = 10_000


class Pace:
    """Waits before a message so that neither limit is passed; 0 means no limit."""

    def __init__(self, per_second: float, per_chat: float) -> None:
        self._every = 1 / per_second if per_second else 0.0
        self._every_chat = 1 / per_chat if per_chat else 0.0
        self._next = 0.0
        self._next_of: OrderedDict[int, float] = OrderedDict()

    async def wait(self, chat_id: int) -> None:
        """Wait for this chat's turn, and book the next one."""
        clock = asyncio.get_running_loop().time
        turn = max(clock(), self._next_of.get(chat_id, 0.0))
        self._next_of[chat_id] = turn + self._every_chat
        self._next_of.move_to_end(chat_id)
        while len(self._next_of) > REMEMBERED:
            self._next_of.popitem(last=False)
        await asyncio.sleep(turn - clock())
        slot = max(clock(), self._next)
        self._next = slot + self._every
        await asyncio.sleep(slot - clock())
