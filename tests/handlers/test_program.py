"""A program that does everything, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.responses import JSONResponse

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from bot.handlers.polling import AnotherPoller
from bot.sandbox.app import create_app
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve
from bot.sandbox.world import PATIENT, World
from bot.storage.database import open_database
from bot.storage.store import Decision, Received, Store, ToSend
from tests.handlers.conftest import LIFETIME, TOKEN, calls, said, taken, texts
from tests.handlers.machine import eventually
from tests.handlers.programs import SECRET, Place, free_port

SECONDS = 20
Scope = MutableMapping[str, Any]
App = Callable[[Scope, Any, Any], Awaitable[None]]


@pytest.fixture(params=["url", "shared_url"], ids=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, telegram: str, engine: Engine, tmp_path: Path) -> Place:
    return Place(telegram, request.getfixturevalue(request.param), engine, tmp_path)


async def test_the_bot_introduces_itself_then_answers_until_it_is_stopped(
    world: World, place: Place
) -> None:
    async with place.running() as task:
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)
        assert "Comment me parler" in texts(world)[0]
    assert task.exception() is None
    commands = str(calls(world, "setMyCommands")[0]["commands"])
    for name in ("estimer", "menu", "aide", "annuler", "effacer", "confidentialite"):
        assert name in commands
    assert calls(world, "setMyDescription")
    assert calls(world, "setMyShortDescription")
    (call,) = calls(world, "deleteWebhook")
    assert str(call["drop_pending_updates"]).lower() == "false"


async def test_a_conversation_goes_on_where_it_was_after_a_stop(world: World, place: Place) -> None:
    steps = [("/estimer", "Combien le kiné"), ("35", "Combien de séances"),
             ("10", "Pour 10 séances à 35,00")]  # fmt: skip
    for count, (text, expected) in enumerate(steps, start=1):
        world.say(PATIENT, text)
        async with place.running():
            await until(world, lambda: len(said(world)) == count, SECONDS)  # noqa: B023
        assert expected in texts(world)[-1].replace("\u00a0", " ")
    assert len(calls(world, "sendMessage")) == 3


async def test_a_refused_introduction_does_not_stop_the_bot(world: World, place: Place) -> None:
    world.trouble.failing |= {"setMyCommands", "setMyDescription", "setMyShortDescription"}
    async with place.running():
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)


async def test_another_program_on_the_same_bot_is_told(world: World, place: Place) -> None:
    async with place.running() as task:
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)
        async with httpx.AsyncClient(trust_env=False) as other:
            await other.get(f"{place.telegram}/bot{TOKEN}/getUpdates")
        await asyncio.wait([task], timeout=SECONDS)
        assert isinstance(task.exception(), AnotherPoller)


async def test_an_update_that_cannot_be_kept_is_given_again_until_it_is(
    world: World, place: Place, in_a_hurry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive, refusals = Store.receive, [3]

    def refuse(self: Store, *args: Any) -> Any:
        if refusals[0]:
            refusals[0] -= 1
            raise OperationalError("INSERT", {}, Exception("database or disk is full"))
        return receive(self, *args)

    monkeypatch.setattr(Store, "receive", refuse)
    world.say(PATIENT, "/aide")
    async with place.running() as task:
        await until(world, lambda: said(world), SECONDS)
        assert not task.done()
    assert refusals == [0]
    assert len(said(world)) == 1


async def test_an_update_that_is_never_kept_stays_with_telegram(
    world: World, place: Place, in_a_hurry: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = asyncio.Event()
    loop = asyncio.get_running_loop()

    def refuse(self: Store, *args: Any) -> Any:
        loop.call_soon_threadsafe(refused.set)
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(Store, "receive", refuse)
    world.say(PATIENT, "/aide")
    async with place.running():
        async with asyncio.timeout(SECONDS):
            await refused.wait()
    assert len(world.updates.waiting) == 1


class Busy:
    """Answers 429 to the first requests for updates, as Telegram does."""

    def __init__(self, app: App, times: int) -> None:
        self._app, self._times = app, times

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].endswith("getUpdates") and self._times:
            self._times -= 1
            body = {"ok": False, "error_code": 429, "parameters": {"retry_after": 1},
                    "description": "Too Many Requests: retry after 1"}  # fmt: skip
            await JSONResponse(body, status_code=429)(scope, receive, send)
            return
        await self._app(scope, receive, send)


async def test_told_to_ask_for_updates_later_the_bot_asks_later(world: World, place: Place) -> None:
    app = create_app(world, token=TOKEN, page="")
    app.add_middleware(Busy, times=1)  # type: ignore[arg-type]
    async with serve(app, "127.0.0.1", 0) as place.telegram, place.running() as task:
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)
        assert not task.done()


# --- called by Telegram ---------------------------------------------------------------------------


async def test_called_by_telegram_it_answers_and_is_called_no_more_once_it_polls_again(
    world: World, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot")
    called = {"webhook_url": "https://example.org/ici", "webhook_secret": SECRET,
              "listen": "127.0.0.1:0"}  # fmt: skip
    async with place.running(**called), httpx.AsyncClient(trust_env=False) as telegram:
        await until(world, lambda: world.webhook, SECONDS)
        assert world.webhook == {"url": "https://example.org/ici", "secret_token": SECRET}
        address = caplog.text.rpartition("attend les messages sur ")[2].split()[0]
        world.say(PATIENT, "/aide")
        (update,) = taken(world)
        header = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
        for _ in range(2):
            answer = await telegram.post(f"{address}/ici", json=update, headers=header)
            assert answer.status_code == 200
        await until(world, lambda: said(world), SECONDS)
        assert (await telegram.post(f"{address}/ici", json=update)).status_code == 403
    assert SECRET not in caplog.text
    async with place.running():
        world.say(PATIENT, "/menu")
        await until(world, lambda: len(said(world)) == 2, SECONDS)
    assert world.webhook == {}


# --- watched --------------------------------------------------------------------------------------


async def test_a_supervisor_sees_that_it_is_ready_and_what_it_has_done(
    world: World, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with (
        place.running(metrics_listen=f"127.0.0.1:{port}"),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)
        assert (await http.get("/healthz")).status_code == 200
        assert (await http.get("/readyz")).text == "ok"
        measures = (await http.get("/metrics")).text
        assert "kinebot_updates_handled_total 1.0" in measures
        assert 'kinebot_rows{table="inbox"} 0.0' in measures
        for secret in (str(PATIENT), TOKEN, "aide"):
            assert secret not in measures

        def away(self: Store) -> None:
            raise OperationalError("SELECT 1", {}, Exception("connection refused"))

        monkeypatch.setattr(Store, "ping", away)
        answer = await http.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "database")
        assert (await http.get("/healthz")).status_code == 200


async def test_a_supervisor_sees_that_telegram_is_not_heard_of(
    world: World, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.polling.Poller.is_hearing", False)
    port = free_port()
    async with (
        place.running(metrics_listen=f"127.0.0.1:{port}"),
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as http,
    ):
        world.say(PATIENT, "/aide")
        await until(world, lambda: said(world), SECONDS)
        assert (await http.get("/readyz")).text == "telegram"


# --- the clock ------------------------------------------------------------------------------------


async def test_what_expired_while_nothing_ran_is_erased_at_the_start(place: Place) -> None:
    long_ago = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    store = Store(open_database(place.url), LIFETIME)
    store.receive([Received(1, PATIENT, "{}"), Received(2, PATIENT, "{}")], long_ago)
    store.handle([1], lambda *_: Decision(Session(topic="bilan"), [ToSend("send", "{}")]), long_ago)
    assert store.depths() == {"inbox": 1, "outbox": 1, "sessions": 1}
    async with place.running():
        await eventually(lambda: set(store.depths().values()) == {0})
    store.close()
