"""The server of the Bot API, which may go away for a while."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.chaos.telegram import Telegram
from tests.postgres import HOST, free_port


class Server:
    """The server of a Bot API, which may go away for a while."""

    def __init__(self, telegram: Telegram, runner: web.AppRunner) -> None:
        self._telegram = telegram
        self._runner = runner
        self._port = free_port()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    async def start(self) -> None:
        """Listen, always on the same port."""
        self._site = web.TCPSite(self._runner, HOST, self._port)
        await self._site.start()

    async def leave(self, seconds: float) -> None:
        """Refuse connections; on those that are open, answer that nobody is there."""
        self._telegram.is_away = True
        await self._site.stop()
        await asyncio.sleep(seconds)
        await self.start()
        self._telegram.is_away = False


@asynccontextmanager
async def serving(telegram: Telegram) -> AsyncIterator[Server]:
    """Serve on a free port."""
    app = web.Application(client_max_size=50 << 20)
    app.router.add_route("*", "/bot{token}/{method}", telegram.serve)
    runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    server = Server(telegram, runner)
    try:
        await server.start()
        yield server
    finally:
        await telegram.close()
        await runner.cleanup()
