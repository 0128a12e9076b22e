"""The queue on PostgreSQL: in order for a chat, chats at the same time, and never a job lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

import pytest
from sqlalchemy import Connection

from bot.storage.database import open_database
from bot.storage.job_queue import AT_ONCE, JobQueue, lock_of
from bot.storage.store import Decision, Store, Waiting
from tests.storage.conftest import LIFETIME, NOW, numbers
from tests.storage.queues import (
    CHAT,
    OTHER,
    SECONDS,
    Answers,
    jobs,
    receive,
    serving,
    until,
    written,
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


async def test_updates_received_are_answered_and_their_jobs_are_gone(
    store: Store, shared_url: str
) -> None:
    receive(store, (1, CHAT), (2, OTHER))
    answers = Answers()
    async with serving(shared_url, answers):
        await until(lambda: len(answers.done) == 2)
        receive(store, (3, CHAT))
        await until(lambda: len(answers.done) == 3)
        await until(lambda: not jobs(shared_url))
    assert sorted(answers.done[:2]) == [1, 2]


async def test_a_chat_is_answered_in_order_one_at_a_time_whatever_the_number_of_workers(
    store: Store, shared_url: str
) -> None:
    updates = [(number, CHAT + number % 2) for number in range(40)]
    answers = Answers(0.002)
    async with serving(shared_url, answers), serving(shared_url, answers):
        for start in range(0, 40, 8):
            receive(store, *updates[start : start + 8])
        await until(lambda: len(answers.done) == 40)
    assert [number for number in answers.done if number % 2 == 0] == list(range(0, 40, 2))
    assert [number for number in answers.done if number % 2 == 1] == list(range(1, 40, 2))
    for together in answers.together:
        assert len({number % 2 for number in together}) == len(together)


async def test_chats_are_answered_at_the_same_time(store: Store, shared_url: str) -> None:
    receive(store, *((number, CHAT + number) for number in range(5)))
    all_there = asyncio.Barrier(5)
    done: list[int] = []

    async def answer(number: int) -> None:
        async with asyncio.timeout(SECONDS):
            await all_there.wait()
        done.append(number)

    async with serving(shared_url, answer):
        await until(lambda: len(done) == 5)


async def test_a_chat_that_floods_takes_one_place_and_the_others_go_on(
    store: Store, shared_url: str
) -> None:
    flood, count = 300, AT_ONCE + 8
    receive(store, *((number, CHAT) for number in range(flood)))
    receive(store, *((flood + number, OTHER + number) for number in range(count)))
    answers = Answers(0.01)
    async with serving(shared_url, answers):
        await until(lambda: sum(number >= flood for number in answers.done) == count)
        before = sum(number < flood for number in answers.done)
        assert before <= 2 * count
        await until(lambda: len(answers.done) == flood + count)
    assert [number for number in answers.done if number < flood] == list(range(flood))


async def test_the_queue_holds_neither_a_chat_nor_a_word(store: Store, shared_url: str) -> None:
    begun = asyncio.Event()

    async def hang(_number: int) -> None:
        begun.set()
        await asyncio.Event().wait()

    receive(store, (1, CHAT), (2, CHAT), text='{"text": "mot-de-passage"}')
    async with serving(shared_url, hang):
        async with asyncio.timeout(SECONDS):
            await begun.wait()
        during = written(shared_url)
    after = written(shared_url)
    assert lock_of(CHAT) in during
    for text in (during, after):
        assert str(CHAT) not in text
        assert "mot-de-passage" not in text


def test_the_lock_of_a_chat_is_its_own_and_always_the_same() -> None:
    assert lock_of(CHAT) == lock_of(CHAT)
    assert len({lock_of(chat_id) for chat_id in range(1000)}) == 1000


def test_an_update_that_comes_again_after_its_answer_is_not_queued_again(
    store: Store, shared_url: str
) -> None:
    receive(store, (1, CHAT))
    store.handle([1], lambda session, _: Decision(session), NOW)
    before = jobs(shared_url)
    receive(store, (1, CHAT), (2, CHAT))
    assert jobs(shared_url) == before + 1


def test_an_update_that_cannot_be_queued_is_not_kept(shared_url: str) -> None:
    queue = JobQueue(shared_url)

    def stumble(connection: Connection, waiting: Sequence[Waiting]) -> None:
        queue.defer(connection, waiting)
        raise ConnectionError("coupée")

    store = Store(open_database(shared_url), LIFETIME, stumble)
    with pytest.raises(ConnectionError):
        receive(store, (1, CHAT))
    assert (numbers(store), jobs(shared_url)) == ([], 0)
    store.close()
