"""Copies of the database: whole, taken and put back while the bot runs."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.backup import back_up, restore
from bot.storage.database import default_url, open_database
from bot.storage.store import Store
from tests.storage.conftest import CHAT, LIFETIME, NOW, answering, update


async def topic_of(store: Store, chat_id: int = CHAT) -> str | None:
    async with store._engine.connect() as connection:
        rows = await connection.exec_driver_sql(
            f"SELECT state FROM sessions WHERE chat_id = {chat_id}"  # noqa: S608 — a constant
        )
        row = rows.first()
    return None if row is None else row[0].split('"topic":"')[1].split('"')[0]


async def test_a_copy_holds_what_was_kept(store: Store, url: str, tmp_path: Path) -> None:
    await store.receive([update(1)], NOW)
    await store.handle(update(1), answering("franchise", "a"), NOW)
    copy = tmp_path / "copie.db"
    assert back_up(url, copy) == copy.stat().st_size > 0
    other = Store(await open_database(f"sqlite:///{copy}"), LIFETIME)
    assert await topic_of(other) == "franchise"
    await other.close()


async def test_a_copy_is_for_its_owner_only(store: Store, url: str, tmp_path: Path) -> None:
    await store.receive([update(1)], NOW)
    back_up(url, tmp_path / "copie.db")
    assert stat.S_IMODE((tmp_path / "copie.db").stat().st_mode) == 0o600


async def test_a_copy_taken_while_the_bot_writes_is_whole(
    store: Store, url: str, tmp_path: Path
) -> None:
    async def write() -> None:
        for number in range(1, 60):
            await store.receive([update(number, CHAT + number)], NOW)
            await store.handle(update(number, CHAT + number), answering("bilan", "x"), NOW)

    writing = asyncio.create_task(write())
    for rank in range(5):
        await asyncio.to_thread(back_up, url, tmp_path / f"copie{rank}.db")
    await writing
    for rank in range(5):
        with sqlite3.connect(tmp_path / f"copie{rank}.db") as copy:
            sessions = copy.execute("SELECT count(*) FROM sessions").fetchone()[0]
            handled = copy.execute("SELECT count(*) FROM handled").fetchone()[0]
            sent = copy.execute("SELECT count(*) FROM outbox").fetchone()[0]
            assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        copy.close()
        assert sessions == handled == sent


async def test_a_copy_is_put_back_under_a_running_bot(
    store: Store, url: str, tmp_path: Path
) -> None:
    await store.receive([update(1)], NOW)
    await store.handle(update(1), answering("franchise", "a"), NOW)
    back_up(url, tmp_path / "copie.db")
    await store.receive([update(2)], NOW)
    await store.handle(update(2), answering("domicile", "b"), NOW)
    assert await topic_of(store) == "domicile"
    await asyncio.to_thread(restore, url, tmp_path / "copie.db")
    assert await topic_of(store) == "franchise"
    await store.receive([update(3)], NOW)
    assert [kept.update_id for kept in await store.waiting()] == [3]


async def test_a_copy_is_put_back_where_there_was_nothing(
    store: Store, url: str, tmp_path: Path
) -> None:
    await store.receive([update(1)], NOW)
    await store.handle(update(1), answering("franchise", "a"), NOW)
    back_up(url, tmp_path / "copie.db")
    fresh = default_url(tmp_path / "ailleurs")
    restore(fresh, tmp_path / "copie.db")
    other = Store(await open_database(fresh), LIFETIME)
    assert await topic_of(other) == "franchise"
    await other.close()


async def test_an_existing_file_is_not_overwritten(store: Store, url: str, tmp_path: Path) -> None:
    await store.receive([update(1)], NOW)
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
async def test_what_is_not_a_copy_is_refused_and_changes_nothing(
    store: Store, url: str, tmp_path: Path, make: object, said: str
) -> None:
    await store.receive([update(1)], NOW)
    await store.handle(update(1), answering("franchise", "a"), NOW)
    make(tmp_path / "fausse.db")  # type: ignore[operator]
    with pytest.raises(StorageError, match=said):
        restore(url, tmp_path / "fausse.db")
    assert await topic_of(store) == "franchise"


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
