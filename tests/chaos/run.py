"""One run: processes, a bad Telegram, patients, and somebody who kills."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tests.chaos.faults import Faults
from tests.chaos.patients import Report, play_all
from tests.chaos.processes import Process, environment, free_address, running
from tests.chaos.scripts import Script
from tests.chaos.server import Server, serving
from tests.chaos.telegram import Telegram
from tests.postgres import Cluster

AT_ONCE = 30  # conversations
KILL_WITHIN = 1.0  # seconds after the reply that calls for it: whatever is going on then
AGAIN, START_SECONDS = 0.3, 2.0  # killed once more, while it starts
AWAY = 1.0  # seconds
WEBHOOK = {
    "WEBHOOK_URL": "https://kinebot.example/telegram",
    "WEBHOOK_SECRET": "Secret-de-chaos_0123456789",
}
Harm = tuple[str, Callable[[], Awaitable[None]]]


@dataclass(frozen=True, slots=True)
class Mode:
    """How the bot is deployed; without roles, one process does everything."""

    name: str
    is_webhook: bool = False
    roles: tuple[str, ...] = ()


MODES = (
    Mode("polling, SQLite"),
    Mode("webhook, SQLite", is_webhook=True),
    Mode("polling, PostgreSQL", roles=("receiver", "receiver", "worker", "worker", "sender")),
    Mode(
        "webhook, PostgreSQL",
        is_webhook=True,
        roles=("receiver", "receiver", "worker", "worker", "sender", "sender"),
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run does.

    Attributes:
        seed: what faults and kills are drawn from.
        scripts: what the patients do.
        kills: how many times something is killed.
        state: a folder with a compiled index, where everything is written.
    """

    seed: int
    scripts: Sequence[Script]
    kills: int
    state: Path


async def run(mode: Mode, plan: Plan, cluster: Cluster | None) -> Report:
    """Run one mode, and tell what happened."""
    report = Report(mode.name, expected=sum(script.replies for script in plan.scripts))
    faults = Faults(plan.seed)
    listens = [free_address() for _ in mode.roles or ("all",)]
    telegram = Telegram(faults, tuple(_receiving(mode, listens)))
    async with serving(telegram) as server:
        processes = _processes(mode, plan, server, listens, cluster)
        async with running(processes):
            beside = [
                asyncio.create_task(report.watch()),
                asyncio.create_task(_harm(report, plan, processes, server, cluster)),
            ]
            await play_all(plan.scripts, telegram, report, AT_ONCE)
            for task in beside:
                task.cancel()
            for failed in await asyncio.gather(*beside, return_exceptions=True):
                if isinstance(failed, Exception):
                    report.wrong.append(f"the test itself: {failed!r}")
        report.statuses = [process.status for process in processes]
    report.tell("end")
    report.events += [f"{count} × {name}" for name, count in sorted((+faults.drawn).items())]
    report.events += [f"{p.exits} × {p.name} left" for p in processes if p.exits]
    report.wrong += telegram.mistakes
    report.conflicts = telegram.waiting.conflicts
    return report


def _receiving(mode: Mode, listens: Sequence[str]) -> list[str]:
    roles = mode.roles or ("all",)
    return [a for role, a in zip(roles, listens, strict=True) if role in ("all", "receiver")]


def _processes(
    mode: Mode, plan: Plan, server: Server, listens: Sequence[str], cluster: Cluster | None
) -> list[Process]:
    variables = environment(server.url, plan.state)
    if mode.is_webhook:
        variables |= WEBHOOK
    if cluster is not None and mode.roles:
        variables["DATABASE_URL"] = cluster.create()
    return [
        Process(
            role,
            rank,
            variables | {"LISTEN": listen, "METRICS_LISTEN": free_address()},
            ("--role", role) if mode.roles else (),
            plan.state / f"{role}-{rank}.log",
        )
        for rank, (role, listen) in enumerate(zip(mode.roles or ("all",), listens, strict=True))
    ]


async def _harm(
    report: Report, plan: Plan, processes: Sequence[Process], server: Server,
    cluster: Cluster | None,
) -> None:  # fmt: skip
    """Do harm at random moments of the conversations, to everything in turn."""
    random = Random(f"{plan.seed} harm {report.name}")
    chosen = _kills(processes, cluster, plan.kills, random)
    chosen.append(("Telegram away", lambda: server.leave(AWAY)))
    random.shuffle(chosen)
    moments = sorted(random.uniform(0.02, 0.95) for _ in chosen)
    for moment, (name, harm) in zip(moments, chosen, strict=True):
        await report.reach(moment)
        await asyncio.sleep(random.uniform(0, KILL_WITHIN))
        report.tell(name)
        await harm()


def _kills(
    processes: Sequence[Process], cluster: Cluster | None, count: int, random: Random
) -> list[Harm]:
    """Choose what to kill: each kind in turn, any process of a kind."""
    kinds: dict[str, list[Harm]] = {}
    for process in processes:
        kinds.setdefault(process.role, []).append(_killing(process, random))
    if cluster is not None:
        kinds["postgres"] = [("kill PostgreSQL", lambda: asyncio.to_thread(cluster.crash))]
    turns = itertools.cycle(random.sample(list(kinds), len(kinds)))
    return [random.choice(kinds[next(turns)]) for _ in range(count)]


def _killing(process: Process, random: Random) -> Harm:
    async def kill() -> None:
        process.kill()
        if random.random() < AGAIN:
            await asyncio.sleep(random.uniform(0, START_SECONDS))
            process.kill()

    return f"kill {process.name}", kill
