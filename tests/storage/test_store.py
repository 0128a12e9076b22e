"""Nothing lost, nothing doubled, nothing kept too long."""

from __future__ import annotations

import asyncio
import datetime as dt
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.session import Answer, DialogueState, Pending, Session
from bot.storage.database import open_database
from bot.storage.store import Received, Store, ToSend
from tests.conftest import ROOT
from tests.storage.conftest import CHAT, NOW, answering, update

LIFETIME = dt.timedelta(hours=24)

SECOND = dt.timedelta(seconds=1)
OTHER = 2002
FULL = Session(
    topic="franchise",
    dialogue=DialogueState(
        flow="estimate",
        token="abc",
        answers={"prix": Answer(values=("20", "25"), is_range=True), "nb_seances": Answer()},
        open="situation",
        trail=("prix", "situation"),
        picked=("ald",),
        pending=Pending(question="prix", answer=Answer(values=("16.13",))),
        strikes=1,
        digressions=2,
        is_paused=True,
    ),
    offered=(("Oui", "a:abc:yes:prix"),),
    last_press="m@1790000000",
)


async def payloads(store: Store) -> list[str]:
    return [kept.payload for kept in await store.unsent()]


async def test_a_session_comes_back_exactly_as_it_was_kept(store: Store) -> None:
    await store.handle(update(1), lambda _: (FULL, []), NOW)
    assert await store.session(CHAT, NOW) == FULL


async def test_a_chat_nobody_wrote_in_has_an_empty_session(store: Store) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    assert await store.session(OTHER, NOW) == Session()


async def test_a_received_update_waits_until_it_is_handled(store: Store) -> None:
    await store.receive([update(2), update(1)], NOW)
    assert await store.waiting() == [update(1), update(2)]
    assert await store.handle(update(1), answering("franchise", "un"), NOW)
    assert await store.waiting() == [update(2)]
    assert await payloads(store) == ["un"]


async def test_receiving_nothing_changes_nothing(store: Store) -> None:
    await store.receive([], NOW)
    assert await store.waiting() == []


async def test_the_same_update_twice_in_one_delivery_waits_once(store: Store) -> None:
    await store.receive([update(1), update(1)], NOW)
    await store.receive([update(1)], NOW)
    assert await store.waiting() == [update(1)]


async def test_an_update_redelivered_after_its_answer_changes_nothing(store: Store) -> None:
    await store.receive([update(1)], NOW)
    await store.handle(update(1), answering("franchise", "un"), NOW)
    await store.receive([update(1)], NOW)
    assert await store.waiting() == []
    assert not await store.handle(update(1), answering("domicile", "deux"), NOW)
    assert await payloads(store) == ["un"]
    assert (await store.session(CHAT, NOW)).topic == "franchise"


async def test_handling_twice_at_the_same_time_answers_once(store: Store) -> None:
    results = await asyncio.gather(
        *(store.handle(update(1), answering("franchise", "un"), NOW) for _ in range(5))
    )
    assert sorted(results) == [False, False, False, False, True]
    assert await payloads(store) == ["un"]


async def test_an_answer_that_fails_leaves_the_update_waiting_and_the_session_as_it_was(
    store: Store,
) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    await store.receive([update(2)], NOW)

    def fail(_: Session) -> tuple[Session, list[ToSend]]:
        raise RuntimeError("panne")

    with pytest.raises(RuntimeError):
        await store.handle(update(2), fail, NOW)
    assert await store.waiting() == [update(2)]
    assert (await store.session(CHAT, NOW)).topic == "franchise"
    assert await payloads(store) == []
    assert await store.handle(update(2), answering("domicile", "deux"), NOW)


async def test_replies_leave_in_the_order_they_were_decided(store: Store) -> None:
    await store.handle(update(1), answering("franchise", "un", "deux"), NOW)
    await store.handle(update(2, OTHER), answering("franchise", "ailleurs"), NOW)
    await store.handle(update(3), answering("franchise", "trois"), NOW)
    assert [kept.payload for kept in await store.unsent(CHAT)] == ["un", "deux", "trois"]
    first = (await store.unsent(CHAT))[0]
    await store.sent(first.id)
    assert [kept.payload for kept in await store.unsent(CHAT)] == ["deux", "trois"]
    assert await payloads(store) == ["deux", "ailleurs", "trois"]


async def test_a_session_lives_twenty_four_hours_after_the_last_message(store: Store) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    assert (await store.session(CHAT, NOW + LIFETIME - SECOND)).topic == "franchise"
    assert await store.session(CHAT, NOW + LIFETIME) == Session()
    assert dt.timedelta(hours=24) == LIFETIME


async def test_each_message_gives_the_session_a_new_day(store: Store) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    later = NOW + LIFETIME - SECOND
    await store.handle(update(2), lambda before: (before, []), later)
    assert (await store.session(CHAT, later + LIFETIME - SECOND)).topic == "franchise"


async def test_an_expired_session_is_not_given_to_the_engine(store: Store) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    seen: list[Session] = []

    def look(before: Session) -> tuple[Session, list[ToSend]]:
        seen.append(before)
        return before, []

    await store.handle(update(2), look, NOW + LIFETIME)
    assert seen == [Session()]


