"""`kinebot run` as a process, in front of a Bot API that serves what no telephone could send."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.knowledge.understanding import Understanding
from bot.sandbox.app import create_app
from bot.sandbox.bodies import read_arguments
from bot.sandbox.messages import Callback
from bot.sandbox.messages import Message as Sent
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve
from bot.sandbox.world import World
from tests.conftest import CACHE, ROOT, TODAY

TOKEN = "1000000001:essai"
AT_ONCE = 100
SECONDS = 90.0
TOLERATED = "message is not modified"  # what an edition may be told, and no more

Json = dict[str, Any]


@dataclass
class Telegram:
    """The sandbox, fed with updates written by hand, and what it refused.

    Attributes:
        waiting: updates not confirmed yet; JSON writes their lone surrogates as `\\ud800`.
        refused: every answer of the sandbox that was not « ok ».
    """

    world: World = field(default_factory=World)
    waiting: list[Json] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    pushed: int = 0

    def push(self, chat_id: int, kind: str, content: Json) -> None:
        """Give an update of a chat; a press is under the last message of the bot."""
        self.pushed += 1
        self.world.open_chat(chat_id)
        who = {"id": chat_id, "is_bot": False, "first_name": "Camille"}
        where = {"id": chat_id, "type": "private", "first_name": "Camille"}
        message = {"message_id": self.pushed, "date": 1_790_000_000, "chat": where, "from": who}
        if kind == "callback_query":
            pressed = (self.said(chat_id) or [Sent(1, chat_id, True, 0, 0)])[-1]
            callback = Callback(str(self.pushed), pressed, "", self.world.clock())
            self.world.callbacks[callback.id] = callback
            content = {"id": callback.id, "from": who, "chat_instance": "1", **content,
                       "message": {**message, "message_id": pressed.id}}  # fmt: skip
        elif kind.endswith("message"):
            content = {**message, **content}
        self.waiting.append({"update_id": self.pushed, kind: content})

    def said(self, chat_id: int) -> list[Sent]:
        """Return what the bot wrote in a chat."""
        return [m for m in self.world.open_chat(chat_id).messages.values() if m.is_from_bot]

    async def get_updates(self, request: Request) -> Response:
        offset = (await read_arguments(request)).integer("offset")
        self.waiting = [update for update in self.waiting if update["update_id"] >= offset]
        if not self.waiting:
            await asyncio.sleep(0.05)
        answer = {"ok": True, "result": self.waiting[:AT_ONCE]}
        return Response(json.dumps(answer), media_type="application/json")


class _Witness:
    """ASGI middleware that keeps every refusal of the sandbox."""

    def __init__(self, app: ASGIApp, refused: list[str]) -> None:
        self._app = app
        self._refused = refused

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 200

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            words = message.get("body", b"").decode()
            if status >= 400 and words and TOLERATED not in words:
                self._refused.append(f"{scope['path'].rpartition('/')[2]}: {words}")
            await send(message)

        await self._app(scope, receive, watched)


def application(telegram: Telegram) -> Starlette:
    sandbox = create_app(telegram.world, token=TOKEN, page="")
    routes = [
        Route(f"/bot{TOKEN}/getUpdates", telegram.get_updates, methods=["GET", "POST"]),
        Mount("/", _Witness(sandbox, telegram.refused)),
    ]
    app = Starlette(routes=routes)
    app.state.world = telegram.world
    return app


@dataclass
class Running:
    """The program, and all that it writes."""

    process: asyncio.subprocess.Process

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def stop(self) -> str:
        """Ask it to stop; return what it wrote."""
        if self.is_alive:
            self.process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(self.process.communicate(), 20)
        return (out + err).decode(errors="replace")


@pytest_asyncio.fixture
async def telegram() -> Telegram:
    return Telegram()


@pytest_asyncio.fixture
async def running(
    telegram: Telegram, tmp_path: Path, understanding: Understanding
) -> AsyncIterator[Running]:
    (tmp_path / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    async with serve(application(telegram), "127.0.0.1", 0) as url:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            cwd=ROOT,
            env={**os.environ, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": url,
                 "STATE_DIR": str(tmp_path), "KINEBOT_TODAY": TODAY.isoformat(),
                 "SEND_PER_CHAT": "0", "SEND_PER_SECOND": "0"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        program = Running(process)
        yield program
        if program.is_alive:
            process.kill()
            await process.communicate()


async def quiet(telegram: Telegram, running: Running, chats: list[int], last: str) -> None:
    """Wait until the bot has said its last word in every chat, or has died."""

    def is_over() -> bool:
        return all((said := telegram.said(chat)) and said[-1].text == last for chat in chats)

    over = asyncio.create_task(until(telegram.world, is_over, SECONDS))
    dead = asyncio.create_task(running.process.wait())
    await asyncio.wait({over, dead}, return_when=asyncio.FIRST_COMPLETED)
    for task in (over, dead):
        task.cancel()
    await asyncio.gather(over, dead, return_exceptions=True)
