"""Serving an application inside the event loop that already runs the bot."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import uvicorn

_SECONDS_TO_STOP = 2
_KEEP_ALIVE_SECONDS = 75


@asynccontextmanager
async def listening(
    app: Any, host: str, port: int, before_stop: Callable[[], None] = lambda: None
) -> AsyncIterator[str]:
    """Serve until the end of the block; give the base address, `http://127.0.0.1:PORT`.

    Args:
        app: an ASGI application.
        host: the address to listen on.
        port: 0 for any free one.
        before_stop: lets go of the requests that would wait for ever.

    Raises:
        OSError: when the port is taken, with the address in its message.
    """
    listener = _listen(host, port)
    server = _Server(_config(app))
    running = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        await _ready(server, running)
        yield _address(listener)
    finally:
        before_stop()
        server.should_exit = True
        await running


class _Server(uvicorn.Server):
    """A server that leaves the signals to the program, and says when it is ready."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _config(app: Any) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http="httptools",
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_SECONDS_TO_STOP,
    )


async def _ready(server: _Server, running: asyncio.Task[None]) -> None:
    ready = asyncio.create_task(server.ready.wait())
    await asyncio.wait({ready, running}, return_when=asyncio.FIRST_COMPLETED)
    ready.cancel()
    if running.done():
        running.result()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay only on sockets that are said to be TCP; 40 ms a call otherwise.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise OSError(error.errno, f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
