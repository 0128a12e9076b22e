"""Moving a conversation to PostgreSQL: whole and once, whatever happens meanwhile."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import sqlite3
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection

from bot.dialogue.session import Session
from bot.errors import StorageError
from bot.storage.database import default_url
from bot.storage.job_queue import JobQueue, lock_of
from bot.storage.lock import alone
from bot.storage.migrate import migrate, moved_name
from bot.storage.store import Decision, Received, Store, ToSend, Waiting
from tests.postgres import Server, name_of
from tests.storage.conftest import (
    CHAT,
    LIFETIME,
    NOW,
    OTHER,
    SECOND,
    answering,
    numbers,
    open_store,
    payloads,
    rows,
    take,
    topic_of,
    update,
)

SECONDS = 20
WAITS_FOR_A_LOCK = """
SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""
NOTHING = {"sessions": 0, "inbox": 0, "outbox": 0}


@pytest.fixture
def source(embedded_url: str) -> Path:
    """Where the embedded database is."""
    return Path(embedded_url.removeprefix("sqlite:///"))


@pytest.fixture
def filled(embedded_url: str, source: Path) -> Path:
    """A database left in the middle of two conversations."""
    fill(embedded_url)
    return source


def fill(url: str) -> None:
    """Leave two conversations, with replies to send and updates to answer."""
    store = open_store(url)
    take(store, update(1), answering("franchise", "a", "b"))
    take(store, update(2, OTHER), answering("bilan", "c"))
    take(store, update(3), answering("domicile", "d"))
    store.receive([update(6), update(5, OTHER), update(4)], NOW)
    store.close()


def move(source: Path, url: str, now: dt.datetime = NOW) -> Mapping[str, int]:
    return migrate(source, url, LIFETIME, now)


def refusal(source: Path, url: str) -> str:
    with pytest.raises(StorageError) as told:
        move(source, url)
    assert "\n" not in str(told.value)
    return str(told.value)


