"""Opening a database: its tables, its settings, programs that start together."""

from __future__ import annotations

import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, event, inspect

from bot.storage.database import MIGRATIONS, default_url, open_database
from bot.storage.job_queue import prepare_queue
from bot.storage.schema import metadata
from bot.storage.store import Store
from tests.conftest import ROOT
from tests.storage.conftest import (
    answering,
    open_store,
    payloads,
    take,
    topic_of,
    update,
)

OURS = {*metadata.tables, "alembic_version"}


def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave the tables of the queue to procrastinate."""
    return kind != "table" or name in OURS


def test_the_migrations_lead_to_the_tables_the_code_describes(url: str) -> None:
    engine = open_database(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_every_migration_can_be_undone_and_done_again_and_loses_no_reply(url: str) -> None:
    store = open_store(url)
    take(store, update(1), answering("franchise", "un"))
    with store._engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", MIGRATIONS.as_posix())
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
        command.upgrade(config, "head")
    take(store, update(2), answering("franchise", "deux"))
    assert payloads(store) == ["un", "deux"]
    store.close()


def test_the_migrations_make_one_line() -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    assert len(scripts.get_bases()) == 1


def test_opening_again_keeps_what_is_there(url: str) -> None:
    first = open_store(url)
    take(first, update(1), answering("franchise"))
    first.close()
    second = open_store(url)
    assert topic_of(second) == "franchise"
    second.close()


def test_a_missing_folder_is_made_and_only_its_owner_can_look_in(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"
    engine = open_database(default_url(folder))
    engine.dispose()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "kinebot.db").stat().st_mode) == 0o600


@pytest.mark.parametrize(("asked", "level"), [("FULL", 2), ("NORMAL", 1)])
def test_what_is_erased_is_overwritten_and_what_is_written_reaches_the_disk_as_asked(
    embedded_url: str, asked: str, level: int
) -> None:
    engine = open_database(embedded_url, asked)
    with engine.connect() as connection:
        for name, value in (("journal_mode", "wal"), ("synchronous", level), ("secure_delete", 1)):
            assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
    engine.dispose()


def test_what_is_written_survives_a_power_cut_unless_asked_otherwise(embedded: Store) -> None:
    with embedded._engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2


# --- programs that start together -----------------------------------------------------------------

OTHER = """
import pathlib, sys, time
from bot.storage.database import open_database

open_database("sqlite:///:memory:").dispose()
url, folder = sys.argv[1], pathlib.Path(sys.argv[2])
(folder / sys.argv[3]).touch()
while not (folder / "go").exists():
    time.sleep(0.001)
open_database(url).dispose()
"""


@pytest.fixture(params=["embedded_url", "postgres_url"], ids=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


def test_programs_that_start_together_on_a_new_database_all_start(
    empty_url: str, tmp_path: Path
) -> None:
    """Three of them, at the moment when this one is about to make its first table."""

    def let_the_others_go(*event: object) -> None:
        if "CREATE TABLE sessions" in str(event[2]):
            (tmp_path / "go").touch()
            time.sleep(0.1)

    arguments = [sys.executable, "-c", OTHER, empty_url, tmp_path]
    others = [subprocess.Popen([*arguments, name], cwd=ROOT) for name in "abc"]
    while not all((tmp_path / name).exists() for name in "abc"):
        assert all(other.poll() is None for other in others)
        time.sleep(0.01)
    event.listen(Engine, "before_cursor_execute", let_the_others_go)
    try:
        store = open_store(empty_url)
    finally:
        event.remove(Engine, "before_cursor_execute", let_the_others_go)
        (tmp_path / "go").touch()
        codes = [other.wait(30) for other in others]
    assert codes == [0, 0, 0]
    take(store, update(1), answering("franchise", "un"))
    assert payloads(store) == ["un"]
    store.close()


def test_the_tables_of_the_queue_are_made_once(shared_url: str) -> None:
    for _ in range(2):
        engine = open_database(shared_url)
        with engine.begin() as connection:
            prepare_queue(connection)
            found = connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar()
            indexed = connection.exec_driver_sql("SELECT to_regclass('kinebot_jobs_by_lock')")
            assert (found, indexed.scalar()) == ("procrastinate_jobs", "kinebot_jobs_by_lock")
        engine.dispose()


def test_an_embedded_database_has_no_queue(embedded: Store) -> None:
    assert not any("procrastinate" in name for name in inspect(embedded._engine).get_table_names())
