"""The compiled index on disk: read when it is still right, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bot.errors import StorageError
from bot.knowledge.index import Index, StaleIndexError

NAME = "index.npz"


def read_index(folder: Path, key: str) -> Index | None:
    """Return the stored index when it was compiled from `key`, else None."""
    try:
        return Index.from_bytes((folder / NAME).read_bytes(), key)
    except (OSError, StaleIndexError):
        return None


def write_index(folder: Path, index: Index) -> None:
    """Store an index; a reader never sees half of one.

    Raises:
        StorageError: the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(index.to_bytes())
        os.replace(file.name, folder / NAME)  # noqa: PTH105 — atomic
    except OSError as error:
        advice = "vérifiez STATE_DIR et la place sur le disque"
        raise StorageError(
            f"{folder} : index impossible à écrire ({error.strerror}) : {advice}"
        ) from error
