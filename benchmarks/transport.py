"""Carrying messages: the whole bot, durable and understanding, next to bare bots that repeat."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.bot_api import SECRET
from benchmarks.programs import Program, free_port, started
from benchmarks.samples import CACHE
from benchmarks.tables import figure, number, table
from bot.dialogue.session import Session
from bot.storage.database import default_url, open_database
from bot.storage.index_cache import NAME
from bot.storage.store import Decision, Received, Store

TOKEN = "1:essai"  # noqa: S105 — what the server of the benchmark takes for one
HEAD = ("", "charge", "messages par seconde", "face à aiogram", "processeur par message",
        "délai médian", "99ᵉ centile", "mémoire")  # fmt: skip
UPDATES = 3000
ROUNDS = 3
CHATS = 200
CALM_SECONDS = 6  # of a run at half speed
START_SECONDS = 60
LOOK_SECONDS = 0.5
ECHO = "texte"
OLD, LOT = 1 << 40, 1000  # numbers that no patient of the benchmark is given


@dataclass(frozen=True, slots=True)
class Bot:
    """A bot to measure.

    Attributes:
        name: what the table calls it.
        load: what its patients do.
        programs: the commands to start, `{url}` standing for the Bot API.
        settings: their environment.
        webhooks: how many of them, the first ones, are called by webhook.
        chats: how many patients.
    """

    name: str
    load: str
    programs: tuple[tuple[str, ...], ...]
    settings: tuple[tuple[str, str], ...] = ()
    webhooks: int = 0
    chats: int = CHATS


@dataclass(frozen=True, slots=True)
class Cost:
    """What carrying cost: updates a second, ms of processor an update, ms of delay, MB."""

    per_second: float
    cpu_ms: float
    p50: float
    p99: float
    memory: float


def run(bot: Bot, updates: int, rate: float = 0) -> Cost:
    """Have a bot answer so many updates, as fast as it can or at a given rate.

    Raises:
        RuntimeError: a program stopped, or says nothing any more.
    """
    ports = [free_port() for _ in range(bot.webhooks)]
    with ExitStack() as stack:
        api = stack.enter_context(started(_bot_api(bot, updates, rate, ports), {}))
        url = api.line("http")
        programs = [
            stack.enter_context(_start(bot, number, url, [*ports, 0]))
            for number in range(len(bot.programs))
        ]
        for program in programs[: len(ports)]:
            program.line("attend les messages")
        if ports:
            api.say("")
        _await_first(api, programs)
        before = sum(program.cpu_seconds for program in programs)
        told = json.loads(api.line("{"))
        spent = sum(program.cpu_seconds for program in programs) - before
        memory = sum(program.memory_mb for program in programs)
    return Cost(told["per_second"], 1000 * spent / updates, told["p50"], told["p99"], memory)


def _await_first(api: Program, programs: Sequence[Program]) -> None:
    """Wait until an update has been served; tell what a program said before it stopped."""
    end = time.monotonic() + START_SECONDS
    while True:
        try:
            api.line("début", LOOK_SECONDS)
        except RuntimeError:
            for program in (api, *programs):
                program.check()
            if time.monotonic() > end:
                raise
        else:
            return


def kinebot(load: str, state: Path, synchronous: str = "NORMAL", chats: int = CHATS) -> Bot:
    """Return the whole bot on SQLite."""
    settings = {**_settings(state), "SQLITE_SYNCHRONOUS": synchronous}
    name = f"Kinébot, SQLite {synchronous}"
    return Bot(name, load, ((*_kinebot(),),), tuple(settings.items()), chats=chats)


def kinebot_shared(load: str, state: Path, database: str) -> Bot:
    """Return the whole bot on PostgreSQL: two receivers, two workers, one sender."""
    roles = ("receiver", "receiver", "worker", "worker", "sender")
    programs = tuple((*_kinebot(), "--role", role) for role in roles)
    settings = {**_settings(state), "DATABASE_URL": database, "WEBHOOK_SECRET": SECRET,
                "WEBHOOK_URL": "https://bot.example.org/kinebot"}  # fmt: skip
    return Bot("Kinébot, PostgreSQL", load, programs, tuple(settings.items()), webhooks=2)


def echoes(peer: str) -> list[Bot]:
    """Return the bots that only repeat; the first is the reference."""
    ours = (sys.executable, "-m", "benchmarks.echo")
    return [
        Bot("aiogram, écho", ECHO, ((peer, "-m", "benchmarks.echo_aiogram", "{url}"),)),
        Bot("PTB, écho", ECHO, ((*ours, "httpx", "{url}"),)),
        Bot("PTB sur aiohttp, écho", ECHO, ((*ours, "aiohttp", "{url}"),)),
    ]


def transport(peer: str = sys.executable, database: str = "", updates: int = UPDATES) -> None:
    """Print medians of a few rounds, each bot in turn.

    Args:
        peer: the Python that has aiogram.
        database: an empty PostgreSQL database to use; none by default.
        updates: how many a run has.
    """
    with tempfile.TemporaryDirectory() as folder:
        state = prepared(Path(folder))
        bots = echoes(peer)
        bots += [kinebot(load, state) for load in ("boutons", "estimation", "texte")]
        bots += [kinebot(load, state, "FULL") for load in ("boutons", "texte")]
        if database:
            bots += [kinebot_shared(load, state, database) for load in ("boutons", "texte")]
        print(table(HEAD, _rows(bots, updates)))


def crowd(sizes: Sequence[int], updates: int = UPDATES) -> None:
    """Print what so many conversations kept change for those who talk."""
    with tempfile.TemporaryDirectory() as folder:
        bots = []
        for size in sizes:
            own = prepared(Path(folder) / str(size))
            _fill(own, size)
            asked = kinebot("boutons", own, chats=min(size, CHATS))
            bots.append(replace(asked, name=f"{number(size)} conversations gardées"))
        print(table(HEAD, _rows(bots, updates)))


def _rows(bots: Sequence[Bot], updates: int) -> Iterator[list[str]]:
    """Measure every bot at full speed, each in turn, then at half of it."""
    found: dict[Bot, list[Cost]] = {bot: [] for bot in bots}
    failed: dict[Bot, str] = {}
    for _ in range(ROUNDS):
        for bot in bots:
            try:
                found[bot].append(run(bot, updates))
            except RuntimeError as error:
                failed[bot] = str(error)
    reference = _median(found[bots[0]], "per_second")
    for bot, costs in found.items():
        if not costs:
            yield [bot.name, bot.load, failed[bot], "", "", "", "", ""]
            continue
        speed = _median(costs, "per_second")
        calm = run(bot, int(min(updates, speed * CALM_SECONDS)), speed / 2)
        ratio = f"× {figure(speed / reference)}" if reference else ""
        yield [
            bot.name, bot.load, figure(speed), ratio,
            f"{figure(_median(costs, 'cpu_ms'))} ms", f"{figure(calm.p50)} ms",
            f"{figure(calm.p99)} ms", f"{figure(_median(costs, 'memory'))} Mo",
        ]  # fmt: skip


def _median(costs: Sequence[Cost], name: str) -> float:
    return statistics.median(getattr(cost, name) for cost in costs) if costs else 0.0


def _bot_api(bot: Bot, updates: int, rate: float, ports: Sequence[int]) -> list[str]:
    command = [sys.executable, "-m", "benchmarks.bot_api", bot.load, str(updates),
               "--chats", str(bot.chats), "--rate", str(rate)]  # fmt: skip
    if ports:
        command += ["--webhook", *(f"http://127.0.0.1:{port}/kinebot" for port in ports)]
    return command


def _start(
    bot: Bot, number: int, url: str, ports: Sequence[int]
) -> AbstractContextManager[Program]:
    port = ports[number] if number < len(ports) else ports[-1]
    settings = {**dict(bot.settings), "TELEGRAM_API_URL": url, "LISTEN": f"127.0.0.1:{port}"}
    return started([part.replace("{url}", url) for part in bot.programs[number]], settings)


def _kinebot() -> tuple[str, ...]:
    return (sys.executable, "-m", "bot", "run")


def _settings(state: Path) -> dict[str, str]:
    return {"TELEGRAM_BOT_TOKEN": TOKEN, "STATE_DIR": str(state), "SEND_PER_SECOND": "0",
            "SEND_PER_CHAT": "0"}  # fmt: skip


def prepared(state: Path) -> Path:
    """Put the index in a folder, so that no measure waits for it; return the folder."""
    settings = {"STATE_DIR": str(CACHE)}
    with (
        started((sys.executable, "-m", "bot", "prepare"), settings) as program,
        suppress(RuntimeError),
    ):
        program.line("jamais")
    state.mkdir(parents=True, exist_ok=True)
    shutil.copy(CACHE / NAME, state / NAME)
    return state


def _fill(state: Path, chats: int) -> None:
    """Keep so many conversations, in the middle of a dialogue."""
    store = Store(open_database(default_url(state)), dt.timedelta(days=1))
    session = Session(topic="franchise", offered=(("Oui", "m"),) * 8)
    now = dt.datetime.now(dt.UTC)
    for start in range(1, chats + 1, LOT):
        lot = range(start, min(start + LOT, chats + 1))
        store.receive([Received(OLD + chat, chat, "") for chat in lot], now)
        store.handle([OLD + chat for chat in lot], lambda *_: Decision(session), now)
    store.close()
