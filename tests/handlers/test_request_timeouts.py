"""Time limits and places of a pool: each of PTB's, with PTB's own request as the reference."""

from __future__ import annotations

import asyncio
import gc
import socket
from collections.abc import Iterator
from contextlib import suppress

import pytest
from aiohttp import web
from telegram.error import TimedOut

from bot.handlers.request import AiohttpRequest
from tests.handlers.wire import (
    MEGABYTE,
    MESSAGE,
    SHORT,
    TOKEN,
    Make,
    Server,
    bot_of,
    fine,
    hang,
    speaking,
)


def test_the_read_timeout_is_the_one_given(make: Make) -> None:
    assert make().read_timeout == 5
    assert make(read_timeout=9).read_timeout == 9
    assert make(read_timeout=None).read_timeout is None


@pytest.mark.parametrize("said", ["at the beginning", "for this request"])
async def test_a_server_that_does_not_answer_is_a_timeout(
    said: str, make: Make, server: Server
) -> None:
    server.answer = hang
    own, given = (
        ({"read_timeout": SHORT}, {}) if "beginning" in said else ({}, {"read_timeout": SHORT})
    )
    async with make(**own) as request:
        with pytest.raises(TimedOut, match=r"^Timed out$"):
            await request.post(server.method("sendMessage"), **given)
    assert len(server.seen) == 1


async def test_an_answer_that_stops_half_way_is_a_timeout(make: Make) -> None:
    async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await asyncio.sleep(60)

    async with speaking(half) as url, make(read_timeout=SHORT) as request:
        with pytest.raises(TimedOut):
            await request.post(f"{url}/bot{TOKEN}/getMe")


async def test_no_timeout_at_all_is_possible(make: Make, server: Server) -> None:
    async def slow(request: web.Request) -> web.Response:
        await asyncio.sleep(2 * SHORT)
        return await fine(request)

    server.answer = slow
    none = dict.fromkeys(("read_timeout", "write_timeout", "connect_timeout", "pool_timeout"))
    async with make(read_timeout=SHORT) as request:
        assert await request.post(server.method("getMe"), **none) == MESSAGE


async def deaf(_: asyncio.StreamReader, __: asyncio.StreamWriter) -> None:
    await asyncio.sleep(60)


@pytest.mark.parametrize("key", ["media_write_timeout", "write_timeout"])
async def test_a_server_that_does_not_read_is_a_timeout(key: str, make: Make) -> None:
    own, given = ({key: SHORT}, {}) if key.startswith("media") else ({}, {key: SHORT})
    async with speaking(deaf) as url, make(**own) as request:
        bot = bot_of(url, request)
        with pytest.raises(TimedOut):
            await bot.send_document(1, b"x" * 30 * MEGABYTE, read_timeout=None, **given)


@pytest.mark.parametrize("key", ["media_write_timeout", "write_timeout"])
async def test_an_upload_has_its_own_patience(key: str, make: Make) -> None:
    patience = {"media_write_timeout": 60, "write_timeout": 60, key: SHORT}
    impatient = TimedOut if key.startswith("media") else TimeoutError  # the second is the test's
    async with speaking(deaf) as url, make(**patience) as request:
        bot = bot_of(url, request)
        with pytest.raises(impatient):
            async with asyncio.timeout(5 * SHORT):
                await bot.send_document(1, b"x" * 30 * MEGABYTE)


def open_to(url: str) -> list[object]:
    """Return the connections of this process to a server, even those that are being closed."""
    port = int(url.rpartition(":")[2])
    kind = "_SelectorSocketTransport"
    sockets = [t.get_extra_info("socket") for t in gc.get_objects() if type(t).__name__ == kind]
    return [s for s in sockets if s.fileno() >= 0 and s.getpeername()[1] == port]


@pytest.mark.parametrize("end", [TimedOut, asyncio.CancelledError])
async def test_an_upload_given_up_leaves_nothing_open(end: type[BaseException]) -> None:
    seconds = SHORT if end is TimedOut else None
    async with speaking(deaf) as url, AiohttpRequest(media_write_timeout=seconds) as request:
        bot = bot_of(url, request)
        task = asyncio.create_task(bot.send_document(1, b"x" * 30 * MEGABYTE))
        await asyncio.wait([task], timeout=2 * SHORT)
        if end is not TimedOut:
            assert open_to(url)
            task.cancel()
        with pytest.raises(end):
            await task
        await asyncio.sleep(0.05)
        assert not open_to(url)


@pytest.fixture
def full() -> Iterator[int]:
    """Give the port of a server whose queue is full: a connection to it never ends."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        waiting = []
        for _ in range(4):
            one = socket.socket()
            one.setblocking(False)
            with suppress(BlockingIOError):
                one.connect(address)
            waiting.append(one)
        yield address[1]
        for one in waiting:
            one.close()


async def test_a_connection_that_never_comes_is_a_timeout(make: Make, full: int) -> None:
    async with make(connect_timeout=SHORT) as request:
        with pytest.raises(TimedOut, match=r"^Timed out$"):
            await request.post(f"http://127.0.0.1:{full}/bot{TOKEN}/getMe")


async def test_a_full_pool_is_a_timeout_that_says_nothing_was_sent(
    make: Make, server: Server
) -> None:
    server.answer = hang
    async with make(connection_pool_size=1) as request:
        first = asyncio.create_task(request.post(server.method("getUpdates"), read_timeout=60))
        await asyncio.sleep(SHORT)
        with pytest.raises(TimedOut, match=r"^Pool timeout: .*Request was \*not\* sent"):
            await request.post(server.method("sendMessage"), pool_timeout=SHORT)
        first.cancel()
        await asyncio.wait([first])
        server.answer = None
        assert await request.post(server.method("sendMessage"), pool_timeout=SHORT) == MESSAGE
    assert [seen.path.rpartition("/")[2] for seen in server.seen] == ["getUpdates", "sendMessage"]


async def test_three_hundred_requests_go_through_ten_connections(
    make: Make, server: Server
) -> None:
    async with make(connection_pool_size=10) as request:
        calls = [request.post(server.method("sendMessage"), pool_timeout=None) for _ in range(300)]
        assert await asyncio.gather(*calls) == [MESSAGE] * 300
    assert len(server.seen) == 300
    assert server.most <= 10
