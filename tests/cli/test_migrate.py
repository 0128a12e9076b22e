"""`kinebot migrate`: patients in the middle of a dialogue notice nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from telegram import Bot
from typer.testing import CliRunner

from bot.cli.app import app
from bot.dialogue.engine import Engine
from bot.handlers.intake import Intake
from bot.handlers.introduction import build_bot
from bot.handlers.pace import Pace
from bot.handlers.program import Program
from bot.handlers.stages import run_stages
from bot.sandbox.app import create_app
from bot.sandbox.serve import serve
from bot.sandbox.updates import Update
from bot.sandbox.world import PATIENT, World
from bot.settings import load_settings
from bot.storage.database import default_url, open_database
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.conftest import TODAY
from tests.handlers.conftest import LIFETIME, taken, texts
from tests.handlers.machine import Machine, eventually, working

TOKEN = "1000000001:essai"
OTHER = 2002
SECONDS = 30


@pytest.fixture
def world() -> World:
    world = World()
    world.open_chat(OTHER)
    return world


@pytest_asyncio.fixture
async def bot(world: World) -> AsyncIterator[Bot]:
    telegram = serve(create_app(world, token=TOKEN, page=""), "127.0.0.1", 0)
    async with telegram as url, build_bot(TOKEN, url) as ready:
        yield ready


@pytest.fixture
def on_postgresql(
    state: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> str:  # what the operator sets before typing the command
    monkeypatch.setenv("STATE_DIR", str(state))
    monkeypatch.setenv("DATABASE_URL", postgres_url)
    return postgres_url


def say(world: World, chat_id: int, text: str) -> list[Update]:
    """Have a patient write; return the update, for Telegram to give it again."""
    world.say(chat_id, text)
    return list(world.updates.waiting)


async def stop_half_way(state: Path, world: World, engine: Engine, bot: Bot) -> list[Update]:
    """Leave a database as a bot killed in the middle of two conversations does."""
    thread = StoreThread(Store(open_database(default_url(state)), LIFETIME))
    given: list[Update] = []
    async with working(thread, engine, bot) as machine:
        for chat_id, text in ((PATIENT, "/estimer"), (OTHER, "/estimer"), (PATIENT, "35")):
            given += say(world, chat_id, text)
            await machine.give(world)
            await machine.settle()
    silent = Machine(thread, engine, bot, Pace(0, 0))  # answers, but sends nothing
    given += say(world, PATIENT, "10")
    await silent.give(world)
    await eventually(lambda: has_answered(silent))
    given += say(world, PATIENT, "modifier")
    given += say(world, OTHER, "40")[1:]
    await Intake(thread, silent.counts).take(taken(world))  # keeps, but answers nothing
    assert await silent.depths() == {"sessions": 2, "inbox": 2, "outbox": 1}
    await asyncio.to_thread(thread.close)
    return given


async def has_answered(machine: Machine) -> bool:
    depths = await machine.depths()
    return (depths["inbox"], depths["outbox"]) == (0, 1)


@asynccontextmanager
async def running(url: str, engine: Engine, bot: Bot) -> AsyncIterator[None]:
    """Run the whole bot on PostgreSQL until the end of the block."""
    settings = load_settings(kinebot_today=TODAY, send_per_second=0, send_per_chat=0)
    program, stop = Program(settings, url, bot, lambda _day: engine), asyncio.Event()
    work = asyncio.create_task(run_stages(program.stages(), stop))
    try:
        yield
    finally:
        stop.set()
        await work
        await program.close()


async def test_conversations_go_on_where_they_were_and_each_reply_is_sent_once(
    state: Path, on_postgresql: str, world: World, engine: Engine, bot: Bot
) -> None:
    given = await stop_half_way(state, world, engine, bot)
    told = CliRunner().invoke(app, ["migrate"])
    assert told.exit_code == 0, told.exception
    assert "2 conversation(s), 2 message(s) sans réponse, 1 réponse(s) à envoyer" in told.output
    assert "effacez-la au bout de 24 heures" in told.output
    world.updates.waiting.extend(given)  # Telegram gives everything once more
    async with running(on_postgresql, engine, bot), asyncio.timeout(SECONDS):
        await eventually(lambda: not world.updates.waiting)
        world.say(PATIENT, "/aide")
        world.say(OTHER, "12")
        await eventually(lambda: len(texts(world)) >= 5 and len(texts(world, OTHER)) >= 3)
    for chat_id, expected in (
        (PATIENT, ("Combien le kiné", "Combien de séances", "Pour 10 séances à 35,00",
                   "Quelle réponse", "Comment me parler")),
        (OTHER, ("Combien le kiné", "Combien de séances", "Pour 12 séances à 40,00")),
    ):  # fmt: skip
        for text, words in zip(texts(world, chat_id), expected, strict=True):
            assert words in text
    store = Store(open_database(on_postgresql), LIFETIME)
    assert (store.waiting(), store.unsent()) == ([], [])
    store.close()


async def test_another_file_is_moved_when_it_is_named(
    state: Path, on_postgresql: str, world: World, engine: Engine, bot: Bot
) -> None:
    await stop_half_way(state, world, engine, bot)
    elsewhere = state / "ailleurs.db"
    (state / "kinebot.db").rename(elsewhere)
    told = CliRunner().invoke(app, ["migrate"])
    assert "il n’y a pas de base à déplacer" in str(told.exception)
    told = CliRunner().invoke(app, ["migrate", "--from", str(elsewhere)])
    assert told.exit_code == 0
    assert f"{elsewhere}.migrated" in told.output
    told = CliRunner().invoke(app, ["migrate", "--from", str(elsewhere)])
    assert told.exit_code == 1
    assert "déjà été déplacée" in str(told.exception)


def test_without_the_address_of_postgresql_it_is_told_what_to_give(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATE_DIR", str(state))
    monkeypatch.setenv("DATABASE_URL", "")
    open_database(default_url(state)).dispose()
    told = CliRunner().invoke(app, ["migrate"])
    assert told.exit_code == 1
    assert "DATABASE_URL" in str(told.exception)
    assert "postgresql://" in str(told.exception)
    assert (state / "kinebot.db").exists()
