"""The thread of the database, and lots that gather while it works."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.storage.store import Store
from bot.storage.thread import Lots, StoreThread
from tests.storage.conftest import CHAT, NOW, answering, numbers, open_store, topic_of, update


@pytest_asyncio.fixture
async def thread(embedded_url: str) -> AsyncIterator[StoreThread]:
    made = StoreThread(open_store(embedded_url))
    yield made
    made.close()


async def test_the_database_is_used_elsewhere_than_in_the_event_loop(thread: StoreThread) -> None:
    used = {await thread.run(threading.get_ident) for _ in range(5)}
    assert len(used) == 1
    assert threading.get_ident() not in used


async def test_what_is_asked_is_done_one_at_a_time_in_order(thread: StoreThread) -> None:
    begun: list[int] = []
    ended: list[int] = []

    def work(number: int) -> int:
        begun.append(number)
        assert len(begun) == len(ended) + 1
        ended.append(number)
        return number

    assert await asyncio.gather(*(thread.run(work, n) for n in range(50))) == list(range(50))
    assert begun == ended == list(range(50))


async def test_what_a_function_raises_is_raised_to_who_asked_and_to_nobody_else(
    thread: StoreThread,
) -> None:
    def fail() -> None:
        raise LookupError("absent")

    first, second = await asyncio.gather(
        thread.run(fail), thread.run(thread.store.receive, [update(1)], now=NOW),
        return_exceptions=True,
    )  # fmt: skip
    assert isinstance(first, LookupError)
    assert second == await thread.run(thread.store.waiting)


async def test_closing_lets_what_is_written_be_written_whole(embedded_url: str) -> None:
    class Slow(Store):
        def handle(self, *args: object) -> int:
            begun.set()
            go.wait(10)
            return super().handle(*args)  # type: ignore[arg-type]

    begun, go = threading.Event(), threading.Event()
    store = open_store(embedded_url)
    store.__class__ = Slow
    thread = StoreThread(store)
    await thread.run(store.receive, [update(1), update(2)], NOW)
    writing = asyncio.create_task(thread.run(store.handle, [1], answering("franchise"), NOW))
    dropped = asyncio.create_task(thread.run(store.handle, [2], answering("domicile"), NOW))
    await asyncio.to_thread(begun.wait, 10)
    closing = asyncio.create_task(asyncio.to_thread(thread.close))
    await asyncio.sleep(0.05)
    assert not closing.done()
    go.set()
    await closing
    assert await writing == 1
    with pytest.raises(asyncio.CancelledError):
        await dropped
    again = open_store(embedded_url)
    assert (topic_of(again, CHAT), numbers(again)) == ("franchise", [2])
    again.close()


# --- lots -----------------------------------------------------------------------------------------


class Writer:
    """Writes lots when it is let, and refuses some items."""

    def __init__(self) -> None:
        self.lots: list[list[int]] = []
        self.go = asyncio.Event()
        self.refused: set[int] = set()

    async def write(self, lot: list[int]) -> None:
        self.lots.append(lot)
        await self.go.wait()
        if self.refused & set(lot):
            raise ConnectionError("panne")


async def test_what_comes_while_a_lot_is_written_makes_the_next_one() -> None:
    writer = Writer()
    lots = Lots(writer.write)
    adding = [asyncio.create_task(lots.add(0))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    adding += [asyncio.create_task(lots.add(number)) for number in range(1, 6)]
    await asyncio.sleep(0)
    assert not any(task.done() for task in adding)
    writer.go.set()
    await asyncio.gather(*adding)
    assert writer.lots == [[0], [1, 2, 3, 4, 5]]


async def test_alone_an_item_does_not_wait_for_company() -> None:
    writer = Writer()
    writer.go.set()
    lots = Lots(writer.write)
    for number in range(3):
        await lots.add(number)
    assert writer.lots == [[0], [1], [2]]


async def test_a_lot_has_only_so_many_items_and_keeps_their_order() -> None:
    writer = Writer()
    writer.go.set()
    lots = Lots(writer.write, most=4)
    await asyncio.gather(*(lots.add(number) for number in range(10)))
    assert max(map(len, writer.lots)) == 4
    assert [number for lot in writer.lots for number in lot] == list(range(10))


async def test_a_lot_that_fails_is_told_to_each_of_its_items_and_to_no_other() -> None:
    writer = Writer()
    writer.refused = {2}
    writer.go.set()
    lots = Lots(writer.write, most=2)
    told = await asyncio.gather(*(lots.add(n) for n in range(6)), return_exceptions=True)
    assert [isinstance(error, ConnectionError) for error in told] == [
        False, False, True, True, False, False,
    ]  # fmt: skip
    await lots.add(7)
    assert writer.lots[-1] == [7]


async def test_who_stops_waiting_does_not_keep_the_others_from_being_told() -> None:
    writer = Writer()
    lots = Lots(writer.write)
    first, second, third = (asyncio.create_task(lots.add(n)) for n in (1, 2, 3))
    await asyncio.sleep(0)
    second.cancel()
    writer.go.set()
    await asyncio.gather(first, third)
    with pytest.raises(asyncio.CancelledError):
        await second
    assert sorted(number for lot in writer.lots for number in lot) == [1, 2, 3]


async def test_finishing_waits_also_for_what_nobody_waits_for_any_more() -> None:
    writer = Writer()
    lots = Lots(writer.write)
    await lots.finish()
    adding = [asyncio.create_task(lots.add(number)) for number in range(2)]
    await asyncio.sleep(0)
    adding.append(asyncio.create_task(lots.add(2)))
    await asyncio.sleep(0)
    for task in adding:
        task.cancel()
    finishing = asyncio.create_task(lots.finish())
    await asyncio.gather(*adding, return_exceptions=True)
    assert not finishing.done()
    writer.go.set()
    await finishing
    assert writer.lots == [[0, 1], [2]]
