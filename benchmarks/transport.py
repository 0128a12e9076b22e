"""What carrying a message costs: the same echo with PTB's two transports, and a peer's."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.samples import ROOT
from benchmarks.tables import figure, table

HTTPX, AIOHTTP, AIOGRAM = "PTB + httpx", "PTB + aiohttp", "aiogram"
CLIENTS = {
    HTTPX: ("benchmarks.echo", "httpx"),
    AIOHTTP: ("benchmarks.echo", "aiohttp"),
    AIOGRAM: ("benchmarks.echo_aiogram",),
}
HEAD = ("", "messages par seconde", "rapport", "processeur par message", "rapport", "essais")
UPDATES = 1000
MODES = (1, 64)
ROUNDS = 3
SECONDS = 55


@dataclass(frozen=True, slots=True)
class Cost:
    """What an echo cost."""

    per_second: float
    cpu_ms: float


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why there is nothing to show."""

    reason: str


def transport(peer: str = sys.executable, updates: int = UPDATES) -> None:
    """Print the median of a few runs, each client in turn; a minute at most.

    Args:
        peer: the Python that has aiogram.
        updates: how many messages are repeated in a run.
    """
    end = time.monotonic() + SECONDS
    for at_once in MODES:
        share = (end - time.monotonic()) / (len(MODES) - MODES.index(at_once))
        found, skipped = _measure(peer, updates, at_once, time.monotonic() + share)
        print(f"\n{at_once} à la fois, {updates} messages.\n")
        print(table(HEAD, _rows(found, skipped)))


def run(client: str, peer: str, updates: int, at_once: int, seconds: float) -> Cost | Skipped:
    """Make one client repeat messages."""
    python = peer if client == AIOGRAM else sys.executable
    with _bot_api(updates) as url:
        command = [python, "-m", *CLIENTS[client], url, str(updates), str(at_once)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT,
                                  timeout=seconds, check=False)  # fmt: skip
        except subprocess.TimeoutExpired:
            return Skipped("trop long")
    if done.returncode:
        return Skipped((done.stderr.strip().splitlines() or ["?"])[-1])
    return Cost(**json.loads(done.stdout.splitlines()[-1]))


def _measure(
    peer: str, updates: int, at_once: int, end: float
) -> tuple[dict[str, list[Cost]], dict[str, Skipped]]:
    found: dict[str, list[Cost]] = defaultdict(list)
    skipped: dict[str, Skipped] = {}
    for _ in range(ROUNDS):
        start = time.monotonic()
        for client in CLIENTS:
            if client in skipped:
                continue
            cost = run(client, peer, updates, at_once, max(1.0, end - time.monotonic()))
            if isinstance(cost, Skipped):
                skipped[client] = cost
            else:
                found[client].append(cost)
        took = time.monotonic() - start
        if time.monotonic() + took > end:  # another round would be too long
            break
    return found, skipped


def _rows(found: dict[str, list[Cost]], skipped: dict[str, Skipped]) -> Iterator[list[str]]:
    reference = found.get(HTTPX)
    for client, costs in found.items():
        speed, cpu = _medians(costs)
        base_speed, base_cpu = _medians(reference or costs)
        yield [client, figure(speed), f"× {figure(speed / base_speed)}",
               f"{figure(cpu)} ms", f"× {figure(cpu / base_cpu)}", str(len(costs))]  # fmt: skip
    for client, why in skipped.items():
        if client in found:
            continue
        yield [client, why.reason, "", "", "", "0"]


def _medians(costs: list[Cost]) -> tuple[float, float]:
    return (
        statistics.median(cost.per_second for cost in costs),
        statistics.median(cost.cpu_ms for cost in costs),
    )


@contextmanager
def _bot_api(updates: int) -> Iterator[str]:
    command = [sys.executable, "-m", "benchmarks.bot_api", str(updates)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
