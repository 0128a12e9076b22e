"""The web application: the chat page, its small API, and the Bot API of one bot."""

from __future__ import annotations

from pathlib import Path
from secrets import compare_digest

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.sandbox import page as chat_page
from bot.sandbox.bodies import read_arguments
from bot.sandbox.guard import Guard
from bot.sandbox.methods import BotApi
from bot.sandbox.refusals import RefusalError, not_found, unauthorized
from bot.sandbox.world import World

STATIC = Path(__file__).parent / "static"


def create_app(world: World, *, token: str, page: str) -> Starlette:
    """Return the application of one world.

    Args:
        world: what the bot and the patient share; the page's own chat is opened at once.
        token: what the bot must show, after `/bot` in the address.
        page: the HTML of the chat page, already rendered.
    """
    world.open_chat()
    api = BotApi(world)

    async def show_page(_request: Request) -> Response:
        return HTMLResponse(page)

    async def call_method(request: Request) -> Response:
        try:
            _check(request, token)
            arguments = await read_arguments(request)
            result = await api.call(request.path_params["method"], arguments)
        except RefusalError as refusal:
            return _refused(refusal)
        return JSONResponse({"ok": True, "result": result})

    async def download(request: Request) -> Response:
        try:
            _check(request, token)
            return _download(world, request.path_params["path"])
        except RefusalError as refusal:
            return _refused(refusal)

    routes = [
        Route("/", show_page),
        Mount("/static", StaticFiles(directory=STATIC)),
        Route("/bot{token}/{method}", call_method, methods=["GET", "POST"]),
        Route("/file/bot{token}/{path:path}", download),
        *chat_page.routes(),
    ]
    app = Starlette(routes=routes, middleware=[Middleware(Guard)])
    app.state.world = world
    return app


def _check(request: Request, token: str) -> None:
    if not compare_digest(request.path_params["token"].encode(), token.encode()):
        raise unauthorized()


def _download(world: World, path: str) -> Response:
    file = next((file for file in world.files.values() if file.path == path), None)
    if file is None:
        raise not_found()
    return Response(file.content, media_type="application/octet-stream")


def _refused(refusal: RefusalError) -> Response:
    wait = refusal.parameters.get("retry_after")
    headers = {"Retry-After": str(wait)} if wait else None
    return JSONResponse(refusal.as_json(), status_code=refusal.code, headers=headers)
