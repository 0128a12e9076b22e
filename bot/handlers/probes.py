"""What watches the bot asks, on an address of its own: alive? ready? how much?"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.handlers.counts import Counts

Problem = Callable[[], Awaitable[str | None]]


def probes(counts: Counts, problem: Problem, refresh: Callable[[], Awaitable[None]]) -> Starlette:
    """Return the application of /healthz, /readyz and /metrics.

    Args:
        counts: what is measured.
        problem: tells what keeps the bot from working, None when nothing does.
        refresh: brings up to date what is measured only when asked.
    """

    async def alive(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def ready(_: Request) -> Response:
        found = await problem()
        return PlainTextResponse(found or "ok", status_code=503 if found else 200)

    async def metrics(_: Request) -> Response:
        await refresh()
        return Response(generate_latest(counts.registry), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[
        Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", metrics),
    ])  # fmt: skip
