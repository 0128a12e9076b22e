"""A Telegram that gives updates, and what keeps them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from tests.handlers.wire import Answer, saying


class Telegram:
    """Gives updates as Telegram does: those from the offset on, until it is moved."""

    def __init__(self, *numbers: int) -> None:
        self.waiting = list(numbers)
        self.first: list[Answer] = []
        self.asked: list[dict[str, Any]] = []

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        self.asked.append(asked)
        if self.first:
            return await self.first.pop(0)(request)
        self.waiting = [number for number in self.waiting if number >= asked.get("offset", 0)]
        while not self.waiting:  # noqa: ASYNC110 — a long poll
            await asyncio.sleep(0.01)
        updates = [{"update_id": number} for number in self.waiting[: asked["limit"]]]
        return await saying(200, {"ok": True, "result": updates})(request)

    @property
    def offsets(self) -> list[int | None]:
        return [asked.get("offset") for asked in self.asked]


class Kept:
    """Keeps updates, unless it is told to refuse some times."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.given: list[list[int]] = []
        self.kept: list[int] = []

    async def __call__(self, updates: Sequence[Any]) -> None:
        numbers = [update["update_id"] for update in updates]
        self.given.append(numbers)
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("la base est pleine")
        await asyncio.sleep(0.02)
        self.kept += numbers
