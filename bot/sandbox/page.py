"""The page's own small API: what a patient does, and what the patient sees."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.sandbox import feed
from bot.sandbox.arguments import Arguments
from bot.sandbox.bodies import read_body
from bot.sandbox.identity import in_language
from bot.sandbox.messages import Kind
from bot.sandbox.refusals import RefusalError
from bot.sandbox.world import LANGUAGE, PATIENT, ImpossibleError, World

HEAVIEST_REQUEST = 64 * 1024
Gesture = Callable[[World, int, Arguments], dict[str, object]]
Endpoint = Callable[[Request], Awaitable[Response]]


def routes() -> list[Route]:
    """Return the routes below `/chat/`."""
    gestures = {"say": _say, "press": _press, "edit": _edit, "attach": _attach}
    return [
        Route("/chat/events", _events),
        Route("/chat/commands", _commands),
        Route("/chat/file/{unique_id}", _file),
        *(
            Route(f"/chat/{name}", _endpoint(gesture), methods=["POST"])
            for name, gesture in gestures.items()
        ),
    ]


def _say(world: World, chat_id: int, arguments: Arguments) -> dict[str, object]:
    return {"message": world.say(chat_id, arguments.text("text")).id}


def _press(world: World, chat_id: int, arguments: Arguments) -> dict[str, object]:
    message_id = arguments.integer("message")
    return {"callback": world.press(chat_id, message_id, arguments.text("data")).id}


def _edit(world: World, chat_id: int, arguments: Arguments) -> dict[str, object]:
    message_id = arguments.integer("message")
    return {"message": world.edit(chat_id, message_id, arguments.text("text")).id}


def _attach(world: World, chat_id: int, arguments: Arguments) -> dict[str, object]:
    kind = cast(Kind, arguments.text("kind"))
    return {"message": world.attach(chat_id, kind, arguments.text("caption")).id}


def _endpoint(gesture: Gesture) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            return JSONResponse({"error": "json_expected"}, status_code=415)
        try:
            arguments = Arguments(_values(await read_body(request, HEAVIEST_REQUEST)))
            chat_id = arguments.integer("chat", PATIENT)
            return JSONResponse(gesture(_world(request), chat_id, arguments))
        except ImpossibleError as error:
            return JSONResponse({"error": error.code}, status_code=400)
        except RefusalError as error:
            return JSONResponse({"error": "bad_request"}, status_code=error.code)

    return endpoint


def _values(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise ImpossibleError("bad_json") from error
    if not isinstance(value, dict):
        raise ImpossibleError("bad_json")
    return value


async def _events(request: Request) -> Response:
    seen = Arguments({"id": request.headers.get("last-event-id", "")}).integer("id")
    try:
        chat = _world(request).open_chat(_chat_id(request))
    except ImpossibleError as error:
        return JSONResponse({"error": error.code}, status_code=400)
    events = feed.stream(_world(request), chat, seen)
    return StreamingResponse(events, media_type="text/event-stream")


async def _commands(request: Request) -> Response:
    identity = _world(request).identity
    commands = identity.commands_for(_chat_id(request), LANGUAGE)
    return JSONResponse(
        {
            "name": identity.name,
            "description": in_language(identity.descriptions, LANGUAGE),
            "commands": [command.as_json() for command in commands],
        }
    )


async def _file(request: Request) -> Response:
    wanted = request.path_params["unique_id"]
    found = (file for file in _world(request).files.values() if file.unique_id == wanted)
    file = next(found, None)
    if file is None:
        return JSONResponse({"error": "no_such_file"}, status_code=404)
    is_picture = file.path.startswith("photos/")
    placing = "inline" if is_picture else "attachment"
    headers = {
        "Content-Disposition": f"{placing}; filename*=UTF-8''{quote(file.name, safe='')}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    mime = file.mime if is_picture else "application/octet-stream"
    return Response(file.content, media_type=mime, headers=headers)


def _chat_id(request: Request) -> int:
    return Arguments(request.query_params).integer("chat", PATIENT)


def _world(request: Request) -> World:
    return cast(World, request.app.state.world)
