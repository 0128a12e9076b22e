"""What every run shares: the seed, the conversations, a private PostgreSQL to kill."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.knowledge.understanding import Understanding
from tests.chaos.patients import Report
from tests.chaos.run import MODES, Mode, Plan, run
from tests.chaos.scripts import write_scripts
from tests.chaos.telegram import USERNAME
from tests.conftest import CACHE, TODAY
from tests.postgres import Cluster, private_cluster

SEED = int(os.environ.get("KINEBOT_CHAOS_SEED", "20261121"))
CONVERSATIONS = int(os.environ.get("KINEBOT_CHAOS_CONVERSATIONS", "80"))  # in each mode
KILLS = int(os.environ.get("KINEBOT_CHAOS_KILLS", "2"))  # in each mode; of roles, twice as many
LENGTH = 12  # steps
Reports = Callable[[Mode], Report]


@pytest.fixture(scope="module")
def reports(
    content: Content, understanding: Understanding, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Reports]:
    """Run a mode once, when its report is first asked for."""
    engine = Engine(content, understanding, TODAY, f"https://t.me/{USERNAME}?start={{}}".format)
    done: dict[str, Report] = {}

    with ExitStack() as stack:

        def report_of(mode: Mode) -> Report:
            if mode.name not in done:
                cluster = stack.enter_context(private_cluster()) if mode.roles else None
                done[mode.name] = _run(mode, engine, cluster, tmp_path_factory.mktemp("chaos"))
            return done[mode.name]

        yield report_of


def _run(mode: Mode, engine: Engine, cluster: Cluster | None, state: Path) -> Report:
    (state / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    first_chat = 1_000_000 * (1 + MODES.index(mode))
    scripts = list(write_scripts(engine, SEED, CONVERSATIONS, LENGTH, first_chat))
    kills = 2 * KILLS if mode.roles else KILLS
    report = asyncio.run(run(mode, Plan(SEED, scripts, kills, state), cluster))
    print(f"KINEBOT_CHAOS_SEED={SEED}: {report}")
    return report
