"""Whole programs in the test's own loop, on a database, with the sandbox as Telegram."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.dialogue.engine import Engine
from bot.handlers.introduction import build_bot
from bot.handlers.program import Program, Role
from bot.handlers.stages import run_stages
from bot.settings import Settings, load_settings
from tests.conftest import TODAY
from tests.handlers.conftest import TOKEN

SECRET = "un-secret-que-personne-ne-devine"


class Place:
    """Where programs run: one Telegram, one database, one engine."""

    def __init__(self, telegram: str, url: str, engine: Engine, folder: Path) -> None:
        self.telegram, self.url, self.engine, self.folder = telegram, url, engine, folder

    def settings(self, **chosen: Any) -> Settings:
        return load_settings(**{
            "_env_file": None, "telegram_bot_token": TOKEN, "telegram_api_url": self.telegram,
            "state_dir": self.folder, "kinebot_today": TODAY, "sqlite_synchronous": "NORMAL",
            "send_per_second": 0, "send_per_chat": 0, **chosen,
        })  # fmt: skip

    @asynccontextmanager
    async def running(
        self, role: Role = Role.ALL, **chosen: Any
    ) -> AsyncIterator[asyncio.Task[None]]:
        """Run a program until the end of the block; give the task that runs it."""
        stop = asyncio.Event()
        async with build_bot(TOKEN, self.telegram) as bot:
            program = Program(
                self.settings(**chosen), self.url, bot, lambda _day: self.engine, role=role
            )
            task = asyncio.create_task(run_stages(program.stages(), stop))
            try:
                yield task
            finally:
                stop.set()
                await asyncio.wait([task])
                await program.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
