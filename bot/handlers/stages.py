"""Running everything until a signal, then stopping it in order."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

Work = Coroutine[Any, Any, None]


@dataclass(frozen=True, slots=True)
class Stage:
    """Works that are stopped together.

    Attributes:
        works: each runs until it is cancelled, and then ends what it had begun.
        seconds: how long they may take for that.
    """

    works: Sequence[Work]
    seconds: float


async def run_stages(stages: Sequence[Stage], stop: asyncio.Event) -> None:
    """Run all works until `stop` is set, or until one ends; then stop the stages in order.

    Raises:
        Exception: what ended a work, if that was not the stop.
    """
    running = [[asyncio.create_task(work) for work in stage.works] for stage in stages]
    every = [task for tasks in running for task in tasks]
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([stopping, *every], return_when=asyncio.FIRST_COMPLETED)
        ended = [task for task in every if task.done()]
    finally:
        stopping.cancel()
        for stage, tasks in zip(stages, running, strict=True):
            await _stop(tasks, stage.seconds)
    for task in ended:
        task.result()


async def _stop(tasks: Sequence[asyncio.Task[None]], seconds: float) -> None:
    for task in tasks:
        task.cancel()
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=seconds)
        for task in late:
            task.cancel()
        await asyncio.sleep(0)
