"""Copies of the embedded database, taken and put back while the bot runs.

SQLite copies its own pages: what a running bot writes meanwhile is in the copy, whole, or not at
all. A copy holds what the database holds, so it is to be erased after 24 hours like it.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.errors import StorageError
from bot.storage.schema import metadata

PATIENCE = 10  # seconds that a locked database is waited for
VERSION = "alembic_version"


def back_up(url: str, target: Path) -> int:
    """Copy the database to a new file, readable by its owner only; return its size in bytes.

    Raises:
        StorageError: not an embedded database, no database there, or a file that cannot be written.
    """
    source = file_of(url)
    if not source.is_file():
        raise StorageError(f"{source} : il n’y a pas de base à copier")
    if target.exists():
        raise StorageError(f"{target} : ce fichier existe déjà, choisissez un autre nom")
    unfinished = target.with_name(f"{target.name}.en-cours")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        _copy(source, unfinished)
        unfinished.replace(target)
    except (OSError, sqlite3.Error) as error:
        unfinished.unlink(missing_ok=True)
        raise StorageError(f"{target} : copie impossible ({_said(error)})") from error
    return target.stat().st_size


def restore(url: str, copy: Path) -> None:
    """Put a copy back in place of the database, in one transaction.

    Raises:
        StorageError: not an embedded database, or a file that is not a whole copy of one.
    """
    target = file_of(url)
    if not copy.is_file():
        raise StorageError(f"{copy} : ce fichier n’existe pas")
    if fault := fault_of(copy):
        raise StorageError(
            f"{copy} : pas une copie de la base de Kinébot ({fault}) : prenez-en une autre"
        )
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.touch(mode=0o600, exist_ok=True)
        _copy(copy, target)
    except (OSError, sqlite3.Error) as error:
        raise StorageError(f"{target} : remise en place impossible ({_said(error)})") from error


def file_of(url: str) -> Path:
    """Return the file of an embedded database.

    Raises:
        StorageError: the address of something else.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise StorageError("DATABASE_URL : adresse illisible") from error
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        raise StorageError(
            "DATABASE_URL : cette commande copie la base SQLite ; pour PostgreSQL, pg_dump et "
            "pg_restore"
        )
    return Path(parsed.database)


def fault_of(file: Path) -> str | None:
    """Tell why a file is not a whole database of ours; None when it is."""
    try:
        with _opened(file, "ro") as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            tables = {name for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table'")}  # fmt: skip
    except sqlite3.Error as error:
        return _said(error)
    if not sound:
        return "fichier abîmé"
    return None if {*metadata.tables, VERSION} <= tables else "d’autres tables que les siennes"


def _copy(source: Path, target: Path) -> None:
    with _opened(source, "ro") as read, _opened(target, "rw") as written:
        read.backup(written)


@contextlib.contextmanager
def _opened(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    address = f"{path.resolve().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, timeout=PATIENCE, uri=True)
    try:
        yield connection
    finally:
        connection.close()


def _said(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error).splitlines()[0] if str(error) else type(error).__name__
