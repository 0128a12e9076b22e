"""PTB's requests over aiohttp: what HTTPXRequest promises, for less work (ADR 11)."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.handlers.body import Body, Ready, body_of
from bot.handlers.network import Proxies, certificates

KEEP_ALIVE_SECONDS = 15
DNS_SECONDS = 60
POOL_TIMEOUT = (
    "Pool timeout: All connections in the connection pool are occupied. Request was *not* sent "
    "to Telegram. Consider adjusting the connection pool size or the pool timeout."
)
GATEWAY_TIMEOUT = 504
Timeout = Any  # seconds, None for no limit, or BaseRequest.DEFAULT_NONE for the instance's own


@dataclass(frozen=True, slots=True)
class _Timeouts:
    read: float | None
    write: float | None
    connect: float | None
    pool: float | None
    media_write: float | None


class NotSent:
    """Marks an error after which the server cannot have the whole request."""


class Unanswered:
    """Marks an error after which nobody knows whether the request was received."""


class _NotSentInTime(NotSent, TimedOut):
    pass


class _NotSentError(NotSent, NetworkError):
    pass


class _UnansweredInTime(Unanswered, TimedOut):
    pass


class _UnansweredError(Unanswered, NetworkError):
    pass


class AiohttpRequest(BaseRequest):
    """Requests to the Bot API; names and defaults are HTTPXRequest's.

    A place in the pool, then a connection, then each chunk written, then each chunk read has its
    own timeout. No error quotes an address, which holds the token, nor keeps one as its cause.
    Each is marked `NotSent` or `Unanswered`: what is sent again depends on it.

    Args:
        connection_pool_size: how many requests at once, each with its connection.
        read_timeout: seconds without a byte of the answer; None for no limit, here and below.
        write_timeout: seconds for 64 KiB of a request to leave.
        connect_timeout: seconds to reach the server: name, connection, proxy and TLS.
        pool_timeout: seconds to wait for a place in the pool.
        proxy: `http://user:password@host:port`; by default, what the environment says.
        media_write_timeout: the write timeout of requests with files.
    """

    def __init__(
        self, *, connection_pool_size: int = 256, read_timeout: float | None = 5,
        write_timeout: float | None = 5, connect_timeout: float | None = 5,
        pool_timeout: float | None = 1, proxy: str | None = None,
        media_write_timeout: float | None = 20,
    ) -> None:  # fmt: skip
        self._size = connection_pool_size
        self._timeouts = _Timeouts(
            read_timeout, write_timeout, connect_timeout, pool_timeout, media_write_timeout
        )
        self._proxy = proxy
        self._pool: _Pool | None = None

    @property
    def read_timeout(self) -> float | None:
        """The read timeout of a request that does not say its own."""
        return self._timeouts.read

    async def initialize(self) -> None:
        """Open the pool in the running loop; nothing when it is open.

        Raises:
            RuntimeError: the proxy is neither http nor https.
        """
        if self._pool is not None:
            return
        proxies = Proxies(self._proxy)
        connector = aiohttp.TCPConnector(
            limit=self._size, keepalive_timeout=KEEP_ALIVE_SECONDS, ttl_dns_cache=DNS_SECONDS,
            ssl=certificates(),
        )  # fmt: skip
        session = aiohttp.ClientSession(
            connector=connector, headers={"User-Agent": self.USER_AGENT},
            cookie_jar=aiohttp.DummyCookieJar(), skip_auto_headers=("Content-Type",),
        )  # fmt: skip
        self._pool = _Pool(session, asyncio.Semaphore(self._size), proxies)

    async def shutdown(self) -> None:
        """Close the connections; nothing when they are closed."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await pool.session.close()

    async def do_request(  # noqa: PLR0917 — PTB's signature
        self, url: str, method: str, request_data: RequestData | Ready | None = None,
        read_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        write_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        connect_timeout: Timeout = BaseRequest.DEFAULT_NONE,
        pool_timeout: Timeout = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:  # fmt: skip
        """Make a request; return the status and the body of the answer.

        Raises:
            TimedOut: a timeout has passed.
            NetworkError: there is no whole answer.
        """
        own = self._timeouts
        has_files = request_data is not None and request_data.contains_files
        own_write = own.media_write if has_files else own.write
        body = body_of(request_data, _or(write_timeout, own_write))
        call = _Call(
            method, url, body,
            aiohttp.ClientTimeout(connect=_or(connect_timeout, own.connect),
                                  sock_read=_or(read_timeout, own.read)),
        )  # fmt: skip
        if (pool := self._pool) is None:
            raise RuntimeError("This AiohttpRequest is not initialized!")
        problem: TelegramError
        try:
            async with pool.place(_or(pool_timeout, own.pool)):
                status, answer = await pool.send(call)
            if status != GATEWAY_TIMEOUT:
                return status, answer
            problem = _UnansweredError("Gateway Timeout")
        except TimeoutError as error:
            problem = _NotSentInTime() if call.is_unsent(error) else _UnansweredInTime()
        except (aiohttp.ClientError, OSError) as error:
            kind = _NotSentError if call.is_unsent(error) else _UnansweredError
            problem = kind(_name(error))
        raise problem  # out of the handler, so that no address follows it as its context


@dataclass(frozen=True, slots=True)
class _Pool:
    """Connections that are open, and the places to take before using one."""

    session: aiohttp.ClientSession
    places: asyncio.Semaphore
    proxies: Proxies

    def place(self, seconds: float | None) -> AbstractAsyncContextManager[None]:
        """Hold one of the places."""
        return self.places if seconds is None else self._place_in_time(seconds)

    @asynccontextmanager
    async def _place_in_time(self, seconds: float) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(seconds):
                await self.places.acquire()
        except TimeoutError:
            raise _NotSentInTime(POOL_TIMEOUT) from None
        try:
            yield
        finally:
            self.places.release()

    async def send(self, call: _Call) -> tuple[int, bytes]:
        """Send; what only reads is sent once more when the server hung up before answering."""
        try:
            return await self._exchange(call)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            if not call.only_reads:
                raise
        return await self._exchange(call)

    async def _exchange(self, call: _Call) -> tuple[int, bytes]:
        body = call.body
        headers = {"Content-Type": body.content_type} if body else {}
        async with self.session.request(
            call.method, call.url, data=body, headers=headers,
            timeout=call.timeout, proxy=self.proxies.of(call.url), allow_redirects=False,
        ) as response:  # fmt: skip
            return response.status, await response.read()


@dataclass(frozen=True, slots=True)
class _Call:
    """A request with its timeouts."""

    method: str
    url: str
    body: Body | None
    timeout: aiohttp.ClientTimeout

    @property
    def only_reads(self) -> bool:
        """True of getUpdates, getMe, getFile…; of a GET, which aiohttp itself sends again."""
        return self.method == "POST" and self.url.rpartition("/")[2].lower().startswith("get")

    def is_unsent(self, error: Exception) -> bool:
        """Tell whether the server cannot have had the whole request."""
        if isinstance(error, (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)):
            return True
        return self.body is not None and not self.body.is_written


def _or(given: Timeout, own: float | None) -> float | None:
    seconds: float | None = own if given is BaseRequest.DEFAULT_NONE else given
    return seconds


def _name(error: BaseException) -> str:
    """Return what went wrong without its text, in which aiohttp quotes the address."""
    code: object = errno.errorcode.get(getattr(error, "errno", None) or 0)
    code = code or getattr(error, "status", None)
    return f"aiohttp.{type(error).__name__}" + (f": {code}" if code else "")
