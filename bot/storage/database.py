"""Opening the database: its address, its settings, its migrations."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError

from bot.errors import StorageError
from bot.storage.job_queue import prepare_queue
from bot.storage.store import READS

MIGRATIONS = Path(__file__).parent / "alembic"
DRIVERS = {"postgresql": "postgresql+psycopg"}
BUSY_SECONDS = 10
CONNECT_SECONDS = 10
MIGRATING = 0x4B696E65  # the lock held while tables change


def default_url(state_dir: Path) -> str:
    """Return the address of the embedded database."""
    return f"sqlite:///{state_dir / 'kinebot.db'}"


def is_embedded(url: str) -> bool:
    """Tell whether an address is that of an SQLite file."""
    return url.startswith("sqlite")


def open_database(url: str, synchronous: str = "FULL") -> Engine:
    """Open the database and bring its tables up to date.

    Args:
        url: its address, SQLite's or PostgreSQL's.
        synchronous: what SQLite writes through to the disk, FULL (every commit) or NORMAL.

    Raises:
        StorageError: the folder or the database cannot be used; the message says what to do.
    """
    engine = _make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _record: _tune_sqlite(raw, synchronous))
        event.listen(engine, "begin", _begin_at_once)
        _make_folder(engine.url.database)
    try:
        with engine.begin() as connection:
            _migrate(connection)
    except (DBAPIError, OSError) as error:
        engine.dispose()
        raise StorageError(_advice(error)) from error
    return engine


def _make_engine(url: str) -> Engine:
    """Create the engine; parameters (what was said, by whom) never go into its errors."""
    try:
        parsed = make_url(url)
        parsed = parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))
        wait = {} if is_embedded(url) else {"connect_timeout": CONNECT_SECONDS}
        return create_engine(parsed, hide_parameters=True, connect_args=wait)
    except ImportError as error:
        raise StorageError(f"DATABASE_URL : il manque un pilote ({error.name})") from error
    except ArgumentError as error:
        raise StorageError("DATABASE_URL : adresse illisible") from error


def _make_folder(database: str | None) -> None:
    if not database or database == ":memory:":
        return
    folder = Path(database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StorageError(f"{folder} : dossier impossible à créer ({error.strerror})") from error
    with contextlib.suppress(OSError):
        Path(database).touch(mode=0o600, exist_ok=True)


def _tune_sqlite(connection: Any, synchronous: str) -> None:
    connection.isolation_level = None  # transactions begin where `_begin_at_once` says
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute(f"PRAGMA synchronous={synchronous}")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _begin_at_once(connection: Connection) -> None:
    """Take SQLite's lock when a transaction that writes begins: none fails half-way for it."""
    reads = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _migrate(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # several programs may start together
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATING})"))
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if connection.dialect.name == "postgresql":
        prepare_queue(connection)


def _advice(error: Exception) -> str:
    detail = str(getattr(error, "orig", error)).splitlines()[0]
    known = {
        "unable to open": "vérifiez que STATE_DIR existe et que vous pouvez y écrire",
        "readonly": "la base est en lecture seule : vérifiez les droits de STATE_DIR",
        "disk is full": "le disque est plein : libérez de la place",
        "locked": "la base est utilisée par un autre programme : arrêtez-le d’abord",
        "malformed": "la base est abîmée : remettez une sauvegarde, ou supprimez-la",
        "not a database": "pas une base : remettez une sauvegarde, ou supprimez le fichier",
    }
    advice = next((text for key, text in known.items() if key in detail), "vérifiez DATABASE_URL")
    return f"base de données inutilisable ({detail}) : {advice}"
