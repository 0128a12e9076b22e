"""A patient in front of the real program: `kinebot run` as a process, the sandbox as Telegram."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.knowledge.understanding import Understanding
from bot.sandbox.app import create_app
from bot.sandbox.messages import Message
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve
from bot.sandbox.world import PATIENT, World
from tests.conftest import CACHE, ROOT, TODAY

TOKEN = "1000000001:essai"
SECONDS = 30.0


class Patient:
    """Types, presses and reads on one telephone."""

    def __init__(self, world: World, chat_id: int = PATIENT) -> None:
        self.world = world
        self.chat_id = chat_id

    @property
    def messages(self) -> list[Message]:
        messages = self.world.chats[self.chat_id].messages
        return list(messages.values()) if isinstance(messages, dict) else list(messages)

    @property
    def answers(self) -> list[Message]:
        return [message for message in self.messages if message.is_from_bot]

    async def say(self, text: str) -> Message:
        """Write and wait for the one answer."""
        before = len(self.answers)
        self.world.say(self.chat_id, text)
        return await self._next(before)

    async def attach(self, kind: str) -> Message:
        before = len(self.answers)
        self.world.attach(self.chat_id, kind)  # type: ignore[arg-type]
        return await self._next(before)

    async def press(self, label: str) -> Message:
        """Press a button of the last answer; return the new message, or the changed one."""
        last = self.answers[-1]
        data = next(data for name, data in buttons(last) if label in name)
        before, old = len(self.answers), last.text
        self.world.press(self.chat_id, last.id, data)
        await until(
            self.world,
            lambda: len(self.answers) > before or self._again(last.id).text != old,
            SECONDS,
        )
        return self.answers[-1]

    def _again(self, message_id: int) -> Message:
        return next(m for m in self.messages if m.id == message_id)

    async def _next(self, before: int) -> Message:
        await until(self.world, lambda: len(self.answers) > before, SECONDS)
        return self.answers[-1]


def buttons(message: Message) -> list[tuple[str, str]]:
    """Return the label and data of every button under a message."""
    return [(b.text, str(b.value)) for row in message.keyboard or () for b in row]


def labels(message: Message) -> list[str]:
    return [label for label, _ in buttons(message)]


class Program:
    """`kinebot run` as a process that can be killed and started again."""

    def __init__(self, url: str, state: Path, database: str) -> None:
        self._environment = {
            **os.environ,
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": url,
            "STATE_DIR": str(state),
            "DATABASE_URL": database,
            "KINEBOT_TODAY": TODAY.isoformat(),
            "SEND_PER_CHAT": "0",
            "SEND_PER_SECOND": "0",
        }
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "run", cwd=ROOT, env=self._environment
        )

    async def kill(self) -> None:
        """Kill without warning, once what was sent has been marked as sent."""
        assert self._process is not None
        await asyncio.sleep(0.2)
        self._process.kill()
        await self._process.wait()

    async def stop(self) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 15)


@pytest_asyncio.fixture
async def world() -> World:
    return World()


@pytest_asyncio.fixture
async def telegram(world: World) -> AsyncIterator[str]:
    async with serve(create_app(world, token=TOKEN, page=""), "127.0.0.1", 0) as url:
        yield url


@pytest.fixture
def state(tmp_path: Path, understanding: Understanding) -> Path:
    """A state folder with the index already compiled."""
    (tmp_path / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    return tmp_path


@asynccontextmanager
async def running(program: Program) -> AsyncIterator[None]:
    await program.start()
    try:
        yield
    finally:
        await program.stop()


@pytest.fixture
def database(request: pytest.FixtureRequest, state: Path) -> str:
    """The address of a database: SQLite's, unless a test asks for PostgreSQL's too."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("shared_url"))
    return f"sqlite:///{state / 'kinebot.db'}"


@pytest_asyncio.fixture
async def program(telegram: str, state: Path, database: str) -> AsyncIterator[Program]:
    running_program = Program(telegram, state, database)
    async with running(running_program):
        yield running_program


@pytest_asyncio.fixture
async def patient(world: World, program: Program) -> Patient:
    return Patient(world)
