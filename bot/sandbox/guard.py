"""The doors of the sandbox: this machine only, this page only, nothing from outside.

A page of another site, open in the same browser, must neither read the chat nor write in it: the
client and the `Host` are checked against loopback (no DNS rebinding), requests that a browser
marks as coming from elsewhere are refused, and no answer may be shown or loaded by another origin.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_OWN_SITES = frozenset({None, "same-origin", "none"})


class Guard:
    """ASGI middleware that refuses strangers and dresses every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer 403."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        if scope["type"] == "http" and not is_local(scope):
            refusal = JSONResponse({"error": "local_only"}, status_code=403)
            await refusal(scope, receive, dressed)
        else:
            await self._app(scope, receive, dressed)


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine, for this machine, from our own page or no page."""
    headers = Headers(scope=scope)
    client, origin = scope.get("client"), headers.get("origin")
    return (
        client is not None
        and is_loopback(client[0])
        and is_loopback(_host_name(headers.get("host", "")))
        and origin in {None, f"http://{headers.get('host')}"}
        and headers.get("sec-fetch-site") in _OWN_SITES
    )


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
