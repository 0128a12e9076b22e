"""Moving a conversation to PostgreSQL: whole, and once."""

from __future__ import annotations

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

import pytest

from bot.dialogue.session import Session
from bot.storage.job_queue import lock_of
from bot.storage.migrate import moved_name
from bot.storage.store import Decision, Store, ToSend, Waiting
from tests.storage.conftest import (
    CHAT,
    LIFETIME,
    NOW,
    OTHER,
    answering,
    fill,
    numbers,
    open_store,
    payloads,
    rows,
    take,
    topic_of,
    update,
)
from tests.storage.moves import NOTHING, jobs, move


def test_conversations_updates_and_replies_go_over(
    filled: Path, shared: Store, shared_url: str
) -> None:
    assert move(filled, shared_url) == {"sessions": 2, "inbox": 3, "outbox": 4}
    assert (topic_of(shared), topic_of(shared, OTHER)) == ("domicile", "bilan")
    assert shared.waiting() == [Waiting(4, CHAT), Waiting(5, OTHER), Waiting(6, CHAT)]
    assert payloads(shared) == ["a", "b", "c", "d"]
    assert [kept.created_at for kept in shared.unsent()] == [int(NOW.timestamp())] * 4


def test_updates_are_queued_in_the_order_of_their_numbers(filled: Path, shared_url: str) -> None:
    move(filled, shared_url)
    assert jobs(shared_url) == [(4, lock_of(CHAT)), (5, lock_of(OTHER)), (6, lock_of(CHAT))]


def test_an_update_answered_before_the_move_changes_nothing_after_it(
    filled: Path, shared: Store, shared_url: str
) -> None:
    move(filled, shared_url)
    for number, chat_id in ((1, CHAT), (2, OTHER), (3, CHAT)):
        assert take(shared, update(number, chat_id), answering("ald", "encore")) == 0
    assert topic_of(shared) == "domicile"
    assert payloads(shared) == ["a", "b", "c", "d"]


def test_an_update_that_waited_is_answered_from_the_state_that_was_moved(
    filled: Path, shared: Store, shared_url: str
) -> None:
    seen: list[str | None] = []

    def decide(session: Session, taken: object) -> Decision:
        seen.append(session.topic)
        return Decision(Session(topic="ald"), [ToSend("send", "e")])

    move(filled, shared_url)
    assert shared.handle([4, 5, 6], decide, NOW) == 3
    assert seen == ["domicile", "bilan", "ald"]
    assert payloads(shared) == ["a", "b", "c", "d", "e", "e", "e"]


def test_what_is_moved_by_many_lots_is_whole_and_in_order(
    embedded_url: str, source: Path, shared: Store, shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.migrate.LOT", 3)
    chats = range(1000, 1020)
    store = open_store(embedded_url)
    for number, chat_id in enumerate(chats, start=1):
        take(store, update(number, chat_id), answering("bilan", f"{chat_id}"))
        store.receive([update(number + 100, chat_id)], NOW)
    store.sent([1, 2, 7])  # the numbers that are left have holes
    store.close()
    move(source, shared_url)
    assert rows(shared, "sessions") == rows(shared, "handled") == 20
    assert numbers(shared) == [number for number, _ in jobs(shared_url)] == [*range(101, 121)]
    assert payloads(shared) == [str(c) for c in chats if c not in (1000, 1001, 1006)]
    take(shared, update(500), answering("bilan", "après"))
    assert payloads(shared)[-1] == "après"


def test_what_has_expired_stays_behind(
    embedded_url: str, source: Path, shared: Store, shared_url: str
) -> None:
    fill(embedded_url)
    store = open_store(embedded_url)
    later = NOW + dt.timedelta(hours=1)
    take(store, update(11, 77), answering("ald", "z"), later)
    store.receive([update(12, 77)], later)
    store.close()
    moved = move(source, shared_url, NOW + LIFETIME)
    assert moved == {"sessions": 1, "inbox": 1, "outbox": 1}
    assert topic_of(shared, 77, later) == "ald"
    assert rows(shared, "handled") == 1
    assert [number for number, _ in jobs(shared_url)] == [12]


def test_marks_go_over_when_no_conversation_is_left(
    embedded_url: str, source: Path, shared: Store, shared_url: str
) -> None:
    store = open_store(embedded_url)
    take(store, update(1), lambda *_: Decision(Session()))
    store.close()
    assert move(source, shared_url) == NOTHING
    assert take(shared, update(1), answering("ald", "encore")) == 0


def test_a_database_with_nothing_in_it_is_moved_too(
    embedded_url: str, source: Path, shared: Store, shared_url: str
) -> None:
    open_store(embedded_url).close()
    assert move(source, shared_url) == shared.depths() == NOTHING


# --- what becomes of the old file -------------------------------------------------------------


def test_a_bot_started_on_the_old_database_has_nothing_to_say(
    filled: Path, embedded_url: str, shared_url: str
) -> None:
    move(filled, shared_url)
    assert sorted(path.name for path in filled.parent.iterdir()) == [
        "kinebot.db.lock", "kinebot.db.migrated",
    ]  # fmt: skip
    old = open_store(embedded_url)
    assert old.depths() == NOTHING
    assert topic_of(old) is None
    old.close()


def test_the_old_file_still_holds_everything_under_its_new_name(
    filled: Path, shared_url: str
) -> None:
    move(filled, shared_url)
    kept = open_store(f"sqlite:///{moved_name(filled)}")
    assert (numbers(kept), payloads(kept)) == ([4, 5, 6], ["a", "b", "c", "d"])
    kept.close()


def test_what_a_killed_bot_left_in_its_journal_goes_over(
    embedded: Store, source: Path, tmp_path: Path, shared: Store, shared_url: str
) -> None:
    take(embedded, update(1), answering("franchise", "a"))
    embedded.receive([update(2)], NOW)
    left = tmp_path / "left"
    left.mkdir()
    for file in (source, Path(f"{source}-wal")):  # as they are on the disk, not closed
        shutil.copy(file, left)
    assert (left / "kinebot.db-wal").stat().st_size
    assert move(left / source.name, shared_url) == {"sessions": 1, "inbox": 1, "outbox": 1}
    assert topic_of(shared) == "franchise"


def test_a_journal_that_somebody_still_reads_goes_with_its_database(
    filled: Path, shared_url: str
) -> None:
    with sqlite3.connect(filled) as reader:
        reader.execute("SELECT * FROM sessions").fetchone()
        move(filled, shared_url)
        assert not Path(f"{filled}-wal").exists()
        assert not Path(f"{filled}-shm").exists()
    reader.close()
    kept = open_store(f"sqlite:///{moved_name(filled)}")
    assert payloads(kept) == ["a", "b", "c", "d"]
    kept.close()
