"""The processes of the bot: started, killed without warning, started again."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from tests.chaos.telegram import TOKEN
from tests.conftest import ROOT, TODAY
from tests.postgres import HOST, free_port

STOP_SECONDS = 20
MOST_EXITS = 60  # a program that leaves by itself as often will not come back


class Process:
    """`kinebot run`, started again whenever it ends, as systemd does.

    Args:
        role, rank: what it is called in reports.
        variables: its environment, besides ours.
        options: what follows `run`.
        log: where it writes.
    """

    def __init__(
        self, role: str, rank: int, variables: Mapping[str, str], options: Sequence[str], log: Path
    ) -> None:
        self.role = role
        self.name = f"{role} {rank}"
        self._environment = {**os.environ, **variables}
        self._options = options
        self._log = log
        self._process: asyncio.subprocess.Process | None = None
        self._watch: asyncio.Task[None] | None = None
        self.exits = 0  # not ours
        self.status: int | None = None  # once it was asked to end

    async def start(self) -> None:
        await self._spawn()
        self._watch = asyncio.create_task(self._keep_alive())

    def kill(self) -> None:
        """Kill without warning; it is started again at once."""
        assert self._process is not None
        if self._process.returncode is None:
            self._process.kill()

    async def stop(self) -> None:
        """Ask it to end."""
        assert self._process is not None
        assert self._watch is not None
        self._watch.cancel()
        await asyncio.gather(self._watch, return_exceptions=True)
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            self.status = await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self._process.kill()
            self.status = await self._process.wait()

    @property
    def said(self) -> str:
        """Return what it wrote."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    async def _spawn(self) -> None:
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", *self._options),
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
            )

    async def _keep_alive(self) -> None:
        while self.exits < MOST_EXITS:
            assert self._process is not None
            status = await self._process.wait()
            self.exits += status != -signal.SIGKILL
            await self._spawn()


def free_address() -> str:
    """Return an address nobody listens on, which stays the same from one start to the next."""
    return f"{HOST}:{free_port()}"


def environment(telegram: str, state: Path, **variables: str) -> dict[str, str]:
    """Return the settings common to every process."""
    return {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram,
        "STATE_DIR": str(state),
        "KINEBOT_TODAY": TODAY.isoformat(),
        "SEND_PER_CHAT": "0",
        "SEND_PER_SECOND": "0",
        **variables,
    }


@asynccontextmanager
async def running(processes: Sequence[Process]) -> AsyncIterator[None]:
    """Start processes, and stop them in the end."""
    try:
        await asyncio.gather(*(process.start() for process in processes))
        yield
    finally:
        await asyncio.gather(*(process.stop() for process in processes))
