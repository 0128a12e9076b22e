"""Moving a conversation when something happens meanwhile: everything, or nothing."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection

from bot.dialogue.session import Session
from bot.storage.job_queue import JobQueue
from bot.storage.store import Decision, Received, Store, ToSend, Waiting
from tests.postgres import Server, name_of
from tests.storage.conftest import (
    OTHER,
    answering,
    numbers,
    open_store,
    payloads,
    rows,
    take,
    topic_of,
    update,
)
from tests.storage.moves import NOTHING, jobs, move, refusal

SECONDS = 20
WAITS_FOR_A_LOCK = """
SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()
"""


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
