"""What a request carries and what its answer becomes. PTB's own request is the reference."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable
from urllib.parse import unquote

import pytest
from aiohttp import web
from telegram import Bot, File, InputFile, InputMediaDocument, InputMediaPhoto
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
)
from telegram.request import BaseRequest, HTTPXRequest

from bot.handlers.request import AiohttpRequest
from tests.handlers.wire import (
    MEGABYTE,
    MESSAGE,
    TOKEN,
    Make,
    Server,
    bot_of,
    fine,
    saying,
    serving,
)

# What is sent


async def test_a_message_is_sent_as_a_form_and_its_answer_read(make: Make, server: Server) -> None:
    async with make() as request:
        sent = await bot_of(server.url, request).send_message(
            1, "é & = + 🙂 %20", parse_mode="HTML"
        )
    assert sent.message_id == 1
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert seen.headers["content-type"] == "application/x-www-form-urlencoded"
    assert seen.headers["user-agent"] == BaseRequest.USER_AGENT
    assert seen.body == (
        b"chat_id=1&text=%C3%A9+%26+%3D+%2B+%F0%9F%99%82+%2520&parse_mode=HTML"
    )  # fmt: skip


async def test_a_request_without_a_parameter_has_an_empty_body(make: Make, server: Server) -> None:
    async with make() as request:
        await request.post(server.method("getMe"))
    (seen,) = server.seen
    assert seen.body == b""
    assert seen.headers["content-length"] == "0"
    assert "content-type" not in seen.headers


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 300
DOCX = b"PK\x03\x04" + bytes(reversed(range(256))) * 7


def half_read(content: bytes) -> io.BytesIO:
    handle = io.BytesIO(content)
    handle.read(len(content) // 2)
    return handle


def uploads(bot: Bot) -> dict[str, Callable[[], Awaitable[object]]]:
    return {
        "photo": lambda: bot.send_photo(1, InputFile(PICTURE, "prix.png"), caption="Déjà 35 €"),
        "docx": lambda: bot.send_document(1, InputFile(DOCX, "Lettre à ma mutuelle.docx")),
        "odd name": lambda: bot.send_document(1, InputFile(DOCX, 'a"b\\c\r\nd\x1be 100 %.docx')),
        "no name": lambda: bot.send_document(1, DOCX),
        "handle": lambda: bot.send_document(
            1, InputFile(half_read(DOCX), "suite.docx", read_file_handle=False)
        ),
        "thumbnail": lambda: bot.send_document(1, DOCX, filename="été.docx", thumbnail=PICTURE),
        "album": lambda: bot.send_media_group(
            1, [InputMediaDocument(DOCX, filename="1.docx"), InputMediaDocument(DOCX)]
        ),
        "edit": lambda: bot.edit_message_media(InputMediaPhoto(PICTURE), 1, 1),
    }


@pytest.mark.parametrize("name", list(uploads(Bot(TOKEN))))
async def test_an_upload_is_byte_for_byte_what_ptb_writes(name: str, server: Server) -> None:
    if name == "album":
        server.answer = saying(200, {"ok": True, "result": [MESSAGE]})
    for kind in (HTTPXRequest, AiohttpRequest):
        async with kind() as request:
            await uploads(bot_of(server.url, request))[name]()
    theirs, own = (re.sub(rb"attached[0-9a-f]{32}", b"attached", s.body) for s in server.seen)
    theirs_type, own_type = (s.headers["content-type"] for s in server.seen)
    boundary, own_boundary = (t.rpartition("=")[2] for t in (theirs_type, own_type))
    assert own_type.replace(own_boundary, boundary) == theirs_type
    assert own.replace(own_boundary.encode(), boundary.encode()) == theirs
    assert b'name="' in own
    assert PICTURE in own or DOCX in own


async def test_a_file_arrives_whole_under_its_own_name(make: Make, server: Server) -> None:
    received: list[tuple[str | None, str, bytes]] = []

    async def keep(request: web.Request) -> web.Response:
        form = await request.post()
        file = form["document"]
        assert isinstance(file, web.FileField)
        received.append((file.filename, file.content_type, file.file.read()))
        file.file.close()
        return await fine(request)

    server.answer, server.reads = keep, False
    big = bytes(range(256)) * (3 * MEGABYTE // 256)
    async with make() as request:
        await bot_of(server.url, request).send_document(1, big, filename="Séances d’été.docx")
    docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert received == [("Séances d’été.docx", docx, big)]


@pytest.mark.parametrize("path", ["docs/a b.pdf", "docs/é%2B+~'(1).pdf", "docs/a%20b;c=d,e@f.pdf"])
async def test_a_file_is_asked_for_by_the_same_name_and_comes_whole(
    path: str, server: Server
) -> None:
    content = bytes(range(256)) * (2 * MEGABYTE // 256)

    async def give(_: web.Request) -> web.Response:
        return web.Response(body=content)

    server.answer = give
    for kind in (HTTPXRequest, AiohttpRequest):
        async with kind() as request:
            bot = bot_of(server.url, request)
            file = File("1", "1", file_path=f"{server.url}/file/bot{TOKEN}/{path}")
            file.set_bot(bot)
            assert await file.download_as_bytearray() == content
    theirs, own = server.seen
    assert (own.method, unquote(own.path)) == ("GET", unquote(theirs.path))


# What is answered


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (400, {"ok": False, "description": "Bad Request: message is too long"}, BadRequest),
        (401, {"ok": False, "description": "Unauthorized"}, InvalidToken),
        (403, {"ok": False, "description": "Forbidden: bot was blocked"}, Forbidden),
        (404, {"ok": False, "description": "Not Found"}, InvalidToken),
        (409, {"ok": False, "description": "Conflict: terminated by other getUpdates"}, Conflict),
        (429, {"ok": False, "parameters": {"retry_after": 7}}, RetryAfter),
        (502, {"ok": False}, NetworkError),
        (302, {"ok": False}, NetworkError),
        (500, "no object", AttributeError),
    ],
)
async def test_a_refusal_is_the_error_ptb_knows(
    status: int, body: object, kind: type[Exception], make: Make, server: Server
) -> None:
    server.answer = saying(status, body)
    async with make() as request:
        with pytest.raises(kind) as caught:
            await request.post(server.method("sendMessage"))
    if isinstance(caught.value, RetryAfter):
        assert caught.value._retry_after.total_seconds() == 7
    assert len(server.seen) == 1


async def test_a_redirection_is_not_followed_the_token_stays_here(
    make: Make, server: Server
) -> None:
    async with serving() as elsewhere:

        async def away(_: web.Request) -> web.Response:
            raise web.HTTPTemporaryRedirect(elsewhere.method("sendMessage"))

        server.answer = away
        async with make() as request:
            with pytest.raises(NetworkError):
                await request.post(server.method("sendMessage"))
        assert elsewhere.seen == []


async def test_a_compressed_answer_is_read(make: Make, server: Server) -> None:
    async def small(_: web.Request) -> web.Response:
        response = web.json_response({"ok": True, "result": "é" * 50_000})
        response.enable_compression()
        return response

    server.answer = small
    async with make() as request:
        assert await request.post(server.method("getMe")) == "é" * 50_000


async def test_a_cookie_is_not_sent_back(ours: AiohttpRequest, server: Server) -> None:
    async def cookie(_: web.Request) -> web.Response:
        response = web.json_response({"ok": True, "result": True})
        response.set_cookie("who", "me")
        return response

    server.answer = cookie
    for _ in range(2):
        await ours.post(server.url.replace("127.0.0.1", "localhost") + "/bot1:x/getMe")
    assert "cookie" not in server.seen[-1].headers
