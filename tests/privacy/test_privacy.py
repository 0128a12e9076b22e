"""What a run of conversations leaves behind: nothing that was said, by nobody."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
import pytest_asyncio
from sqlalchemy import NullPool, Row, create_engine, text

from bot.sandbox.app import create_app
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve
from bot.sandbox.world import World
from bot.storage.database import default_url
from bot.storage.schema import metadata
from tests.conftest import ROOT, TODAY

pytest_plugins = ["tests.postgres"]

TOKEN = "1000000001:jeton-a-ne-jamais-lire"
NAME = "Zoraïde"
MARKS = ("mirliflore", "cucurbite", "tournemain", "galimatias", "rocambole")
CHAT, OTHER = 715_517_715_517, 616_616_616_161
MOMENTS = {"sessions": "expires_at", "inbox": "received_at", "outbox": "created_at",
           "handled": "handled_at"}  # fmt: skip
DAY = 24 * 3600
SECONDS = 20


@pytest.fixture
def world() -> World:
    made = World()
    made.open_chat(CHAT, NAME)
    made.open_chat(OTHER, NAME)
    return made


@pytest_asyncio.fixture
async def telegram(world: World) -> AsyncIterator[str]:
    async with serve(create_app(world, token=TOKEN, page=""), "127.0.0.1", 0) as url:
        yield url


class Database:
    """Where the bot keeps its state, as somebody who stole it would read it."""

    def __init__(self, state: Path, url: str = "") -> None:
        self.url = url
        self._state = state
        address = url.replace("postgresql:", "postgresql+psycopg:") or default_url(state)
        self._engine = create_engine(address, poolclass=NullPool)

    def everything(self) -> bytes:
        """Return all that the files hold, and all that a dump of the tables would."""
        files = b"".join(file.read_bytes() for file in sorted(self._state.glob("kinebot.db*")))
        return files + "\n".join(str(row) for row in [*self.rows(), *self._queue()]).encode()

    def rows(self, *names: str) -> list[Row[Any]]:
        with self._engine.connect() as connection:
            tables = [metadata.tables[name] for name in names or metadata.tables]
            return [row for table in tables for row in connection.execute(table.select())]

    def age(self, seconds: int) -> None:
        """Make everything so much older."""
        with self._engine.begin() as connection:
            for name, column in MOMENTS.items():
                table = metadata.tables[name]
                earlier = {column: table.c[column] - seconds}
                connection.execute(table.update().values(earlier))

    def _queue(self) -> list[Row[Any]]:
        if not self.url:
            return []
        queries = (text("SELECT * FROM procrastinate_jobs"),
                   text("SELECT * FROM procrastinate_events"))  # fmt: skip
        with self._engine.connect() as connection:
            return [row for query in queries for row in connection.execute(query)]


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, state: Path) -> Database:
    shared = request.param == "postgresql"
    return Database(state, request.getfixturevalue("postgres_url") if shared else "")


class Run:
    """One run of the program: what it wrote, and where its measures are."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self._port = port
        self.written = ""

    async def metrics(self) -> str:
        address = f"http://127.0.0.1:{self._port}/metrics"
        return await asyncio.to_thread(lambda: urlopen(address).read().decode())

    async def stop(self) -> None:
        self._process.send_signal(signal.SIGTERM)
        out, err = await asyncio.wait_for(self._process.communicate(), SECONDS)
        self.written += (out + err).decode()
        assert self._process.returncode == 0


@asynccontextmanager
async def running(telegram: str, state: Path, database: Database) -> AsyncIterator[Run]:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    variables = {
        "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram, "STATE_DIR": str(state),
        "DATABASE_URL": database.url, "KINEBOT_TODAY": TODAY.isoformat(), "SEND_PER_CHAT": "0",
        "METRICS_LISTEN": f"127.0.0.1:{port}", "PYTHONASYNCIODEBUG": "1",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "dev", "-W", "ignore", "-m", "bot", "run"),
        cwd=ROOT, env={**os.environ, **variables},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    run = Run(process, port)
    try:
        yield run
    finally:
        if process.returncode is None:
            await run.stop()


