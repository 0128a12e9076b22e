"""Moving the state from the embedded database to PostgreSQL: everything, once, or nothing.

One transaction of the target takes it all; then the old file is renamed, so that a bot started on
it by mistake finds nothing to answer a second time. Cut short anywhere, it is simply run again.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path
from typing import Any

from procrastinate.exceptions import ProcrastinateException
from sqlalchemy import Connection, Engine, Table, exists, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import StorageError
from bot.storage.backup import fault_of
from bot.storage.database import is_embedded, open_database
from bot.storage.job_queue import JobQueue
from bot.storage.lock import alone
from bot.storage.schema import handled, inbox, outbox, sessions
from bot.storage.store import HandOver, Store, Waiting

LOT = 1_000  # rows in memory
LOCK_SECONDS = 10  # that a transaction under way on the target is waited for
_SAID = (sessions, inbox, outbox)
_ALL = (*_SAID, handled)
_JOURNALS = ("-wal", "-shm")


def moved_name(source: Path) -> Path:
    """Return the name that an embedded database takes once it was moved."""
    return source.with_name(f"{source.name}.migrated")


def migrate(source: Path, url: str, lifetime: dt.timedelta, now: dt.datetime) -> Mapping[str, int]:
    """Move what an embedded database holds to a PostgreSQL one, and set the old file aside.

    Args:
        source: the file of the embedded database; no bot may be using it.
        url: the address of the other one, which must hold no conversation.
        lifetime: how long anything is kept after the last message; what is older is not moved.
        now: the moment.

    Returns:
        How many sessions, updates to answer and replies to send are now there.

    Raises:
        StorageError: it cannot be done; nothing was moved, unless the message says so.
    """
    _check(source, url)
    address = f"sqlite:///{source}"
    with alone(address):
        if fault := fault_of(source):
            raise StorageError(f"{source} : pas une base de Kinébot ({fault}) : remettez une "
                               "sauvegarde avec kinebot restore")  # fmt: skip
        with _told(), _opened(address) as old, _opened(url) as new:
            for engine in (old, new):
                Store(engine, lifetime).purge(now)
            with old.begin() as origin, new.begin() as target:
                _keep_to_ourselves(target)
                if not _is_there(origin, target):
                    _copy(origin, target, JobQueue(url).defer)
                moved = _counts(origin)
        _set_aside(source)
    return moved


def _check(source: Path, url: str) -> None:
    if is_embedded(url):
        raise StorageError("DATABASE_URL : donnez l’adresse de la base PostgreSQL où tout déplacer "
                           "(postgresql://…)")  # fmt: skip
    moved = moved_name(source)
    if moved.exists():
        raise StorageError(f"{moved} : cette base a déjà été déplacée ; effacez ce fichier avant "
                           "d’en déplacer une autre")  # fmt: skip
    if not source.is_file():
        raise StorageError(f"{source} : il n’y a pas de base à déplacer (option --from)")


@contextlib.contextmanager
def _opened(url: str) -> Iterator[Engine]:
    engine = open_database(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """Tell in one line what a database refuses, never what it was given."""
    try:
        yield
    except (SQLAlchemyError, ProcrastinateException) as error:
        raise StorageError(
            f"déplacement interrompu ({type(error).__name__}) : rien n’est déplacé à moitié, "
            "relancez la commande"
        ) from error


def _keep_to_ourselves(target: Connection) -> None:
    """Have the programs of the target wait: nothing is answered that did not come in first."""
    target.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))
    target.execute(text(f"LOCK TABLE {inbox.name} IN EXCLUSIVE MODE"))


def _is_there(origin: Connection, target: Connection) -> bool:
    """Tell whether all was moved already, and only the old name is left to change."""
    return all(
        ours == theirs
        for table in _ALL
        for ours, theirs in zip_longest(_lots(origin, table), _lots(target, table))
    )


def _copy(origin: Connection, target: Connection, hand_over: HandOver) -> None:
    """Copy every table, lot by lot, in the order of its numbers."""
    if any(target.execute(select(exists(table.select()))).scalar_one() for table in _SAID):
        raise StorageError("DATABASE_URL : cette base PostgreSQL contient d’autres conversations, "
                           "rien n’est déplacé : donnez une base vide")  # fmt: skip
    for table in _ALL:
        into = insert(table).on_conflict_do_nothing()  # marks may be there, from an earlier try
        for rows in _lots(origin, table):
            target.execute(into, rows)
            if table is inbox:
                hand_over(target, [Waiting(row["update_id"], row["chat_id"]) for row in rows])


def _counts(origin: Connection) -> dict[str, int]:
    return {
        table.name: origin.execute(select(func.count()).select_from(table)).scalar_one()
        for table in _SAID
    }


def _lots(connection: Connection, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Read a table; the target gives its own numbers to the outbox."""
    columns = [column for column in table.c if column is not outbox.c.id]
    query = select(*columns).order_by(*table.primary_key).execution_options(yield_per=LOT)
    with connection.execute(query) as found:
        for rows in found.mappings().partitions():
            yield [dict(row) for row in rows]


def _set_aside(source: Path) -> None:
    moved = moved_name(source)
    try:
        for suffix in (*_JOURNALS, ""):
            file = Path(f"{source}{suffix}")
            if file.exists():
                file.rename(f"{moved}{suffix}")
    except OSError as error:
        raise StorageError(
            f"{source} : tout est dans PostgreSQL, mais ce fichier ne se renomme pas "
            f"({error.strerror}) : effacez-le, un bot lancé dessus répondrait une seconde fois"
        ) from error
