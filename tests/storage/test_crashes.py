"""Programs killed, programs together, and what is left on the disk."""

from __future__ import annotations

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.dialogue.session import Session
from bot.storage.store import Decide, Decision, Received, Store
from tests.conftest import ROOT
from tests.storage.conftest import (
    CHAT,
    LIFETIME,
    NOW,
    answering,
    numbers,
    open_store,
    payloads,
    take,
    topic_of,
    update,
)

PROGRAM = """
import datetime as dt, os, sys
from bot.dialogue.session import Session
from bot.storage.database import open_database
from bot.storage.store import Decision, Received, Store, ToSend

url, order = sys.argv[1:]
store = Store(open_database(url), dt.timedelta(hours=24))
now = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
answer = Decision(Session(topic="franchise"), [ToSend("send", "un")])

def killed(*_):
    os._exit(9)

"""
INSIDE = PROGRAM + "store.receive([Received(1, 1001, '{}')], now); store.handle([1], killed, now)"
AFTER = (
    PROGRAM
    + """
store.receive([Received(1, 1001, '{}')], now)
store.handle([1], lambda *_: answer, now)
killed()
"""
)
TWIN = (
    PROGRAM
    + """
done = 0
for number in range(24):
    store.receive([Received(number, number % 3 + 1, "{}")], now)
    reply = Decision(answer.session, [ToSend("send", str(number))])
    done += store.handle([number], lambda *_: reply, now)
store.close()
print(done)
"""
)


async def run(program: str, url: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, url, ""), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


async def test_a_program_killed_in_the_middle_of_an_answer_leaves_the_update_to_answer(
    url: str,
) -> None:
    assert (await run(INSIDE, url))[0] == 9
    store = open_store(url)
    assert (numbers(store), payloads(store)) == ([1], [])
    assert store.handle([1], answering("domicile", "deux"), NOW) == 1
    assert payloads(store) == ["deux"]
    store.close()


async def test_a_program_killed_right_after_an_answer_leaves_it_to_send_once(url: str) -> None:
    assert (await run(AFTER, url))[0] == 9
    store = open_store(url)
    assert (numbers(store), payloads(store)) == ([], ["un"])
    assert take(store, update(1), answering("domicile", "deux")) == 0
    assert payloads(store) == ["un"]
    store.close()


async def test_two_programs_on_one_database_answer_each_update_once(url: str, store: Store) -> None:
    ran = await asyncio.gather(run(TWIN, url), run(TWIN, url))
    assert [code for code, _ in ran] == [0, 0]
    assert sum(int(said) for _, said in ran) == 24
    assert sorted(map(int, payloads(store))) == list(range(24))
    assert numbers(store) == []


@pytest.fixture
def pair(url: str) -> Iterator[tuple[Store, Store]]:
    """Two programs on one database."""
    both = open_store(url), open_store(url)
    yield both
    for store in both:
        store.close()


def meeting(decide: Decide, meet: Callable[[], object]) -> Decide:
    """Decide the same, after something has happened elsewhere."""

    def decide_later(session: Session, taken: Received) -> Decision:
        meet()
        return decide(session, taken)

    return decide_later


def test_the_same_update_handled_by_two_programs_at_once_has_one_effect(
    pair: tuple[Store, Store],
) -> None:
    count = 5
    pair[0].receive([update(number) for number in range(count)], NOW)
    together = threading.Barrier(2)

    def handle(store: Store) -> list[int]:
        done = []
        for number in range(count):
            together.wait(10)
            done.append(store.handle([number], _number, NOW))
        return done

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(handle, pair)
    assert [a + b for a, b in zip(first, second, strict=True)] == [1] * count
    assert sorted(payloads(pair[0])) == ["0", "1", "2", "3", "4"]


def test_an_update_redelivered_in_the_middle_of_its_answer_has_one_effect(
    pair: tuple[Store, Store],
) -> None:
    """PostgreSQL lets the other program in at once, SQLite once the answer is written."""
    here, there = pair
    here.receive([update(1)], NOW)
    with ThreadPoolExecutor(1) as thread:
        again = []

        def redeliver() -> None:
            again.append(thread.submit(there.receive, [update(1)], NOW))
            threading.Event().wait(0.05)

        here.handle([1], meeting(answering("franchise", "un"), redeliver), NOW)
        again[0].result(10)
    assert there.handle([1], answering("domicile", "deux"), NOW) == 0
    assert (payloads(here), topic_of(here), numbers(here)) == (["un"], "franchise", [])


def test_updates_received_by_two_programs_while_a_third_answers_have_one_effect_each(
    pair: tuple[Store, Store], url: str
) -> None:
    count = 60
    third = open_store(url)

    def receive(store: Store) -> None:
        for number in range(count):
            store.receive([update(number, CHAT + number % 7)], NOW)

    def answer() -> int:
        done = 0
        while done < count:
            lot = numbers(third)[:8]
            done += third.handle(lot, _number, NOW)
        return done

    with ThreadPoolExecutor(3) as threads:
        receiving = [threads.submit(receive, store) for store in pair]
        assert threads.submit(answer).result(60) == count
        for task in receiving:
            task.result(60)
    third.handle(numbers(third), _number, NOW)
    assert sorted(map(int, payloads(third))) == list(range(count))
    assert numbers(third) == []
    third.close()


def _number(_session: Session, taken: Received) -> Decision:
    return answering("franchise", str(taken.update_id))(_session, taken)


# --- what is left on the disk ---------------------------------------------------------------------

SECRET = "mot-de-passage-unique"


def left_in(folder: Path) -> list[str]:
    """Return the files that still hold the secret."""
    return [path.name for path in folder.iterdir() if SECRET.encode() in path.read_bytes()]


def test_what_was_erased_is_in_no_file_even_while_the_program_runs(
    embedded: Store, tmp_path: Path
) -> None:
    take(embedded, Received(1, CHAT, SECRET), answering(SECRET, SECRET))
    assert left_in(tmp_path / "state") != []
    embedded.erase(CHAT)
    assert left_in(tmp_path / "state") == []


def test_a_conversation_that_ends_leaves_nothing_in_any_file(
    embedded: Store, tmp_path: Path
) -> None:
    take(embedded, Received(1, CHAT, SECRET), answering(SECRET))
    take(embedded, Received(2, CHAT, SECRET), lambda *_: Decision(Session()))
    assert left_in(tmp_path / "state") == []


def test_a_patient_who_is_gone_is_in_no_file(embedded: Store, tmp_path: Path) -> None:
    take(embedded, Received(1, CHAT, SECRET), answering(SECRET, SECRET))
    take(embedded, Received(2, CHAT, "{}"), lambda *_: Decision(Session(), is_gone=True))
    assert left_in(tmp_path / "state") == []


def test_what_has_expired_is_in_no_file(embedded: Store, tmp_path: Path) -> None:
    take(embedded, Received(1, CHAT, SECRET), answering(SECRET, SECRET))
    embedded.receive([Received(2, CHAT, SECRET)], NOW)
    embedded.purge(NOW + LIFETIME)
    assert left_in(tmp_path / "state") == []
