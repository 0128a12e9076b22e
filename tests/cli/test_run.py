"""`kinebot run` and `kinebot check`: what an operator reads, and what must never be read."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.sandbox.app import create_app
from bot.sandbox.pulse import until
from bot.sandbox.serve import serve
from bot.sandbox.world import PATIENT, World
from tests.cli.conftest import Kinebot
from tests.conftest import ROOT, TODAY

TOKEN = "1000000001:jeton-tres-secret"


@pytest.fixture
def world() -> World:
    return World()


@pytest_asyncio.fixture
async def telegram(world: World) -> AsyncIterator[str]:
    async with serve(create_app(world, token=TOKEN, page=""), "127.0.0.1", 0) as url:
        yield url


class Running:
    """`kinebot run` as a process, with all that it writes."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def stop(self) -> str:
        self.process.send_signal(signal.SIGTERM)
        return await self.output()

    async def output(self) -> str:
        out, err = await asyncio.wait_for(self.process.communicate(), 20)
        return (out + err).decode()


async def run(state: Path, *arguments: str, **variables: str) -> Running:
    environment = {**os.environ, "STATE_DIR": str(state), "KINEBOT_TODAY": TODAY.isoformat(),
                   "SEND_PER_CHAT": "0", **variables}  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *arguments),
        cwd=ROOT,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    return Running(process)


async def test_nothing_written_by_the_program_tells_the_text_the_chat_or_the_token(
    world: World, telegram: str, state: Path
) -> None:
    running = await run(state, TELEGRAM_BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram)
    world.say(PATIENT, "mot-de-passage 0612345678")
    chat = world.chats[PATIENT]
    await until(world, lambda: any(m.is_from_bot for m in chat.messages.values()), 20)
    world.trouble.failing.add("sendMessage")
    world.say(PATIENT, "autre-mot-de-passage")
    await asyncio.sleep(0.4)
    world.trouble.blocked.add(PATIENT)
    world.trouble.failing = {"getUpdates"}
    await asyncio.sleep(1.2)
    said = await running.stop()
    assert running.process.returncode == 0
    assert "Kinébot parle à Telegram" in said
    for secret in ("mot-de-passage", "0612345678", str(PATIENT), TOKEN, "jeton-tres-secret"):
        assert secret not in said


async def test_an_unknown_token_is_told_in_one_line_without_the_token(
    world: World, telegram: str, state: Path
) -> None:
    running = await run(state, TELEGRAM_BOT_TOKEN="1:autre-secret", TELEGRAM_API_URL=telegram)
    said = await running.output()
    assert running.process.returncode == 1
    assert "TELEGRAM_BOT_TOKEN : Telegram ne reconnaît pas ce jeton." in said
    assert "autre-secret" not in said
    assert "Traceback" not in said


async def test_without_a_token_the_first_line_is_the_address_of_the_sandbox(state: Path) -> None:
    running = await run(state, TELEGRAM_BOT_TOKEN="", LISTEN="127.0.0.1:0")
    assert running.process.stdout is not None
    first = (await asyncio.wait_for(running.process.stdout.readline(), 20)).decode()
    assert first.startswith("http://127.0.0.1:")
    assert first.endswith("/\n")
    said = await running.stop()
    assert running.process.returncode == 0
    assert "Traceback" not in said


async def test_a_second_program_on_the_same_database_is_refused_in_one_line(
    world: World, telegram: str, state: Path
) -> None:
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram}
    first = await run(state, **variables)
    world.say(PATIENT, "/aide")
    await until(world, lambda: answers(world), 20)
    said = await (second := await run(state, **variables)).output()
    assert second.process.returncode == 1
    assert "un autre Kinébot utilise cette base" in said
    assert "Traceback" not in said
    assert first.process.returncode is None
    await first.stop()
    assert first.process.returncode == 0


@pytest.mark.parametrize("role", ["receiver", "worker", "sender"])
async def test_a_role_apart_needs_a_database_that_roles_share(state: Path, role: str) -> None:
    running = await run(state, "--role", role, TELEGRAM_BOT_TOKEN=TOKEN)
    said = await running.output()
    assert running.process.returncode == 1
    assert f"--role {role} : il faut DATABASE_URL=postgresql://… et TELEGRAM_BOT_TOKEN" in said
    assert "Traceback" not in said
    assert TOKEN not in said


async def test_stopped_while_telegram_is_silent_it_stops_and_never_sends_twice(
    world: World, telegram: str, state: Path
) -> None:
    variables = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram}
    running = await run(state, **variables)
    world.say(PATIENT, "/aide")
    await until(world, lambda: answers(world), 20)
    world.trouble.latency = 8
    world.say(PATIENT, "/menu")
    await until(world, lambda: sendings(world) == 2, 20)
    await running.stop()
    assert running.process.returncode == 0
    world.trouble.latency = 0
    running = await run(state, **variables)
    world.say(PATIENT, "/aide")
    await until(world, lambda: len(answers(world)) == 3, 20)
    await running.stop()
    assert sendings(world) == 3


def answers(world: World) -> list[str]:
    return [m.text for m in world.chats[PATIENT].messages.values() if m.is_from_bot]


def sendings(world: World) -> int:
    """Return how many times the bot asked to send a message."""
    return sum(call.method == "sendMessage" for call in world.calls)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0:0",
        "127.0.0.1:99999",
    ],
)
async def test_an_address_it_cannot_listen_on_is_told_in_one_line(
    state: Path, address: str
) -> None:
    running = await run(state, TELEGRAM_BOT_TOKEN="", LISTEN=address)
    said = await running.output()
    assert running.process.returncode == 1
    assert "LISTEN" in said
    assert "Traceback" not in said


def test_the_check_prints_each_mistake_and_how_many(kinebot: Kinebot, tmp_path: Path) -> None:
    ran = kinebot("check", CONTENT_DIR=str(tmp_path))
    *mistakes, count = ran.out.splitlines()
    assert ran.status == 1
    assert all(line.startswith("erreur     ") for line in mistakes)
    assert count == f"{len(mistakes)} erreur(s), 0 avertissement(s)"


def test_a_broken_content_stops_every_command_without_a_traceback(
    kinebot: Kinebot, tmp_path: Path
) -> None:
    ran = kinebot("ask", "bonjour", CONTENT_DIR=str(tmp_path))
    assert ran.status == 1
    assert "faq_fr.yaml:1: ce fichier manque" in ran.err
    assert "Traceback" not in ran.err


def test_wrong_settings_stop_a_command_with_one_line_each(kinebot: Kinebot) -> None:
    ran = kinebot("ask", "bonjour", LISTEN="x", KINEBOT_TODAY="hier", SEND_PER_CHAT="-1")
    assert ran.status == 1
    assert ran.out == ""
    names = [line.split(" : ")[0] for line in ran.err.splitlines()]
    assert sorted(names) == ["KINEBOT_TODAY", "LISTEN", "SEND_PER_CHAT"]
