"""A sandbox on a free port of loopback, ways to call it, and a browser where there is one."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.sandbox.app import create_app
from bot.sandbox.serve import serve
from bot.sandbox.world import PATIENT, World

TOKEN = "1000000001:essai"
TEMPLATES = Path(__file__).parents[2] / "content" / "templates"
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--remote-debugging-pipe",
)
PLUG = "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); "
PLUG += "os.execvp(sys.argv[3], sys.argv[3:])"

Json = dict[str, Any]


@dataclass
class Api:
    """The Bot API as any HTTP client sees it."""

    http: httpx.AsyncClient
    token: str = TOKEN

    async def __call__(self, method: str, **values: object) -> Json:
        """Call a method with a JSON body and return the whole answer."""
        response = await self.http.post(f"/bot{self.token}/{method}", json=values)
        body: Json = response.json()
        assert body["ok"] or response.status_code == body["error_code"]
        return body

    async def refusal(self, method: str, **values: object) -> str:
        """Call a method that must be refused and return the code and the words."""
        body = await self(method, **values)
        assert not body["ok"], f"{method} was accepted"
        return f"{body['error_code']} {body['description']}"

    async def send(self, text: str = "Bonjour", **values: object) -> int:
        """Write in the patient's chat and return the number of the message."""
        body = await self("sendMessage", chat_id=PATIENT, text=text, **values)
        assert body["ok"], body
        number: int = body["result"]["message_id"]
        return number


@dataclass
class Browser:
    """A page in Chromium, driven through a pipe; no port is opened."""

    writer: int
    reader: asyncio.StreamReader
    session: str = ""
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def call(self, method: str, **params: object) -> Json:
        """Send a command of the DevTools protocol and return its result."""
        number = next(self.numbers)
        message: Json = {"id": number, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.writer, json.dumps(message).encode() + b"\0")
        while True:
            answer: Json = json.loads((await self.reader.readuntil(b"\0"))[:-1])
            if answer.get("id") == number:
                result: Json = answer["result"]
                return result

    async def open(self, url: str) -> None:
        """Open a page."""
        target = (await self.call("Target.createTarget", url="about:blank"))["targetId"]
        attached = await self.call("Target.attachToTarget", targetId=target, flatten=True)
        self.session = attached["sessionId"]
        await self.call("Page.navigate", url=url)

    async def js(self, expression: str) -> Any:
        """Evaluate JavaScript in the page."""
        answer = await self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        return answer["result"].get("value")

    async def until(self, expression: str) -> Any:
        """Wait for an expression to become true and return its value."""
        async with asyncio.timeout(10):
            while not (value := await self.js(expression)):  # noqa: ASYNC110, nothing rings there
                await asyncio.sleep(0.05)
        return value


@pytest.fixture
def token() -> str:
    """What the bot shows to be let in."""
    return TOKEN


@pytest.fixture
def world() -> World:
    """A world whose patient already opened the chat."""
    return World()


@pytest.fixture
def page() -> str:
    """The chat page, rendered."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined
    )
    return environment.get_template("bac_a_sable.html.j2").render(title="Kinébot")


@pytest_asyncio.fixture
async def base_url(world: World, page: str) -> AsyncIterator[str]:
    """The address of a running sandbox."""
    async with serve(create_app(world, token=TOKEN, page=page), "127.0.0.1", 0) as url:
        yield url


@pytest_asyncio.fixture
async def http(base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the sandbox."""
    async with httpx.AsyncClient(base_url=base_url, timeout=5, trust_env=False) as client:
        yield client


@pytest.fixture
def api(http: httpx.AsyncClient) -> Api:
    """The Bot API of the sandbox."""
    return Api(http)


@pytest.fixture
def png() -> Callable[[int, int], bytes]:
    """Make the beginning of a PNG of a given size, enough for it to be measured."""

    def make(width: int, height: int) -> bytes:
        head = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
        return head + width.to_bytes(4) + height.to_bytes(4) + b"\x08\x06\x00\x00\x00"

    return make


@pytest_asyncio.fixture
async def browser(tmp_path: Path) -> AsyncIterator[Browser]:
    """A browser, or a skip where Chromium is not installed."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    (read_command, write_command), (read_answer, write_answer) = os.pipe(), os.pipe()
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (read_command, write_answer)]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", PLUG, *map(str, ends)),
        *(CHROMIUM, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}"),
        pass_fds=ends,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    for end in (read_command, write_answer, *ends):
        os.close(end)
    reader = asyncio.StreamReader(limit=2**24)
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read_answer, "rb")
    )
    yield Browser(write_command, reader)
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
    transport.close()
    os.close(write_command)
