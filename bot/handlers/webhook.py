"""Receiving updates by webhook: kept, then acknowledged; who has no secret learns nothing."""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

LOG = logging.getLogger(__name__)
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 — a name
LARGEST = 1 << 20  # bytes; Telegram's updates have a few thousand

Take = Callable[[Sequence[object]], Awaitable[None]]


class Webhook:
    """The ASGI application that Telegram calls.

    Args:
        address: the public address of the webhook; its path is the one served.
        secret: what Telegram shows with each update.
        take: keeps an update; it is not acknowledged when that raises.
    """

    def __init__(self, address: str, secret: str, take: Take) -> None:
        self._path = urlsplit(address).path or "/"
        self._secret = secret.encode()
        self._take = take

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = Response(status_code=await self._status(request))
        await response(scope, receive, send)

    async def _status(self, request: Request) -> int:
        if not compare_digest(_secret_of(request), self._secret):
            return 403
        if request.scope["path"] != self._path:
            return 404
        if request.method != "POST":
            return 405
        try:
            body = await _body(request)
        except ClientDisconnect:
            return 400
        if body is None:
            return 413
        try:
            update = json.loads(body)
        except (ValueError, RecursionError):
            return 400
        try:
            await self._take([update])
        except Exception as error:
            LOG.error("message reçu mais pas gardé, Telegram le redonnera : %s",
                      type(error).__name__)  # fmt: skip
            return 503
        return 200


def _secret_of(request: Request) -> bytes:
    """Return what was shown, as it came: two headers, or none, are not a secret."""
    shown = [value for name, value in request.headers.raw if name == SECRET_HEADER.encode()]
    return shown[0] if len(shown) == 1 else b""


async def _body(request: Request) -> bytes | None:
    """Read a body, None when it is too large; no more than the limit is ever held."""
    read = bytearray()
    async for chunk in request.stream():
        read += chunk
        if len(read) > LARGEST:
            return None
    return bytes(read)
