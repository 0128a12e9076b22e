"""Connections, proxies, certificates, and a token that goes nowhere else."""

from __future__ import annotations

import asyncio
import base64
import gc
import logging
import ssl
import subprocess
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import HTTPXRequest

from bot.handlers.introduction import build_bot
from bot.handlers.request import AiohttpRequest
from tests.handlers.wire import (
    MEGABYTE,
    MESSAGE,
    SHORT,
    TOKEN,
    Make,
    Server,
    Talk,
    ask,
    bot_of,
    hang,
    serving,
    speaking,
)

ONE = b'HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{"ok":true,"result":1} '
SECRET = TOKEN.partition(":")[2]


async def test_the_bot_asks_with_it(server: Server) -> None:
    for request in build_bot(TOKEN, server.url)._request:
        assert isinstance(request, AiohttpRequest)


async def test_shut_down_then_initialised_again_it_works_as_before(
    make: Make, server: Server
) -> None:
    request = make()
    for _ in range(2):
        for _ in range(2):  # twice is once
            await request.initialize()
        assert await request.post(server.method("getMe")) == MESSAGE
        for _ in range(2):
            await request.shutdown()
        with pytest.raises(NetworkError, match="not initialized"):
            await request.post(server.method("getMe"))


def test_it_may_be_made_before_the_loop_and_used_in_another_one_each_time() -> None:
    request = AiohttpRequest()

    async def life() -> None:
        async with serving() as server, request:
            assert await request.post(server.method("getMe")) == MESSAGE

    for _ in range(2):
        asyncio.run(life())


async def test_a_shutdown_in_the_middle_leaves_nothing_open(server: Server) -> None:
    server.answer = hang
    request = AiohttpRequest(connection_pool_size=2)
    await request.initialize()
    calls = [asyncio.create_task(request.post(server.method("getMe"))) for _ in range(3)]
    await asyncio.sleep(SHORT)
    await request.shutdown()
    ends = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(end, NetworkError) for end in ends)
    gc.collect()  # what is left open is a ResourceWarning, which is an error


# A server that hangs up


@dataclass
class Moody:
    """Hangs up, once, on the request of that number, after having read it."""

    hangs_up_on: int
    after: bytes = b""
    got: list[str] = field(default_factory=list)
    connections: int = 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        while True:
            self.got.append(await ask(reader))
            if len(self.got) == self.hangs_up_on:
                writer.write(self.after)
                await writer.drain()
                writer.close()
                return
            writer.write(ONE)


async def test_connections_are_kept_and_used_again(make: Make) -> None:
    moody = Moody(0)
    async with speaking(moody) as url, make() as request:
        for _ in range(5):
            assert await request.post(f"{url}/bot{TOKEN}/sendMessage") == 1
    assert moody.connections == 1


@pytest.mark.parametrize("number", [1, 2], ids=["new connection", "kept connection"])
async def test_a_message_that_may_have_arrived_is_never_sent_again(number: int, make: Make) -> None:
    moody = Moody(number)
    async with speaking(moody) as url, make() as request:
        bot = bot_of(url, request)
        for _ in range(number - 1):
            await request.post(f"{url}/bot{TOKEN}/getMe")
        with pytest.raises(NetworkError) as caught:
            await bot.send_message(1, "Bonjour")
        assert not isinstance(caught.value, TimedOut)
        assert moody.got.count("sendMessage") == 1
        assert await request.post(f"{url}/bot{TOKEN}/sendMessage") == 1


@pytest.mark.parametrize("method", ["getUpdates", "getMe", "GETFILE"])
async def test_what_only_reads_is_asked_once_more(method: str) -> None:
    moody = Moody(2)
    async with speaking(moody) as url, AiohttpRequest() as request:
        await request.post(f"{url}/bot{TOKEN}/sendMessage")
        assert await request.post(f"{url}/bot{TOKEN}/{method}") == 1
    assert moody.got == ["sendMessage", method, method]


