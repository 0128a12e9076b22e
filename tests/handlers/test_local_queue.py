"""The queue of a single process: in order for a chat, chats at the same time."""

from __future__ import annotations

import asyncio

import pytest

from bot.handlers.local_queue import LocalQueue
from bot.storage.store import Waiting
from tests.handlers.machine import eventually

CHAT, OTHER = 1001, 2002


class Answers:
    """Answers when it is let."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.done: list[int] = []
        self.go = asyncio.Event()
        self.go.set()

    async def __call__(self, number: int) -> None:
        self.begun.append(number)
        await self.go.wait()
        await asyncio.sleep(0)
        self.done.append(number)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def queue(answers: Answers) -> LocalQueue:
    return LocalQueue(answers)


def of(chat_id: int, *numbers: int) -> list[Waiting]:
    return [Waiting(number, chat_id) for number in numbers]


async def test_a_chat_is_answered_in_the_order_its_updates_came(
    queue: LocalQueue, answers: Answers
) -> None:
    queue.put(of(CHAT, 1, 2, 3))
    queue.put(of(CHAT, 4))
    await eventually(lambda: len(answers.done) == 4)
    assert answers.done == [1, 2, 3, 4]


async def test_a_chat_is_answered_one_update_at_a_time_and_others_meanwhile(
    queue: LocalQueue, answers: Answers
) -> None:
    answers.go.clear()
    queue.put([*of(CHAT, 1, 2, 3), *of(OTHER, 4)])
    await eventually(lambda: len(answers.begun) == 2)
    await asyncio.sleep(0.01)
    assert answers.begun == [1, 4]
    answers.go.set()
    await eventually(lambda: len(answers.done) == 4)
    assert answers.done.index(1) < answers.done.index(2) < answers.done.index(3)


async def test_a_chat_that_floods_has_one_place_like_the_others(
    queue: LocalQueue, answers: Answers
) -> None:
    queue.put(of(CHAT, *range(1000)))
    for chat_id in range(20):
        queue.put(of(chat_id, 2000 + chat_id))
    await eventually(lambda: len(answers.done) == 1020)
    last = max(rank for rank, number in enumerate(answers.done) if number >= 2000)
    assert last < 2 * 21
    assert [number for number in answers.done if number < 2000] == list(range(1000))


async def test_a_chat_that_comes_back_is_answered_again(
    queue: LocalQueue, answers: Answers
) -> None:
    for number in range(3):
        queue.put(of(CHAT, number))
        await eventually(lambda: len(answers.done) == number + 1)  # noqa: B023
        await asyncio.sleep(0)
    assert answers.done == [0, 1, 2]
    await eventually(lambda: not queue._waiting and not queue._tasks)


async def test_stopped_it_finishes_what_it_answers_and_begins_nothing_else(
    queue: LocalQueue, answers: Answers
) -> None:
    answers.go.clear()
    queue.put([*of(CHAT, 1, 2), *of(OTHER, 3, 4)])
    await eventually(lambda: len(answers.begun) == 2)
    stopping = asyncio.create_task(queue.stop())
    await asyncio.sleep(0.01)
    assert not stopping.done()
    queue.put(of(3003, 5))
    answers.go.set()
    await stopping
    await asyncio.sleep(0.01)
    assert answers.done == [1, 3]


async def test_with_nothing_to_do_it_stops_at_once(queue: LocalQueue, answers: Answers) -> None:
    await queue.stop()
    queue.put(of(CHAT, 1))
    await asyncio.sleep(0.01)
    assert answers.begun == []