async def answered(world: World, chat: int, say: Callable[[], object]) -> None:
    """Have something said, and wait for the answer."""
    before = _from_bot(world, chat)
    say()
    await until(world, lambda: _from_bot(world, chat) > before, SECONDS)


def _from_bot(world: World, chat: int) -> int:
    return sum(message.is_from_bot for message in world.chats[chat].messages.values())


async def talk(world: World, chat: int) -> None:
    """Say marked words in every way there is, and stay in the middle of an estimate."""
    texts = (f"{MARKS[0]} puis-je voir deux kinés ?", f"/{MARKS[1]}", "/estimer",
             f"je ne sais pas trop {MARKS[2]} vous savez", "35", f"10 {MARKS[3]}")  # fmt: skip
    for words in texts:
        await answered(world, chat, lambda said=words: world.say(chat, said))
    await answered(world, chat, lambda: world.attach(chat, "photo", f"{MARKS[4]} 0612345678"))
    first = next(m for m in world.chats[chat].messages.values() if not m.is_from_bot)
    await answered(world, chat, lambda: world.edit(chat, first.id, f"{MARKS[0]} {MARKS[1]} ?"))


async def test_nothing_that_was_said_nor_by_whom_stays_anywhere(
    world: World, telegram: str, state: Path, database: Database, tmp_path: Path
) -> None:
    async with running(telegram, state, database) as run:
        await talk(world, CHAT)
        world.trouble.failing.add("sendMessage")  # errors are written too
        world.say(CHAT, f"{MARKS[0]} encore")
        await asyncio.sleep(1)
        world.trouble.failing.clear()
        measures = await run.metrics()
        copy = tmp_path / "copie.db"
        if not database.url:
            await _back_up(state, copy)
    kept = database.everything() + (copy.read_bytes() if copy.exists() else b"")
    seen = run.written + measures
    assert "kinebot_updates_handled_total" in measures
    for secret in (*MARKS, NAME, "0612345678", TOKEN, TOKEN.partition(":")[2]):
        assert secret.encode() not in kept, secret
        assert secret not in seen, secret
    assert str(CHAT) not in seen
    assert database.rows("sessions")  # the estimate is still open


async def _back_up(state: Path, copy: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "backup", str(copy)),
        cwd=ROOT, env={**os.environ, "STATE_DIR": str(state), "DATABASE_URL": ""},
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert await asyncio.wait_for(process.wait(), SECONDS) == 0


async def test_after_effacer_no_trace_of_the_chat_is_left(
    world: World, telegram: str, state: Path, database: Database
) -> None:
    async with running(telegram, state, database):
        await talk(world, CHAT)
        await talk(world, OTHER)
        await answered(world, CHAT, lambda: world.say(CHAT, "/effacer"))
        await asyncio.sleep(0.5)  # the reply is marked
    assert str(CHAT).encode() not in database.everything()
    assert CHAT.to_bytes(5, "big") not in database.everything()
    assert any(OTHER in row for row in database.rows("sessions"))


async def test_a_day_after_the_last_message_the_clock_has_erased_everything(
    world: World, telegram: str, state: Path, database: Database
) -> None:
    async with running(telegram, state, database):
        await talk(world, CHAT)
        await talk(world, OTHER)
    assert database.rows("sessions", "handled")
    database.age(DAY + 1)
    async with running(telegram, state, database) as run:
        await answered(world, OTHER, lambda: world.say(OTHER, "/start"))
        assert "kinebot_rows" in await run.metrics()
    assert str(CHAT).encode() not in database.everything()
    assert CHAT.to_bytes(5, "big") not in database.everything()
    assert len(database.rows("handled")) == 1
