"""Servers that look at how a request comes, and a bot that speaks to them."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest

TOKEN = "1000000001:AAF-jeton_tres_secret"
SHORT = 0.2
MEGABYTE = 1 << 20
MESSAGE = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
Make = Callable[..., BaseRequest]
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Seen:
    """A request as the server got it."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Server:
    """A Bot API that keeps what it receives, and answers as it is told."""

    url: str = ""
    seen: list[Seen] = field(default_factory=list)
    answer: Answer | None = None
    reads: bool = True
    open: int = 0
    most: int = 0

    async def serve(self, request: web.Request) -> web.StreamResponse:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            body = await request.read() if self.reads else b""
            headers = {name.lower(): value for name, value in request.headers.items()}
            self.seen.append(Seen(request.method, request.raw_path, headers, body))
            return await (self.answer or fine)(request)
        finally:
            self.open -= 1

    def method(self, name: str) -> str:
        return f"{self.url}/bot{TOKEN}/{name}"


async def fine(_: web.Request) -> web.Response:
    return web.json_response({"ok": True, "result": MESSAGE})


def saying(status: int, value: object) -> Answer:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(value, status=status)

    return answer


async def hang(_: web.Request) -> web.Response:
    await asyncio.sleep(60)
    raise AssertionError


@asynccontextmanager
async def serving(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server()
    app = web.Application(client_max_size=100 * MEGABYTE)
    app.router.add_route("*", "/{tail:.*}", server.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    server.url = f"http{'s' if tls else ''}://127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@asynccontextmanager
async def speaking(talk: Talk) -> AsyncIterator[str]:
    """Serve whatever one writes on a connection; a server that misbehaves."""

    async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(guarded, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    server.close()


async def ask(reader: asyncio.StreamReader) -> str:
    """Read a request to its end; return the name of its method of the Bot API."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    await reader.readexactly(int(re.findall(r"(?i)content-length: (\d+)", head)[0]))
    return head.split()[1].rpartition("/")[2]


def bot_of(url: str, request: BaseRequest) -> Bot:
    return Bot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=request,
               get_updates_request=request)  # fmt: skip
