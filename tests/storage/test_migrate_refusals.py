"""What `migrate` refuses to move, and where: told in one line, and nothing changes."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from bot.dialogue.session import Session
from bot.storage.database import default_url
from bot.storage.lock import alone
from bot.storage.store import Decision, Store, ToSend
from tests.storage.conftest import (
    LIFETIME,
    NOW,
    OTHER,
    SECOND,
    answering,
    fill,
    open_store,
    payloads,
    rows,
    take,
    update,
)
from tests.storage.moves import NOTHING, jobs, move, refusal


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
