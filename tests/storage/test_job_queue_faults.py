"""A job is never lost: an answer that raises, a worker that stops or dies, a server away."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from bot.storage.database import open_database
from bot.storage.job_queue import JobQueue
from bot.storage.store import Store
from tests.conftest import ROOT
from tests.storage.conftest import LIFETIME, numbers
from tests.storage.queues import (
    CHAT,
    OTHER,
    SECONDS,
    Answers,
    jobs,
    receive,
    serving,
    until,
)


@pytest.fixture(autouse=True)
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker is dead after two seconds; on a loaded machine, one alive may seem to be."""
    for name, seconds in (
        ("HEARTBEAT", 0.2),
        ("DEAD", 2),
        ("RESCUE", 0.2),
        ("RETRY", 0),
        ("STOP", 0.2),
    ):
        monkeypatch.setattr(f"bot.storage.job_queue.{name}_SECONDS", seconds)


@pytest.fixture
def store(shared_url: str) -> Iterator[Store]:
    """A store that hands over to the queue."""
    made = Store(open_database(shared_url), LIFETIME, JobQueue(shared_url).defer)
    yield made
    made.close()


async def test_an_answer_that_raises_is_asked_for_again(store: Store, shared_url: str) -> None:
    receive(store, (1, CHAT), (2, CHAT), (3, OTHER))
    tried: list[int] = []

    async def stumble(number: int) -> None:
        tried.append(number)
        if tried.count(1) < 3 and number == 1:
            raise RuntimeError("panne")

    async with serving(shared_url, stumble):
        await until(lambda: tried.count(1) >= 3 and {2, 3} <= set(tried))
        await until(lambda: not jobs(shared_url))


async def test_a_worker_that_stops_in_the_middle_gives_the_job_back(
    store: Store, shared_url: str
) -> None:
    receive(store, (1, CHAT), (2, CHAT))
    begun = asyncio.Event()

    async def hang(_number: int) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with serving(shared_url, hang):
        async with asyncio.timeout(SECONDS):
            await begun.wait()
    assert numbers(store) == [1, 2]
    answers = Answers()
    async with serving(shared_url, answers):
        await until(lambda: 2 in answers.done)
    assert sorted(set(answers.done)) == [1, 2]
    assert answers.done.index(1) < answers.done.index(2)


KILLED = """
import asyncio, sys
from bot.storage.job_queue import JobQueue

async def hang(number):
    print(number, flush=True)
    await asyncio.Event().wait()

asyncio.run(JobQueue(sys.argv[1]).serve(hang))
"""


async def test_the_jobs_of_a_worker_that_is_killed_are_taken_by_another(
    store: Store, shared_url: str
) -> None:
    receive(store, (1, CHAT), (2, CHAT))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", KILLED, shared_url), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(SECONDS):
        assert await process.stdout.readline() == b"1\n"
    process.kill()
    await process.wait()
    answers = Answers()
    async with serving(shared_url, answers):
        await until(lambda: 2 in answers.done)
    assert answers.done.index(1) < answers.done.index(2)


async def test_a_worker_waits_for_a_server_that_comes_back(store: Store, shared_url: str) -> None:
    """Every connection is cut; what is received afterwards is answered."""
    answers = Answers()
    async with serving(shared_url, answers) as task:
        receive(store, (1, CHAT))
        await until(lambda: answers.done)
        with psycopg.connect(shared_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with suppress(Exception):  # the store's own connection was cut too
            receive(store, (2, CHAT))
        receive(store, (2, CHAT), (3, OTHER))
        await until(lambda: {2, 3} <= set(answers.done))
        assert not task.done()


async def test_a_job_whose_end_could_not_be_told_does_not_hold_its_chat_for_ever(
    store: Store, shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer is kept, the connection breaks, and the worker lives."""
    finish, refusals = JobManager.finish_job, [1]

    async def refuse(self: JobManager, *args: Any, **kwargs: Any) -> None:
        if refusals[0]:
            refusals[0] -= 1
            raise ConnectorException
        await finish(self, *args, **kwargs)

    monkeypatch.setattr(JobManager, "finish_job", refuse)
    receive(store, (1, CHAT), (2, CHAT))
    answers = Answers()
    async with serving(shared_url, answers):
        await until(lambda: 2 in answers.done)
        await until(lambda: not jobs(shared_url))
    assert answers.done == [1, 1, 2]


async def test_a_rescue_that_fails_is_tried_again(
    store: Store, shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, refusals = JobManager.get_stalled_jobs, [3]

    async def refuse(self: JobManager, *args: Any, **kwargs: Any) -> Any:
        if refusals[0]:
            refusals[0] -= 1
            raise ConnectorException
        return await look(self, *args, **kwargs)

    monkeypatch.setattr(JobManager, "get_stalled_jobs", refuse)
    receive(store, (1, CHAT))
    with psycopg.connect(shared_url, autocommit=True) as connection:
        connection.execute("UPDATE procrastinate_jobs SET status = 'doing'")  # by nobody known
    answers = Answers()
    async with serving(shared_url, answers):
        await until(lambda: answers.done)
    assert refusals == [0]
