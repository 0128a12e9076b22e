"""A store on each kind of database, and what is put in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.dialogue.session import Session
from bot.storage.database import default_url, open_database
from bot.storage.schema import metadata
from bot.storage.store import Decide, Decision, Received, Store, ToSend

LIFETIME = dt.timedelta(hours=24)
SECOND = dt.timedelta(seconds=1)
NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
CHAT, OTHER = 1001, 2002


@pytest.fixture
def embedded_url(tmp_path: Path) -> str:
    return default_url(tmp_path / "state")


@pytest.fixture
def source(embedded_url: str) -> Path:
    """Where the embedded database is."""
    return Path(embedded_url.removeprefix("sqlite:///"))


@pytest.fixture
def filled(embedded_url: str, source: Path) -> Path:
    """A database left in the middle of two conversations."""
    fill(embedded_url)
    return source


@pytest.fixture(params=["embedded_url", "shared_url"], ids=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """Both: what is true of one database must be true of the other."""
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    yield from opened(url)


@pytest.fixture
def embedded(embedded_url: str) -> Iterator[Store]:
    yield from opened(embedded_url)


@pytest.fixture
def shared(shared_url: str) -> Iterator[Store]:
    yield from opened(shared_url)


def opened(url: str) -> Iterator[Store]:
    store = open_store(url)
    yield store
    store.close()


def open_store(url: str) -> Store:
    return Store(open_database(url), LIFETIME)


def update(number: int, chat_id: int = CHAT) -> Received:
    return Received(number, chat_id, f'{{"number": {number}}}')


def answering(topic: str, *replies: str) -> Decide:
    """Decide on a session about that topic, with these replies."""
    sent = [ToSend("send", reply) for reply in replies]
    return lambda _session, _update: Decision(Session(topic=topic), sent)


def take(store: Store, taken: Received, decide: Decide, now: dt.datetime = NOW) -> int:
    """Receive an update and handle it; return how many were handled."""
    store.receive([taken], now)
    return store.handle([taken.update_id], decide, now)


def topic_of(store: Store, chat_id: int = CHAT, now: dt.datetime = NOW) -> str | None:
    return store.session(chat_id, now).topic


def payloads(store: Store, chat_id: int | None = None) -> list[str]:
    """Return what is still to send, to one chat or to all."""
    return [kept.payload for kept in store.unsent() if chat_id in (None, kept.chat_id)]


def numbers(store: Store) -> list[int]:
    """Return the updates that wait."""
    return [waiting.update_id for waiting in store.waiting()]


def rows(store: Store, table: str) -> int:
    with store._engine.connect() as connection:
        query = select(func.count()).select_from(metadata.tables[table])
        return connection.execute(query).scalar_one()


def fill(url: str) -> None:
    """Leave two conversations, with replies to send and updates to answer."""
    store = open_store(url)
    take(store, update(1), answering("franchise", "a", "b"))
    take(store, update(2, OTHER), answering("bilan", "c"))
    take(store, update(3), answering("domicile", "d"))
    store.receive([update(6), update(5, OTHER), update(4)], NOW)
    store.close()
