"""Opening the database: its address, its settings, its migrations."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, event
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import StorageError

MIGRATIONS = Path(__file__).parent / "alembic"
SQLITE, DRIVER = "sqlite://", "sqlite+aiosqlite://"
BUSY_SECONDS = 10


def default_url(state_dir: Path) -> str:
    """Return the address of the embedded database."""
    return f"{SQLITE}/{state_dir / 'kinebot.db'}"


async def open_database(url: str) -> AsyncEngine:
    """Open the database and bring its tables up to date.

    Raises:
        StorageError: the folder or the database cannot be used; the message says what to do.
    """
    engine = _make_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _tune_sqlite)
        _make_folder(engine.url.database)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(_migrate)
    except (DBAPIError, OSError) as error:
        await engine.dispose()
        raise StorageError(_advice(error)) from error
    return engine


def _make_engine(url: str) -> AsyncEngine:
    """Create the engine; parameters (what was said, by whom) never go into its errors."""
    try:
        return create_async_engine(_async_url(url), hide_parameters=True)
    except ImportError as error:
        raise StorageError(f"DATABASE_URL : il manque un pilote ({error.name})") from error
    except ArgumentError as error:
        raise StorageError("DATABASE_URL : adresse illisible") from error


def _async_url(url: str) -> str:
    if url.startswith(SQLITE):
        return DRIVER + url.removeprefix(SQLITE)
    return url


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


def _tune_sqlite(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA secure_delete=ON")
    cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
    cursor.close()


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", MIGRATIONS.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


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
