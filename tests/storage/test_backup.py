"""Copies of the database: whole, taken and put back while the bot runs."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.backup import back_up, restore
from bot.storage.database import default_url
from bot.storage.store import Store
from tests.storage.conftest import (
    CHAT,
    NOW,
    answering,
    numbers,
    open_store,
    opened,
    take,
    topic_of,
    update,
)


@pytest.fixture
def url(embedded_url: str) -> str:
    return embedded_url


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    yield from opened(url)


def test_a_copy_holds_what_was_kept(store: Store, url: str, tmp_path: Path) -> None:
    take(store, update(1), answering("franchise", "a"))
    copy = tmp_path / "copie.db"
    assert back_up(url, copy) == copy.stat().st_size > 0
    other = open_store(f"sqlite:///{copy}")
    assert topic_of(other) == "franchise"
    other.close()


def test_a_copy_is_for_its_owner_only(store: Store, url: str, tmp_path: Path) -> None:
    store.receive([update(1)], NOW)
    back_up(url, tmp_path / "copie.db")
    assert stat.S_IMODE((tmp_path / "copie.db").stat().st_mode) == 0o600


def test_a_copy_taken_while_the_bot_writes_is_whole(store: Store, url: str, tmp_path: Path) -> None:
    def write() -> None:
        for number in range(1, 60):
            take(store, update(number, CHAT + number), answering("bilan", "x"))

    with ThreadPoolExecutor(1) as thread:
        writing = thread.submit(write)
        for rank in range(5):
            back_up(url, tmp_path / f"copie{rank}.db")
        writing.result(30)
    for rank in range(5):
        with sqlite3.connect(tmp_path / f"copie{rank}.db") as copy:
            sessions = copy.execute("SELECT count(*) FROM sessions").fetchone()[0]
            handled = copy.execute("SELECT count(*) FROM handled").fetchone()[0]
            sent = copy.execute("SELECT count(*) FROM outbox").fetchone()[0]
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
        assert sessions == handled == sent


def test_a_copy_is_put_back_under_a_running_bot(store: Store, url: str, tmp_path: Path) -> None:
    take(store, update(1), answering("franchise", "a"))
    back_up(url, tmp_path / "copie.db")
    take(store, update(2), answering("domicile", "b"))
    assert topic_of(store) == "domicile"
    restore(url, tmp_path / "copie.db")
    assert topic_of(store) == "franchise"
    store.receive([update(3)], NOW)
    assert numbers(store) == [3]


def test_a_copy_is_put_back_where_there_was_nothing(store: Store, url: str, tmp_path: Path) -> None:
    take(store, update(1), answering("franchise", "a"))
    back_up(url, tmp_path / "copie.db")
    fresh = default_url(tmp_path / "ailleurs")
    restore(fresh, tmp_path / "copie.db")
    other = open_store(fresh)
    assert topic_of(other) == "franchise"
    other.close()


def test_an_existing_file_is_not_overwritten(store: Store, url: str, tmp_path: Path) -> None:
    store.receive([update(1)], NOW)
    (tmp_path / "copie.db").write_text("précieux")
    with pytest.raises(StorageError, match="existe déjà"):
        back_up(url, tmp_path / "copie.db")
    assert (tmp_path / "copie.db").read_text() == "précieux"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "n’existe pas"),
        (lambda path: path.write_bytes(b"x" * 5000), "pas une copie"),
        (lambda path: sqlite3.connect(path).close() or path.touch(), "pas une copie"),
    ],
    ids=["absent", "not a database", "an empty database"],
)
def test_what_is_not_a_copy_is_refused_and_changes_nothing(
    store: Store, url: str, tmp_path: Path, make: object, said: str
) -> None:
    take(store, update(1), answering("franchise", "a"))
    make(tmp_path / "fausse.db")  # type: ignore[operator]
    with pytest.raises(StorageError, match=said):
        restore(url, tmp_path / "fausse.db")
    assert topic_of(store) == "franchise"


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    database = tmp_path / "kinebot.db"
    sqlite3.connect(database).close()
    database.touch()
    with pytest.raises(StorageError, match="copie impossible"):
        back_up(f"sqlite:///{database}", tmp_path / "absent" / "copie.db")
    assert not (tmp_path / "absent").exists()


def test_postgresql_is_told_its_own_tools(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="pg_dump"):
        back_up("postgresql://bot@localhost/kinebot", tmp_path / "copie.db")