async def test_the_purge_erases_what_has_expired_and_nothing_else(store: Store, url: str) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    await store.handle(update(2, OTHER), answering("domicile"), NOW + SECOND)
    await store.purge(NOW + LIFETIME)
    assert await rows(url, "sessions") == 1
    assert (await store.session(OTHER, NOW + SECOND)).topic == "domicile"
    assert await rows(url, "handled") == 1
    await store.purge(NOW + LIFETIME + SECOND)
    assert await rows(url, "sessions") == await rows(url, "handled") == 0


async def test_an_empty_session_leaves_no_row(store: Store, url: str) -> None:
    await store.handle(update(1), answering("franchise"), NOW)
    await store.handle(update(2), lambda _: (Session(), []), NOW)
    assert await rows(url, "sessions") == 0


async def test_erasing_a_chat_leaves_nothing_of_it_and_all_of_the_others(
    store: Store, url: str
) -> None:
    for chat in (CHAT, OTHER):
        await store.handle(update(chat, chat), answering("franchise", "un"), NOW)
        await store.receive([update(chat + 10_000, chat)], NOW)
    await store.erase(CHAT)
    assert await store.session(CHAT, NOW) == Session()
    assert await store.unsent(CHAT) == []
    assert [waiting.chat_id for waiting in await store.waiting()] == [OTHER]
    assert [await rows(url, name) for name in ("sessions", "inbox", "outbox")] == [1, 1, 1]


async def test_an_error_of_the_database_does_not_repeat_what_the_patient_wrote(
    store: Store, url: str
) -> None:
    engine = await open_database(url)
    async with engine.begin() as connection:
        await connection.exec_driver_sql("drop table inbox")
    await engine.dispose()
    with pytest.raises(SQLAlchemyError) as told:
        await store.receive([Received(1, CHAT, "j'ai mal au dos")], NOW)
    assert "mal au dos" not in str(told.value)
    assert str(CHAT) not in str(told.value)


async def test_what_was_erased_is_not_left_in_the_file(
    store: Store, url: str, tmp_path: Path
) -> None:
    secret = "mot-de-passage-unique"
    await store.handle(update(1), answering(secret, secret), NOW)
    await store.receive([Received(2, CHAT, secret)], NOW)
    await store.erase(CHAT)
    await store.close()
    left = [path for path in (tmp_path / "state").iterdir() if secret.encode() in path.read_bytes()]
    assert left == []


async def test_a_stop_between_two_messages_loses_nothing(url: str) -> None:
    first = Store(await open_database(url), LIFETIME)
    await first.receive([update(1), update(2)], NOW)
    await first.handle(update(1), lambda _: (FULL, [ToSend("send", "un")]), NOW)
    await first.close()
    second = Store(await open_database(url), LIFETIME)
    assert await second.waiting() == [update(2)]
    assert await payloads(second) == ["un"]
    assert await second.session(CHAT, NOW) == FULL
    await second.close()


KILLED = """
import asyncio, datetime as dt, os, sys
from bot.dialogue.session import Session
from bot.storage.database import open_database
from bot.storage.store import Received, Store, ToSend

def decide(_before):
    if sys.argv[2] == "inside":
        os._exit(9)
    return Session(topic="franchise"), [ToSend("send", "un")]

async def main():
    store = Store(await open_database(sys.argv[1]), dt.timedelta(hours=24))
    now = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
    await store.receive([Received(1, 1001, "{}")], now)
    await store.handle(Received(1, 1001, "{}"), decide, now)
    os._exit(9)

asyncio.run(main())
"""


async def kill(url: str, moment: str) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", KILLED, url, moment, cwd=ROOT
    )
    assert await process.wait() == 9


async def test_a_process_killed_in_the_middle_of_an_answer_leaves_the_update_to_answer(
    url: str,
) -> None:
    await kill(url, "inside")
    store = Store(await open_database(url), LIFETIME)
    assert [waiting.update_id for waiting in await store.waiting()] == [1]
    assert await store.unsent() == []
    assert await store.handle(update(1), answering("domicile", "deux"), NOW)
    await store.close()


async def test_a_process_killed_right_after_an_answer_leaves_it_to_send_once(url: str) -> None:
    await kill(url, "after")
    store = Store(await open_database(url), LIFETIME)
    assert await store.waiting() == []
    assert await payloads(store) == ["un"]
    assert not await store.handle(update(1), answering("domicile", "deux"), NOW)
    await store.close()


TWIN = """
import asyncio, datetime as dt, sys
from bot.dialogue.session import Session
from bot.storage.database import open_database
from bot.storage.store import Received, Store, ToSend

async def main():
    store = Store(await open_database(sys.argv[1]), dt.timedelta(hours=24))
    now = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
    done = 0
    for number in range(24):
        update = Received(number, number % 3 + 1, "{}")
        await store.receive([update], now)
        done += await store.handle(
            update, lambda _: (Session(topic="franchise"), [ToSend("send", str(number))]), now
        )
    await store.close()
    print(done)

asyncio.run(main())
"""


async def test_two_processes_on_one_file_answer_each_update_once(url: str, store: Store) -> None:
    twins = [
        await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", TWIN, url), cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    said = [(await twin.communicate())[0] for twin in twins]
    assert [twin.returncode for twin in twins] == [0, 0]
    assert sum(map(int, said)) == 24
    assert sorted(map(int, await payloads(store))) == list(range(24))
    assert await store.waiting() == []


async def rows(url: str, table: str) -> int:
    """Count the rows of a table, as another program would see them."""
    engine = await open_database(url)
    async with engine.connect() as connection:
        count: Any = await connection.scalar(text(f"select count(*) from {table}"))  # noqa: S608
    await engine.dispose()
    return int(count)
