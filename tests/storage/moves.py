"""Databases to move, and what became of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

import psycopg
import pytest

from bot.errors import StorageError
from bot.storage.migrate import migrate
from tests.storage.conftest import LIFETIME, NOW

NOTHING = {"sessions": 0, "inbox": 0, "outbox": 0}


def move(source: Path, url: str, now: dt.datetime = NOW) -> Mapping[str, int]:
    return migrate(source, url, LIFETIME, now)


def refusal(source: Path, url: str) -> str:
    with pytest.raises(StorageError) as told:
        move(source, url)
    assert "\n" not in str(told.value)
    return str(told.value)


def jobs(url: str) -> list[tuple[int, str]]:
    """Return the updates in the queue and their locks, in the order of the queue."""
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT args, lock FROM procrastinate_jobs ORDER BY id")
        return [(arguments["update_id"], lock) for arguments, lock in found]
