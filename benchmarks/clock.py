"""What an echo costs, from the first update to the last answer."""

from __future__ import annotations

import asyncio
import json
import time

BOT = "1:essai"  # what the server of the benchmark takes for a token


class Clock:
    """Counts answers; wall and processor time from the first update to the last answer."""

    def __init__(self, updates: int) -> None:
        self._updates = updates
        self._left = updates
        self._start: tuple[float, float] | None = None
        self.done = asyncio.Event()
        self.cost = ""

    def begin(self) -> None:
        self._start = self._start or (time.perf_counter(), time.process_time())

    def answered(self) -> None:
        self._left -= 1
        if not self._left and self._start:
            wall, cpu = time.perf_counter() - self._start[0], time.process_time() - self._start[1]
            per_second, cpu_ms = self._updates / wall, 1000 * cpu / self._updates
            self.cost = json.dumps({"per_second": per_second, "cpu_ms": cpu_ms})
            self.done.set()
