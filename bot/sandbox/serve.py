"""Serving the sandbox: on this machine only."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette

from bot.listening import listening
from bot.sandbox.guard import is_loopback


@asynccontextmanager
async def serve(app: Starlette, host: str, port: int) -> AsyncIterator[str]:
    """Serve until the end of the block; give the base address, `http://127.0.0.1:PORT`.

    Args:
        app: what `create_app` returned.
        host: an address of loopback; anything else is refused.
        port: 0 for any free one.

    Raises:
        ValueError: when `host` is not this machine's own loopback.
        OSError: when the port is taken, with the address in its message.
    """
    if not is_loopback(host):
        raise ValueError(f"the sandbox listens on loopback only, not on {host}")
    async with listening(app, host, port, before_stop=app.state.world.close) as url:
        yield url
