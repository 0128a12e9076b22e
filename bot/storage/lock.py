"""One program at a time on an embedded database."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url

from bot.errors import StorageError


@contextlib.contextmanager
def alone(url: str) -> Iterator[None]:
    """Hold an embedded database for this program; the system lets it go however that ends.

    Args:
        url: the address of the database; PostgreSQL's is shared, nothing is held.

    Raises:
        StorageError: another program holds it, or its folder cannot be written.
    """
    database = make_url(url).database
    if not url.startswith("sqlite") or not database:
        yield
        return
    path = Path(f"{database}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = path.open("a")
    except OSError as error:
        raise StorageError(
            f"{path.parent} : dossier inutilisable ({error.strerror}) : vérifiez STATE_DIR"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StorageError(
                f"{database} : un autre Kinébot utilise cette base : arrêtez-le d’abord, ou "
                "donnez un autre STATE_DIR"
            ) from error
        yield