def jobs(url: str) -> list[tuple[int, str]]:
    """Return the updates in the queue and their locks, in the order of the queue."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT args, lock FROM procrastinate_jobs ORDER BY id")
        return [(arguments["update_id"], lock) for arguments, lock in found]


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


# --- refusals ---------------------------------------------------------------------------------


def test_a_bot_that_runs_is_to_be_stopped_first(
    filled: Path, embedded_url: str, shared: Store, shared_url: str
) -> None:
    with alone(embedded_url):
        assert "un autre Kinébot utilise cette base : arrêtez-le" in refusal(filled, shared_url)
    assert shared.depths() == NOTHING
    assert move(filled, shared_url)["sessions"] == 2


def test_it_only_moves_to_postgresql(filled: Path, tmp_path: Path) -> None:
    assert "postgresql://" in refusal(filled, default_url(tmp_path / "autre"))
    assert filled.exists()
    assert not (tmp_path / "autre").exists()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path, shared_url: str) -> None:
    assert "--from" in refusal(tmp_path / "absente" / "kinebot.db", shared_url)
    assert list(tmp_path.iterdir()) == []


def foreign(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE notes (id)")
    connection.close()


def damaged(path: Path) -> None:
    fill(f"sqlite:///{path}")
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\xff" * (len(whole) - 4096)
    path.write_bytes(whole)


@pytest.mark.parametrize("make", [foreign, damaged, Path.touch, lambda p: p.write_text("x" * 5000)])
def test_a_file_that_is_no_whole_database_of_ours_is_refused_as_it_is(
    tmp_path: Path, shared: Store, shared_url: str, make: object
) -> None:
    file = tmp_path / "kinebot.db"
    make(file)  # type: ignore[operator]
    before = file.read_bytes()
    assert "pas une base de Kinébot" in refusal(file, shared_url)
    assert file.read_bytes() == before
    assert shared.depths() == NOTHING


def test_a_second_time_is_refused_and_changes_nothing(
    filled: Path, embedded_url: str, shared: Store, shared_url: str
) -> None:
    move(filled, shared_url)
    assert "déjà été déplacée" in refusal(filled, shared_url)
    open_store(embedded_url).close()  # somebody started a bot there all the same
    assert "déjà été déplacée" in refusal(filled, shared_url)
    assert (payloads(shared), len(jobs(shared_url))) == (["a", "b", "c", "d"], 3)


@pytest.mark.parametrize("said", ["session", "update", "reply"])
def test_a_database_where_something_was_said_is_refused(
    filled: Path, shared: Store, shared_url: str, said: str
) -> None:
    match said:
        case "session":
            take(shared, update(900, 9), answering("ald"))
        case "update":
            shared.receive([update(900, 9)], NOW)
        case _:
            gone = Decision(Session(), [ToSend("send", "au revoir")])
            take(shared, update(900, 9), lambda *_: gone)
    before = shared.depths()
    assert "donnez une base vide" in refusal(filled, shared_url)
    assert shared.depths() == before
    assert filled.exists()


def test_a_database_where_everything_said_has_expired_is_empty(
    filled: Path, shared: Store, shared_url: str
) -> None:
    take(shared, update(900, 9), answering("ald", "z"), NOW - LIFETIME - SECOND)
    assert move(filled, shared_url) == shared.depths()


def test_marks_of_an_earlier_try_are_not_in_the_way(
    filled: Path, shared: Store, shared_url: str
) -> None:
    gone = Decision(Session())
    for number in (1, 900):
        take(shared, update(number), lambda *_: gone)
    move(filled, shared_url)
    assert rows(shared, "handled") == 4


def test_a_server_that_does_not_answer_is_told_in_one_line(filled: Path) -> None:
    assert "vérifiez DATABASE_URL" in refusal(filled, "postgresql://bot@127.0.0.1:1/kinebot")
    assert filled.exists()


# --- interruptions ----------------------------------------------------------------------------


def interrupt(monkeypatch: pytest.MonkeyPatch, trouble: object) -> None:
    """Have something happen once half of the updates are copied."""
    defer, lots = JobQueue.defer, []

    def troubled(self: JobQueue, connection: Connection, updates: Sequence[Waiting]) -> None:
        defer(self, connection, updates)
        lots.append(updates)
        if len(lots) == 2:
            trouble(connection)  # type: ignore[operator]

    monkeypatch.setattr("bot.storage.migrate.LOT", 1)
    monkeypatch.setattr(JobQueue, "defer", troubled)


def test_a_move_cut_short_leaves_both_sides_as_they_were_and_can_be_run_again(
    filled: Path, embedded_url: str, shared: Store, shared_url: str
) -> None:
    def press_ctrl_c(_: Connection) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        interrupt(patch, press_ctrl_c)
        with pytest.raises(KeyboardInterrupt):
            move(filled, shared_url)
    assert shared.depths() == NOTHING
    assert (rows(shared, "handled"), jobs(shared_url)) == (0, [])
    old = open_store(embedded_url)
    assert (numbers(old), payloads(old)) == ([4, 5, 6], ["a", "b", "c", "d"])
    assert (topic_of(old), topic_of(old, OTHER)) == ("domicile", "bilan")
    take(old, update(4), answering("ald", "e"))
    old.close()
    assert move(filled, shared_url) == {"sessions": 2, "inbox": 2, "outbox": 5}
    assert topic_of(shared) == "ald"


def test_a_server_lost_half_way_is_told_in_one_line_and_keeps_nothing(
    filled: Path, shared: Store, shared_url: str, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end_connections(_: Connection) -> None:
        with psycopg.connect(postgres.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                [name_of(shared_url)],
            )

    shared.close()
    interrupt(monkeypatch, end_connections)
    assert "relancez la commande" in refusal(filled, shared_url)
    assert filled.exists()
    assert (shared.depths(), jobs(shared_url)) == (NOTHING, [])


def test_a_move_cut_short_at_its_last_second_is_ended_by_running_it_again(
    filled: Path, shared: Store, shared_url: str
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "rename", refuse)
        said = refusal(filled, shared_url)
    assert "tout est dans PostgreSQL" in said
    assert "répondrait une seconde fois" in said
    assert filled.exists()
    assert move(filled, shared_url) == {"sessions": 2, "inbox": 3, "outbox": 4}
    assert not filled.exists()
    assert (shared.depths(), len(jobs(shared_url))) == ({"sessions": 2, "inbox": 3, "outbox": 4}, 3)


def test_a_move_run_again_once_somebody_answered_is_refused(
    filled: Path, shared: Store, shared_url: str
) -> None:
    copy = filled.with_name("copie.db")
    shutil.copy(filled, copy)
    move(filled, shared_url)
    shared.sent([shared.unsent()[0].id])
    assert "donnez une base vide" in refusal(copy, shared_url)
    assert payloads(shared) == ["b", "c", "d"]


def wait_with(begun: Future[Any], url: str) -> None:
    """Return once what has begun waits for somebody to let a lock go."""
    with psycopg.connect(url, autocommit=True) as connection:
        while not connection.execute(WAITS_FOR_A_LOCK).fetchone():
            assert not begun.done()


def test_a_patient_who_writes_meanwhile_is_answered_from_the_state_that_was_moved(
    filled: Path, shared: Store, shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(session: Session, _: Received) -> Decision:
        return Decision(session, [ToSend("send", f"après {session.topic}")])

    with ThreadPoolExecutor(1) as thread:
        answered: list[Future[int]] = []

        def write(_: Connection) -> None:
            answered.append(thread.submit(take, shared, update(7), decide))
            wait_with(answered[0], shared_url)

        interrupt(monkeypatch, write)
        move(filled, shared_url)
        assert answered[0].result(SECONDS) == 1
    assert payloads(shared) == ["a", "b", "c", "d", "après domicile"]
    assert numbers(shared) == [4, 5, 6]


def test_another_database_moved_there_meanwhile_is_not_mixed_with_the_first(
    filled: Path, tmp_path: Path, shared: Store, shared_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "autre.db"
    store = open_store(f"sqlite:///{other}")
    take(store, update(50, 77), answering("ald", "z"))
    store.close()
    with ThreadPoolExecutor(1) as thread:
        refused: list[Future[str]] = []

        def move_the_other(_: Connection) -> None:
            refused.append(thread.submit(refusal, other, shared_url))
            wait_with(refused[0], shared_url)

        interrupt(monkeypatch, move_the_other)
        move(filled, shared_url)
        assert "donnez une base vide" in refused[0].result(SECONDS)
    assert payloads(shared) == ["a", "b", "c", "d"]
    assert other.exists()


def test_what_is_refused_is_told_without_what_was_said(
    filled: Path, shared: Store, shared_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite3.connect(filled) as connection:
        secret = json.dumps({"html": "0612345678"}) + "\x00"  # PostgreSQL writes no such thing
        connection.execute("UPDATE inbox SET payload = ? WHERE update_id = 5", [secret])
    connection.close()
    said = refusal(filled, shared_url)
    assert "0612345678" not in said + caplog.text
    assert str(OTHER) not in said + caplog.text
    assert shared.depths() == NOTHING
    assert filled.exists()