async def test_what_only_reads_is_asked_twice_at_most() -> None:
    got: list[str] = []

    async def never(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
        got.append(await ask(reader))

    async with speaking(never) as url, AiohttpRequest() as request:
        with pytest.raises(NetworkError):
            await request.post(f"{url}/bot{TOKEN}/getUpdates")
    assert got == ["getUpdates"] * 2


async def test_half_an_answer_is_no_answer_and_is_not_asked_for_again(make: Make) -> None:
    moody = Moody(1, after=ONE[:-8])
    async with speaking(moody) as url, make() as request:
        with pytest.raises(NetworkError):
            await request.post(f"{url}/bot{TOKEN}/getUpdates")
    assert moody.got == ["getUpdates"]


async def test_a_kept_connection_the_server_has_closed_is_not_used(make: Make) -> None:
    closed = asyncio.Event()

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ask(reader)
        writer.write(ONE)
        await writer.drain()
        writer.close()
        await writer.wait_closed()
        closed.set()

    async with speaking(once) as url, make() as request:
        for _ in range(3):
            closed.clear()
            assert await request.post(f"{url}/bot{TOKEN}/sendMessage") == 1
            await closed.wait()
            await asyncio.sleep(0.05)


# Proxies


@dataclass
class Proxy:
    """A small HTTP proxy: passes on, or opens a tunnel; keeps what it was asked."""

    address: str = ""
    lines: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    refusal: bytes = b""

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        self.lines.append(head.splitlines()[0].replace(TOKEN, "…"))
        self.heads.append(head)
        if self.refusal:
            writer.write(self.refusal)
            await writer.drain()
            return
        verb, target, _ = head.splitlines()[0].split()
        host, _, rest = target.removeprefix("http://").partition("/")
        name, _, port = host.partition(":")
        far_reader, far_writer = await asyncio.open_connection(name, int(port))
        if verb == "CONNECT":
            writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        else:
            far_writer.write(head.replace(target, f"/{rest}", 1).encode())
        await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(MEGABYTE):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()


@asynccontextmanager
async def proxying(refusal: bytes = b"") -> AsyncIterator[Proxy]:
    proxy = Proxy(refusal=refusal)
    talk: Talk = proxy
    async with speaking(talk) as url:
        proxy.address = url.removeprefix("http://")
        yield proxy


async def test_a_given_proxy_is_used_with_its_password(make: Make, server: Server) -> None:
    async with (
        proxying() as proxy,
        make(proxy=f"http://kine:p%40ss@{proxy.address}") as request,
    ):
        assert await bot_of(server.url, request).send_document(1, b"x" * MEGABYTE)
    assert proxy.lines == [f"POST {server.url}/bot…/sendDocument HTTP/1.1"]
    password = base64.b64encode(b"kine:p@ss").decode()
    assert f"proxy-authorization: basic {password}".lower() in proxy.heads[0].lower()
    assert len(server.seen[0].body) > MEGABYTE


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("scheme", ["http://", ""])
async def test_the_proxy_of_the_environment_is_used(
    name: str, scheme: str, make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with proxying() as proxy:
        monkeypatch.setenv(name, f"{scheme}{proxy.address}")
        async with make() as request:
            assert await request.post(server.method("getMe")) == MESSAGE
    assert len(proxy.lines) == 1


@pytest.mark.parametrize("names", ["*", "127.0.0.1", "example.org, 127.0.0.1"])
async def test_no_proxy_is_obeyed(
    names: str, make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with proxying() as proxy:
        monkeypatch.setenv("ALL_PROXY", f"http://{proxy.address}")
        monkeypatch.setenv("NO_PROXY", names)
        async with make() as request:
            assert await request.post(server.method("getMe")) == MESSAGE
    assert proxy.lines == []


async def test_the_proxy_of_another_scheme_is_not_used(
    make: Make, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    async with make() as request:
        assert await request.post(server.method("getMe")) == MESSAGE


@pytest.mark.parametrize("refusal", [b"", b"HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n"])
async def test_a_proxy_that_does_not_work_is_an_error_of_the_network(
    refusal: bytes, make: Make
) -> None:
    async with proxying(refusal) as proxy:
        address = proxy.address if refusal else "127.0.0.1:1"
        async with make(proxy=f"http://kine:mot@{address}") as request:
            for scheme in ("http", "https"):
                with pytest.raises(NetworkError) as caught:
                    await request.post(f"{scheme}://127.0.0.1:1/bot{TOKEN}/getMe")
                assert "mot" not in str(caught.value)


async def test_a_proxy_that_is_not_known_is_refused_at_the_start(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks5://kine:mot@127.0.0.1:1")
    with pytest.raises(RuntimeError) as caught:
        async with make():
            pass
    assert "mot" not in str(caught.value)


# Certificates


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a certificate of this machine, which nobody has signed."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    made = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=essai", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
            "-keyout", str(file), "-out", str(file.with_name("cert.pem")))  # fmt: skip
    try:
        subprocess.run(("openssl", *made), check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("openssl is not installed")
    file.write_text(file.read_text() + file.with_name("cert.pem").read_text())
    return file


def encrypted(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


@pytest.mark.parametrize("through", ["straight", "proxy"])
async def test_an_unknown_certificate_is_refused_and_a_known_one_accepted(
    through: str, make: Make, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with serving(encrypted(certificate)) as server, proxying() as proxy:
        if through == "proxy":
            monkeypatch.setenv("HTTPS_PROXY", f"http://{proxy.address}")
        async with make() as request:
            with pytest.raises(NetworkError):
                await request.post(server.method("getMe"))
        assert server.seen == []
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        async with make() as request:
            assert await request.post(server.method("getMe")) == MESSAGE
        tunnel = f"CONNECT {server.url.removeprefix('https://')} HTTP/1.1"
        assert proxy.lines == ([tunnel] * 2 if through == "proxy" else [])


# The token


def told(error: BaseException, records: list[logging.LogRecord]) -> str:
    """Return all that an operator could read of a failure."""
    parts = ["".join(traceback.format_exception(error)), repr(error)]
    cause: BaseException | None = error
    while cause is not None:
        parts.append(f"{cause!r} {cause} {cause.__dict__}")
        cause = cause.__cause__ or cause.__context__
    return "\n".join([*parts, *(record.getMessage() for record in records)])


async def _cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await ask(reader)
    writer.write(ONE[:-8])
    await writer.drain()


async def _nonsense(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await ask(reader)
    writer.write(b"HTTP/9.9 nonsense\r\n\r\n")
    await writer.drain()


async def _nothing(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await ask(reader)


async def _silence(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    await ask(reader)
    await asyncio.sleep(60)


async def _slam(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def _refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await ask(reader)
    writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}")
    await writer.drain()


@pytest.mark.parametrize("talk", [_cut, _nonsense, _nothing, _silence, _slam, _refuse])
@pytest.mark.parametrize("method", ["getMe", "sendDocument"])
async def test_no_failure_tells_the_token(
    talk: Talk, method: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with speaking(talk) as url, AiohttpRequest(read_timeout=SHORT) as request:
        bot = bot_of(url, request)
        caplog.clear()  # PTB itself tells the address of the Bot API when a bot is made
        small = request.post(f"{url}/bot{TOKEN}/getMe")
        large = bot.send_document(1, b"x" * 10 * MEGABYTE)
        call, other = (small, large) if method == "getMe" else (large, small)
        other.close()
        with pytest.raises(TelegramError) as caught:
            await call
    assert SECRET not in told(caught.value, caplog.records)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/bot{}/getMe",
        "http://nulle-part.invalid/bot{}/getMe",
        "http://127.0.0.1:99999999/bot{}/getMe",
        "http:///bot{}/getMe",
        "ftp://127.0.0.1/bot{}/getMe",
        "bot{}/getMe",
        "http://" + "a" * 64 + ".invalid/bot{}/getMe",
    ],
)
async def test_no_wrong_address_tells_the_token(url: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with AiohttpRequest() as request:
        with pytest.raises(NetworkError) as caught:
            await request.post(url.format(TOKEN))
    assert SECRET not in told(caught.value, caplog.records)


async def test_success_tells_nothing_either(
    ours: AiohttpRequest, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await ours.post(server.method("getMe"))
    names = {record.name for record in caplog.records}
    assert "aiohttp.access" in names, "the server of this test does tell"
    own = [r.getMessage() for r in caplog.records if r.name != "aiohttp.access"]
    assert SECRET not in "\n".join(own)


async def test_an_error_names_its_kind_and_no_more(ours: AiohttpRequest) -> None:
    with pytest.raises(NetworkError) as caught:
        await ours.post(f"http://127.0.0.1:1/bot{TOKEN}/getMe")
    assert caught.value.message == "aiohttp.ClientConnectorError: ECONNREFUSED"
    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None


def test_ptb_s_own_request_is_still_what_these_tests_compare_with() -> None:
    assert AiohttpRequest().read_timeout == HTTPXRequest().read_timeout
