"""Waiting for the world to change, without polling it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import TypeVar

from bot.sandbox.world import World

T = TypeVar("T")


class Pulse:
    """Rings at each change; whoever waits wakes up and looks again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Wake up everybody who waits now."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self, seconds: float) -> bool:
        """Wait for the next ring, `seconds` at most; return whether it came."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._event.wait(), seconds)
            return True
        return False


@asynccontextmanager
async def listening(world: World) -> AsyncIterator[Pulse]:
    """Give a pulse that rings at each change of the world."""
    pulse = Pulse()
    world.listeners.append(pulse.ring)
    try:
        yield pulse
    finally:
        world.listeners.remove(pulse.ring)


async def until(world: World, condition: Callable[[], T], seconds: float = 5.0) -> T:
    """Wait for a condition on the world and return its value, for tests.

    Raises:
        TimeoutError: when it has not come true in time.
    """
    async with asyncio.timeout(seconds), listening(world) as pulse:
        while not (value := condition()):
            await pulse.wait(seconds)
        return value
