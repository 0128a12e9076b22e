"""The program that polls: its introduction, its refusals, its patience."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from starlette.responses import JSONResponse

from bot.dialogue.engine import Engine
from bot.handlers.application import AnotherPoller, build_application, serve
from bot.handlers.pace import Pace
from bot.handlers.service import Service
from bot.sandbox.app import create_app
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve as serve_sandbox
from bot.sandbox.world import PATIENT, World
from bot.storage.database import default_url, open_database
from bot.storage.store import Received, Store
from tests.conftest import TODAY
from tests.handlers.conftest import TOKEN, calls, said, texts

LIFETIME = dt.timedelta(hours=24)
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


class Busy:
    """Answers 429 to the first requests of a method, as Telegram does."""

    def __init__(self, app: App, method: str, times: int) -> None:
        self._app, self._method, self._times = app, method, times

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].endswith(self._method) and self._times:
            self._times -= 1
            body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1},
                    "description": "Too Many Requests: retry after 1"}  # fmt: skip
            await JSONResponse(body, status_code=429)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def busy(app: Starlette, method: str) -> Starlette:
    app.add_middleware(Busy, method=method, times=1)  # type: ignore[arg-type]
    return app


@asynccontextmanager
async def running(url: str, store: Store, engine: Engine) -> AsyncIterator[asyncio.Task[None]]:
    stop = asyncio.Event()
    service = Service(store, lambda _day: engine, lambda: TODAY, Pace(0, 0))
    task = asyncio.create_task(serve(build_application(TOKEN, url), service, engine.welcome, stop))
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait([task], timeout=10)


async def test_the_bot_introduces_itself_then_answers_until_it_is_stopped(
    world: World, telegram: str, store: Store, engine: Engine
) -> None:
    async with running(telegram, store, engine) as task:
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world))
        assert "Comment me parler" in texts(world)[0]
    assert task.done()
    assert task.exception() is None
    commands = str(calls(world, "setMyCommands")[0]["commands"])
    for name in ("estimer", "menu", "aide", "annuler", "effacer", "confidentialite"):
        assert name in commands
    assert calls(world, "setMyDescription")
    assert calls(world, "setMyShortDescription")


async def test_a_refused_introduction_does_not_stop_the_bot(
    world: World, telegram: str, store: Store, engine: Engine
) -> None:
    world.trouble.failing |= {"setMyCommands", "setMyDescription", "setMyShortDescription"}
    async with running(telegram, store, engine):
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world))


async def test_messages_written_before_the_start_are_answered(
    world: World, telegram: str, store: Store, engine: Engine
) -> None:
    world.say(PATIENT, "/estimer")
    world.say(PATIENT, "35")
    async with running(telegram, store, engine):
        await until(world, lambda: len(said(world)) == 2)
    assert "Combien de séances" in texts(world)[1]


async def test_another_program_on_the_same_bot_is_told(
    world: World, telegram: str, store: Store, engine: Engine
) -> None:
    async with running(telegram, store, engine) as task:
        await asyncio.sleep(0.5)  # the bot is waiting for updates
        async with httpx.AsyncClient() as other:
            await other.get(f"{telegram}/bot{TOKEN}/getUpdates")
        await asyncio.wait([task], timeout=5)
        assert isinstance(task.exception(), AnotherPoller)


async def test_a_server_that_fails_for_a_while_is_asked_again(
    world: World, telegram: str, store: Store, engine: Engine
) -> None:
    world.trouble.failing.add("getUpdates")
    async with running(telegram, store, engine) as task:
        world.say(PATIENT, "/aide")
        await asyncio.sleep(0.3)
        assert not task.done()
        world.trouble.failing.clear()
        await until(world, lambda: said(world), 10)


async def test_told_to_ask_for_updates_later_the_bot_asks_later(
    world: World, store: Store, engine: Engine
) -> None:
    app = busy(create_app(world, token=TOKEN, page=""), "getUpdates")
    async with serve_sandbox(app, "127.0.0.1", 0) as url, running(url, store, engine) as task:
        world.say(PATIENT, "/aide")
        asking = asyncio.create_task(until(world, lambda: said(world), 5))
        await asyncio.wait([task, asking], return_when=asyncio.FIRST_COMPLETED)
        assert not task.done()
        await asking


class FullDisk(Store):
    """A store that cannot keep anything any more."""

    async def receive(self, updates: Sequence[Received], now: dt.datetime) -> None:
        if updates:
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))


async def test_an_update_that_cannot_be_kept_is_not_acknowledged(
    world: World, telegram: str, tmp_path: Path, engine: Engine
) -> None:
    store = FullDisk(await open_database(default_url(tmp_path / "full")), LIFETIME)
    world.say(PATIENT, "/aide")
    async with running(telegram, store, engine) as task:
        await asyncio.sleep(1.5)  # one refusal, then another try
        assert not task.done()
    assert len(world.updates.waiting) == 1
    await store.close()
