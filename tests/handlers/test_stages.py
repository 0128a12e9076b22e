"""Everything runs together, and stops in order."""

from __future__ import annotations

import asyncio

import pytest

from bot.handlers.stages import Stage, run_stages

LONG = 20.0


class Works:
    """Works that say when they begin and when they have ended."""

    def __init__(self) -> None:
        self.said: list[str] = []

    async def work(self, name: str, last: float = 0.0) -> None:
        self.said.append(f"+{name}")
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(last)
            self.said.append(f"-{name}")


@pytest.fixture
def works() -> Works:
    return Works()


async def stop_soon(stop: asyncio.Event) -> None:
    await asyncio.sleep(0.02)
    stop.set()


async def test_all_work_together_and_each_stage_stops_once_the_one_before_has_stopped(
    works: Works,
) -> None:
    stop = asyncio.Event()
    stages = [
        Stage([works.work("recevoir", 0.05)], LONG),
        Stage([works.work("répondre", 0.02), works.work("effacer")], LONG),
        Stage([works.work("envoyer")], LONG),
    ]
    await asyncio.gather(run_stages(stages, stop), stop_soon(stop))
    assert sorted(works.said[:4]) == ["+effacer", "+envoyer", "+recevoir", "+répondre"]
    assert works.said[4:] == ["-recevoir", "-effacer", "-répondre", "-envoyer"]


async def test_a_stage_without_work_stops_nobody(works: Works) -> None:
    stop = asyncio.Event()
    stages = [Stage([], LONG), Stage([works.work("répondre")], LONG), Stage([], LONG)]
    await asyncio.gather(run_stages(stages, stop), stop_soon(stop))
    assert works.said == ["+répondre", "-répondre"]


async def test_a_work_that_does_not_end_in_time_is_left_behind_and_the_others_stop(
    works: Works,
) -> None:
    stop = asyncio.Event()
    stages = [Stage([works.work("recevoir", 1000)], 0.05), Stage([works.work("envoyer")], LONG)]
    async with asyncio.timeout(10):
        await asyncio.gather(run_stages(stages, stop), stop_soon(stop))
    assert works.said[-1] == "-envoyer"


async def test_what_breaks_a_work_stops_all_the_others_and_is_raised(works: Works) -> None:
    async def fail() -> None:
        await asyncio.sleep(0.01)
        raise LookupError("un autre lit déjà")

    stages = [Stage([fail()], LONG), Stage([works.work("répondre"), works.work("envoyer")], LONG)]
    with pytest.raises(LookupError):
        await run_stages(stages, asyncio.Event())
    assert sorted(works.said[2:]) == ["-envoyer", "-répondre"]


async def test_what_breaks_a_work_at_the_very_start_is_raised_too(works: Works) -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await run_stages([Stage([works.work("x"), fail()], LONG)], asyncio.Event())


async def test_cancelled_it_stops_its_works(works: Works) -> None:
    stages = [Stage([works.work("recevoir")], LONG), Stage([works.work("envoyer")], LONG)]
    running = asyncio.create_task(run_stages(stages, asyncio.Event()))
    await asyncio.sleep(0.02)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert works.said[2:] == ["-recevoir", "-envoyer"]
