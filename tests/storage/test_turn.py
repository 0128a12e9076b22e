"""One program at a time, whatever the number of machines; another takes over at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress

import psycopg
import pytest

from bot.storage.turn import POLLING, SENDING, Turn
from tests.storage.conftest import answering, open_store, take, update

SECONDS = 20


class Work:
    """Something that must never be done twice at once."""

    running = 0

    def __init__(self) -> None:
        self.begun = 0
        self.stopped = 0

    async def __call__(self) -> None:
        assert Work.running == 0
        Work.running += 1
        self.begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.02)  # what it had begun
            Work.running -= 1
            self.stopped += 1


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name, seconds in (("ASK", 0.02), ("RETRY", 0.02), ("STAND_BY", 0.2)):
        monkeypatch.setattr(f"bot.storage.turn.{name}_SECONDS", seconds)
    yield
    assert Work.running == 0


@asynccontextmanager
async def running(turn: Turn, work: Work) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(turn.run(work))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(SECONDS):
        while not condition():  # noqa: ASYNC110 — nothing rings there
            await asyncio.sleep(0.01)


def execute(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        return connection.execute(query.encode()).fetchall()


HOLDERS = """
SELECT pid FROM pg_locks
WHERE locktype = 'advisory' AND granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
ASKING = f"""
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle' AND query LIKE '%pg_try_advisory_lock%'
AND pid NOT IN ({HOLDERS})
"""  # noqa: S608 — constants


async def test_only_one_works_and_the_other_takes_over_when_it_stops(shared_url: str) -> None:
    here, there = Turn(shared_url, SENDING), Turn(shared_url, SENDING)
    mine, theirs = Work(), Work()
    async with running(there, theirs):
        async with running(here, mine):
            await until(lambda: here.is_held or there.is_held)
            await asyncio.sleep(0.2)  # several times what it takes to ask
            assert here.is_held != there.is_held
            assert mine.begun + theirs.begun == 1
        await until(lambda: there.is_held)
        assert not here.is_held
        assert theirs.begun == 1


async def test_different_works_go_on_at_the_same_time(shared_url: str) -> None:
    sending, polling = Turn(shared_url, SENDING), Turn(shared_url, POLLING)
    forever = asyncio.Event().wait
    tasks = [asyncio.create_task(turn.run(forever)) for turn in (sending, polling)]  # type: ignore[arg-type]
    await until(lambda: sending.is_held and polling.is_held)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_broken_connection_stops_the_work_and_gives_the_turn_to_another(
    shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.turn.RETRY_SECONDS", 60)
    here, there = Turn(shared_url, SENDING), Turn(shared_url, SENDING)
    mine, theirs = Work(), Work()
    async with running(here, mine):
        await until(lambda: here.is_held)
        async with running(there, theirs):
            await until(lambda: execute(shared_url, ASKING))
            ((holder,),) = execute(shared_url, HOLDERS)
            execute(shared_url, f"SELECT pg_terminate_backend({holder})")
            await until(lambda: mine.stopped)
            assert not here.is_held
            await until(lambda: there.is_held)
    assert (mine.begun, theirs.begun) == (1, 1)


async def test_alone_it_takes_its_turn_again_after_its_connection_broke(shared_url: str) -> None:
    turn, work = Turn(shared_url, SENDING), Work()
    async with running(turn, work):
        for times in (1, 2, 3):
            await until(lambda: turn.is_held and work.begun == times)  # noqa: B023
            ((holder,),) = execute(shared_url, HOLDERS)
            execute(shared_url, f"SELECT pg_terminate_backend({holder})")
            await until(lambda: work.stopped == times)  # noqa: B023


async def test_stopped_it_leaves_neither_a_lock_nor_a_connection(shared_url: str) -> None:
    turn, work = Turn(shared_url, SENDING), Work()
    async with running(turn, work):
        await until(lambda: turn.is_held)
        assert len(execute(shared_url, HOLDERS)) == 1
    await until(lambda: not execute(shared_url, HOLDERS))
    assert (work.begun, work.stopped) == (1, 1)


async def test_it_ends_when_the_work_ends_and_another_may_have_the_turn(shared_url: str) -> None:
    async def nothing() -> None:
        return

    async with asyncio.timeout(SECONDS):
        for _ in range(2):
            await Turn(shared_url, SENDING).run(nothing)


async def test_what_the_work_raises_is_raised(shared_url: str) -> None:
    async def fail() -> None:
        raise LookupError("un autre lit déjà")

    turn = Turn(shared_url, POLLING)
    with pytest.raises(LookupError):
        await turn.run(fail)
    assert not turn.is_held


async def test_it_calls_when_it_has_its_turn_and_each_time_replies_are_announced(
    shared_url: str,
) -> None:
    calls: list[bool] = []
    store = open_store(shared_url)
    turn = Turn(shared_url, SENDING, "kinebot_replies", lambda: calls.append(turn.is_held))
    async with running(turn, Work()):
        await until(lambda: calls)
        assert calls == [True]
        await asyncio.to_thread(take, store, update(1), answering("franchise"))
        await asyncio.to_thread(take, store, update(2), answering("franchise", "un"))
        await until(lambda: len(calls) == 2)
    store.close()


async def test_a_server_that_is_away_is_asked_again_until_it_is_back(
    shared_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    turn = Turn("postgresql://bot:secret-mot@127.0.0.1:1/kinebot", SENDING)
    async with running(turn, Work()) as task:
        await until(lambda: len(caplog.messages) >= 3)
        assert not task.done()
        assert not turn.is_held
        assert "secret-mot" not in caplog.text
        turn._url = shared_url
        await until(lambda: turn.is_held)
