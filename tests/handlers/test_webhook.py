"""The webhook: without the secret one learns nothing; an update is kept, then acknowledged."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy.exc import OperationalError

from bot.handlers.webhook import LARGEST, Webhook
from bot.listening import listening

SECRET = "un-secret-que-personne-ne-devine"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
PATH = "/recevoir/ici"
UPDATE = {"update_id": 5, "message": {"text": "mot-de-passage"}}


class Kept:
    """Keeps updates, or refuses them."""

    def __init__(self) -> None:
        self.updates: list[Any] = []
        self.error: Exception | None = None

    async def __call__(self, updates: Sequence[object]) -> None:
        if self.error:
            raise self.error
        self.updates += updates


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest_asyncio.fixture
async def http(kept: Kept) -> AsyncIterator[httpx.AsyncClient]:
    """A client that shows the secret."""
    webhook = Webhook(f"https://example.org{PATH}", SECRET, kept)
    async with (
        listening(webhook, "127.0.0.1", 0) as url,
        httpx.AsyncClient(base_url=url, headers={HEADER: SECRET}, trust_env=False) as client,
    ):
        yield client


async def test_an_update_with_the_secret_is_kept_and_acknowledged(
    http: httpx.AsyncClient, kept: Kept
) -> None:
    answer = await http.post(PATH, json=UPDATE)
    assert (answer.status_code, answer.content) == (200, b"")
    assert kept.updates == [UPDATE]


async def test_an_update_is_acknowledged_only_once_it_is_kept(
    http: httpx.AsyncClient, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, may_end = asyncio.Event(), asyncio.Event()

    async def keep(_kept: Kept, updates: Sequence[object]) -> None:
        began.set()
        await may_end.wait()

    monkeypatch.setattr(Kept, "__call__", keep)
    asking = asyncio.create_task(http.post(PATH, json=UPDATE))
    await began.wait()
    await asyncio.sleep(0.05)
    assert not asking.done()
    may_end.set()
    assert (await asking).status_code == 200


@pytest.mark.parametrize(
    "error",
    [OperationalError("INSERT", {"text": "mot-de-passage"}, Exception("no more connections")),
     RuntimeError("mot-de-passage")],
    ids=["database", "anything"],
)  # fmt: skip
async def test_an_update_that_cannot_be_kept_is_not_acknowledged_and_the_log_says_nothing_of_it(
    http: httpx.AsyncClient, kept: Kept, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    kept.error = error
    with caplog.at_level(logging.DEBUG, "bot"):
        answer = await http.post(PATH, json=UPDATE)
    assert (answer.status_code, answer.content) == (503, b"")
    assert type(error).__name__ in caplog.text
    assert "mot-de-passage" not in caplog.text
    kept.error = None
    assert (await http.post(PATH, json=UPDATE)).status_code == 200


# --- without the secret ---------------------------------------------------------------------------

WRONG: dict[str, list[tuple[str, str]]] = {
    "none": [],
    "empty": [(HEADER, "")],
    "another": [(HEADER, "x" * len(SECRET))],
    "a beginning": [(HEADER, SECRET[:-1])],
    "more": [(HEADER, f"{SECRET}x")],
    "other letters": [(HEADER, SECRET.upper())],
    "twice": [(HEADER, SECRET), (HEADER, SECRET)],
    "twice, one wrong": [(HEADER, "x"), (HEADER, SECRET)],
    "elsewhere": [("Authorization", SECRET), ("X-Secret-Token", SECRET)],
}


def seen(answer: httpx.Response) -> tuple[object, ...]:
    """Return all that a stranger can see of an answer, but the hour."""
    headers = sorted((name, value) for name, value in answer.headers.items() if name != "date")
    return answer.status_code, answer.content, tuple(headers)


@pytest.mark.parametrize("shown", WRONG.values(), ids=WRONG.keys())
async def test_without_the_secret_whatever_is_asked_the_answer_is_the_same(
    http: httpx.AsyncClient, kept: Kept, shown: list[tuple[str, str]]
) -> None:
    del http.headers[HEADER]
    requests: list[tuple[str, str, bytes]] = [
        ("POST", PATH, json.dumps(UPDATE).encode()),
        ("POST", PATH, b"rien de lisible"),
        ("POST", PATH, b"x" * (LARGEST + 1)),
        ("POST", "/ailleurs", b"{}"),
        *((method, PATH, b"") for method in ("GET", "PUT", "DELETE", "OPTIONS", "PATCH")),
        *(("GET", path, b"") for path in ("/", "/healthz", "/readyz", "/metrics", "/docs")),
    ]
    answers = [
        await http.request(method, path, content=content, headers=shown)
        for method, path, content in requests
    ]
    assert {answer.status_code for answer in answers} == {403}
    assert len({seen(answer) for answer in answers}) == 1
    assert kept.updates == []


async def test_the_secret_is_not_in_any_answer(http: httpx.AsyncClient) -> None:
    del http.headers[HEADER]
    answer = await http.post(PATH, json=UPDATE)
    assert answer.content == b""
    assert "server" not in answer.headers
    assert SECRET not in str(answer.headers)


async def test_headers_that_are_not_text_are_no_secret(http: httpx.AsyncClient) -> None:
    del http.headers[HEADER]
    answer = await http.post(PATH, headers=[(HEADER.encode(), b"\xff\xfe")], content=b"{}")
    assert answer.status_code == 403


# --- with the secret ------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", f"{PATH}/", "/recevoir", f"{PATH}x", "/metrics"])
async def test_with_the_secret_only_one_path_is_served(
    http: httpx.AsyncClient, kept: Kept, path: str
) -> None:
    assert (await http.post(path, json=UPDATE)).status_code == 404
    assert kept.updates == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD"])
async def test_with_the_secret_only_posts_are_taken(
    http: httpx.AsyncClient, kept: Kept, method: str
) -> None:
    assert (await http.request(method, PATH)).status_code == 405
    assert kept.updates == []


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"NaN?", b"[" * 100_000, b'{"update_id": ' + b"9" * 5_000 + b"}"],
    ids=["empty", "cut", "not text", "not JSON", "very deep", "a number too long to read"],
)
async def test_what_cannot_be_read_is_refused_and_the_next_is_served(
    http: httpx.AsyncClient, kept: Kept, body: bytes
) -> None:
    assert (await http.post(PATH, content=body)).status_code == 400
    assert kept.updates == []
    assert (await http.post(PATH, json=UPDATE)).status_code == 200


async def test_a_body_above_the_limit_is_refused_wherever_its_length_is_said(
    http: httpx.AsyncClient, kept: Kept
) -> None:
    async def in_pieces(size: int) -> AsyncIterator[bytes]:
        for _ in range(size // 1024):
            yield b" " * 1024

    whole = json.dumps(UPDATE).encode()
    assert (await http.post(PATH, content=b" " * (LARGEST + 1))).status_code == 413
    assert (await http.post(PATH, content=in_pieces(LARGEST + 1024))).status_code == 413
    assert kept.updates == []
    assert (await http.post(PATH, content=whole.ljust(LARGEST))).status_code == 200


async def test_who_hangs_up_in_the_middle_is_not_kept_and_the_next_is_served(
    http: httpx.AsyncClient, kept: Kept
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", http.base_url.port)
    writer.write(f"POST {PATH} HTTP/1.1\r\nHost: x\r\n{HEADER}: {SECRET}\r\n"
                 f"Content-Length: 100\r\n\r\n{{".encode())  # fmt: skip
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.close()
    await writer.wait_closed()
    assert (await http.post(PATH, json=UPDATE)).status_code == 200
    assert kept.updates == [UPDATE]


async def test_an_address_without_a_path_is_served_at_its_root(kept: Kept) -> None:
    webhook = Webhook("https://example.org", SECRET, kept)
    transport = httpx.ASGITransport(webhook)
    async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
        answer = await client.post("/", json=UPDATE, headers={HEADER: SECRET})
    assert (answer.status_code, kept.updates) == (200, [UPDATE])
