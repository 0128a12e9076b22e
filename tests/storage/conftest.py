"""A store on a real file, and what is put in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.dialogue.session import Session
from bot.storage.database import default_url, open_database
from bot.storage.store import Decide, Received, Store, ToSend

LIFETIME = dt.timedelta(hours=24)

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
CHAT = 1001


@pytest.fixture
def url(tmp_path: Path) -> str:
    return default_url(tmp_path / "state")


@pytest_asyncio.fixture
async def store(url: str) -> AsyncIterator[Store]:
    opened = Store(await open_database(url), LIFETIME)
    yield opened
    await opened.close()


def update(number: int, chat_id: int = CHAT) -> Received:
    return Received(number, chat_id, f'{{"number": {number}}}')


def answering(topic: str, *replies: str) -> Decide:
    """Decide on a session about that topic, with these replies."""
    return lambda _before: (Session(topic=topic), [ToSend("send", reply) for reply in replies])
