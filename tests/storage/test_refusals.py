"""A database that cannot be used: what is said, and that nothing is half-written."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import pytest
from sqlalchemy import Engine, create_engine, event, inspect
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.storage.database import default_url, open_database
from bot.storage.store import Store
from tests.postgres import Server
from tests.storage.conftest import (
    NOW,
    answering,
    numbers,
    payloads,
    take,
    topic_of,
    update,
)

NOBODY = 65534


def refusal(url: str) -> str:
    """Return what is said when this database cannot be opened."""
    with pytest.raises(StorageError) as told:
        open_database(url)
    said = str(told.value)
    assert "\n" not in said
    assert " : " in said
    return said


def test_a_file_that_is_not_a_database_is_refused_with_advice(tmp_path: Path) -> None:
    (tmp_path / "kinebot.db").write_text("ceci n’est pas une base\n" * 100)
    assert "remettez une sauvegarde" in refusal(default_url(tmp_path))


def test_a_damaged_database_is_refused_with_advice(tmp_path: Path) -> None:
    engine = open_database(default_url(tmp_path))
    engine.dispose()
    path = tmp_path / "kinebot.db"
    content = bytearray(path.read_bytes())
    content[100:6000] = b"\xff" * 5900
    path.write_bytes(content)
    assert "remettez une sauvegarde" in refusal(default_url(tmp_path))


def test_a_folder_that_cannot_be_made_is_refused_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refusal(default_url(tmp_path / "file" / "state"))
    assert str(tmp_path / "file") in said


def test_a_folder_in_the_place_of_the_database_is_refused_with_advice(
    tmp_path: Path,
) -> None:
    (tmp_path / "kinebot.db").mkdir()
    assert "STATE_DIR" in refusal(default_url(tmp_path))


@pytest.fixture
def folder_as_anybody() -> Iterator[Path]:
    """A folder, and a process that has no more rights than anybody on this machine."""
    open_database("sqlite:///:memory:").dispose()
    with _without_rights() as folder:
        yield folder


@contextmanager
def _without_rights() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "kinebot.db").touch(mode=0o644)
        me = os.geteuid()
        if me == 0:
            os.seteuid(NOBODY)
        else:
            (folder / "kinebot.db").chmod(0o444)
            folder.chmod(0o555)
        try:
            yield folder
        finally:
            os.seteuid(me)
            folder.chmod(0o755)


def test_a_database_nobody_may_write_in_is_refused_with_advice(
    folder_as_anybody: Path,
) -> None:
    assert "STATE_DIR" in refusal(default_url(folder_as_anybody))


def test_a_folder_nobody_may_write_in_is_refused_with_advice(
    folder_as_anybody: Path,
) -> None:
    assert str(folder_as_anybody) in refusal(default_url(folder_as_anybody / "state"))


def test_a_read_only_folder_without_a_database_is_refused_with_advice(
    folder_as_anybody: Path,
) -> None:
    url = default_url(folder_as_anybody).replace("kinebot.db", "other.db")
    assert "STATE_DIR" in refusal(url)


def test_a_database_held_by_another_program_is_refused_with_advice(
    tmp_path: Path,
) -> None:
    holder = sqlite3.connect(tmp_path / "kinebot.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        assert "arrêtez-le d’abord" in refusal(f"{default_url(tmp_path)}?timeout=0.1")
    finally:
        holder.close()


def limit(connection: Any, pages: int) -> None:
    """Leave that many pages to a database, as a disk that is full does."""
    connection.execute(f"PRAGMA max_page_count={pages}")


def test_a_disk_that_is_full_is_told_with_advice_and_nothing_is_half_made(
    embedded_url: str,
) -> None:
    def little(raw: Any, _record: object) -> None:
        limit(raw, 5)

    event.listen(Engine, "connect", little)
    try:
        assert "libérez de la place" in refusal(embedded_url)
    finally:
        event.remove(Engine, "connect", little)
    engine = create_engine(embedded_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
    open_database(embedded_url).dispose()


def test_a_disk_that_fills_up_while_it_runs_refuses_whole_lots_until_there_is_room(
    embedded: Store,
) -> None:
    take(embedded, update(1), answering("franchise", "un"))
    with embedded._engine.connect() as connection:
        limit(connection.connection, 1)  # SQLite understands: as many as there are
    embedded.receive([update(2)], NOW)
    with pytest.raises(SQLAlchemyError, match="full"):
        embedded.handle([2], answering("domicile", "x" * 100_000, "y"), NOW)
    assert (numbers(embedded), payloads(embedded), topic_of(embedded)) == ([2], ["un"], "franchise")
    with embedded._engine.connect() as connection:
        limit(connection.connection, 10_000)
    assert embedded.handle([2], answering("domicile", "deux"), NOW) == 1
    assert payloads(embedded) == ["un", "deux"]


@pytest.mark.parametrize(
    ("broken", "advice"),
    [
        (lambda url: url._replace(netloc="bot:secret-mot@127.0.0.1:1"), "vérifiez DATABASE_URL"),
        (lambda url: url._replace(path="/absente"), "vérifiez DATABASE_URL"),
        (lambda url: url._replace(netloc=url.netloc.replace(url.password, "secret-mot")),
         "vérifiez DATABASE_URL"),
    ],
    ids=["nobody listens", "no such database", "wrong password"],
)  # fmt: skip
def test_a_server_that_refuses_is_told_without_the_password(
    postgres: Server, broken: Callable[[SplitResult], SplitResult], advice: str
) -> None:
    address = urlsplit(postgres.url)
    said = refusal(broken(address).geturl())
    assert advice in said
    for secret in ("secret-mot", address.password):
        assert secret is None or secret not in said


@pytest.mark.parametrize("address", ["n’importe quoi", "oracle://bot@127.0.0.1/kinebot"])
def test_an_address_that_is_none_is_refused_in_words(address: str) -> None:
    assert refusal(address).startswith("DATABASE_URL : ")
