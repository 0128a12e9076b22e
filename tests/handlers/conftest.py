"""A bot of the library, the sandbox as the Bot API, a store on a file."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.handlers.patience import Patience
from bot.handlers.request import AiohttpRequest
from bot.sandbox.app import create_app
from bot.sandbox.messages import Message
from bot.sandbox.serve import serve
from bot.sandbox.wire import update_json
from bot.sandbox.world import PATIENT, World
from bot.storage.database import default_url, open_database
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.wire import Make, Server, bot_of, serving

LIFETIME = dt.timedelta(hours=24)

TOKEN = "1000000001:essai"
READ_SECONDS = 0.3


@pytest.fixture
def world() -> World:
    return World()


@pytest_asyncio.fixture
async def telegram(world: World) -> AsyncIterator[str]:
    async with serve(create_app(world, token=TOKEN, page=""), "127.0.0.1", 0) as url:
        yield url


@pytest_asyncio.fixture
async def bot(telegram: str) -> AsyncIterator[Bot]:
    request = AiohttpRequest(read_timeout=READ_SECONDS)
    async with Bot(TOKEN, base_url=f"{telegram}/bot", request=request) as ready:
        yield ready


@pytest.fixture
def url(tmp_path: Path) -> str:
    return default_url(tmp_path)


@pytest.fixture
def thread(url: str) -> Iterator[StoreThread]:
    made = StoreThread(Store(open_database(url), LIFETIME))
    yield made
    made.close()


@pytest.fixture
def store(thread: StoreThread) -> Store:
    """The store, to look into while nothing else is happening."""
    return thread.store


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait hundredths of a second between attempts instead of seconds."""
    monkeypatch.setattr("bot.handlers.patience.LONGEST", 0.01)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    async with serving() as ready:
        yield ready


@pytest_asyncio.fixture
async def ours() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest() as request:
        yield request


@pytest.fixture
def direct(server: Server, ours: AiohttpRequest) -> Bot:
    """A bot that speaks to a server that looks at how it speaks."""
    return bot_of(server.url, ours)


@pytest.fixture
def looking_often(monkeypatch: pytest.MonkeyPatch, in_a_hurry: None) -> None:
    """Look at the whole outbox twenty times a second."""
    monkeypatch.setattr("bot.handlers.sender.LOOK_SECONDS", 0.05)


@pytest.fixture(params=[HTTPXRequest, AiohttpRequest], ids=["httpx", "aiohttp"])
def make(request: pytest.FixtureRequest) -> Make:
    """Both: PTB's, so that what is expected is what PTB does, and ours."""
    made: Make = request.param
    return made


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def in_no_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try a message again in half a minute: meanwhile no call is under way."""
    monkeypatch.setattr("bot.handlers.patience.LONGEST", 30)
    monkeypatch.setattr("bot.handlers.delivery.Patience", lambda: Patience(first=30))


def said(world: World, chat_id: int = PATIENT) -> list[Message]:
    """Return what the bot wrote in a chat."""
    return [message for message in world.chats[chat_id].messages.values() if message.is_from_bot]


def texts(world: World, chat_id: int = PATIENT) -> list[str]:
    return [message.text for message in said(world, chat_id)]


def calls(world: World, method: str) -> list[dict[str, Any]]:
    """Return the parameters of every call of a method."""
    return [dict(c.arguments) for c in world.calls if c.method.lower() == method.lower()]


def taken(world: World) -> list[Any]:
    """Take the waiting updates as they come over the wire."""
    waiting = list(world.updates.waiting)
    world.updates.clear()
    return [json.loads(json.dumps(update_json(world, update))) for update in waiting]
