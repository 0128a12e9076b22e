"""The chat page: who may reach it, what it may do, and what a patient sees."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from starlette.applications import Starlette

from bot.sandbox.app import STATIC, create_app
from bot.sandbox.serve import serve
from bot.sandbox.world import PATIENT, ImpossibleError, World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api

ATTACK = "<img src=x onerror=document.title='pris'> & </textarea><script>alert(1)</script>"
FRENCH = re.compile(r"[àâéèêëîïôùûçœ]|\b(?:le|la|les|votre|vous|des)\b", re.IGNORECASE)


async def events(http: httpx.AsyncClient, seen: str = "") -> AsyncIterator[dict[str, Any]]:
    """Read the stream of the page."""
    headers = {"Last-Event-ID": seen} if seen else {}
    async with http.stream("GET", "/chat/events", headers=headers) as stream:
        async for line in stream.aiter_lines():
            if line.startswith("data: "):
                yield json.loads(line.removeprefix("data: "))


async def first_events(http: httpx.AsyncClient, seen: str = "") -> list[dict[str, Any]]:
    """Read what the page learns when it opens."""
    found: list[dict[str, Any]] = []
    async for event in events(http, seen):
        if event["type"] == "ready":
            break
        found.append(event)
    return found[1:]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "attacker.example"},
        {"Host": "127.0.0.1.attacker.example:80"},
        {"Host": ""},
        {"Host": "10.0.0.1"},
        {"Origin": "https://attacker.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/chat/events", "/bot1000000001:essai/getMe"])
async def test_a_request_from_elsewhere_is_refused(
    http: httpx.AsyncClient, path: str, headers: dict[str, str]
) -> None:
    answer = await http.get(path, headers=headers)
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


async def test_a_client_outside_this_machine_is_refused(world: World) -> None:
    app = create_app(world, token="1:x", page="")
    transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as stranger:
        assert (await stranger.get("/")).status_code == 403


@pytest.mark.parametrize("host", ["localhost:9", "127.0.0.1", "[::1]:9"])
async def test_every_name_of_this_machine_is_accepted(http: httpx.AsyncClient, host: str) -> None:
    assert (await http.get("/", headers={"Host": host})).status_code == 200


async def test_the_page_may_load_nothing_from_outside(http: httpx.AsyncClient) -> None:
    answer = await http.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "//" not in policy
    assert not re.search(r"""(?:src|href)=["'](?!/)""", answer.text)
    assert " style=" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_scripts_build_the_page_without_markup_and_without_french() -> None:
    for path in STATIC.glob("*.js"):
        source = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval", source)
        assert not FRENCH.search(source), path.name


async def test_only_json_is_accepted_from_the_page(http: httpx.AsyncClient) -> None:
    assert (await http.post("/chat/say", data={"text": "x"})).status_code == 415
    assert (await http.post("/chat/say", json=["x"])).status_code == 400
    assert (await http.post("/chat/say", json={"text": "x" * 70_000})).status_code == 413
    assert (await http.get("/chat/say")).status_code == 405
    assert (await http.get("/chat/events", params={"chat": -1})).status_code == 400


async def test_the_page_says_presses_edits_and_attaches(
    world: World, http: httpx.AsyncClient, api: Api
) -> None:
    said = (await http.post("/chat/say", json={"text": "bonjour"})).json()
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "d"}]]}
    number = await api.send(reply_markup=keyboard)
    pressed = await http.post("/chat/press", json={"message": number, "data": "d"})
    assert pressed.json()["callback"] in world.callbacks
    await http.post("/chat/edit", json={"message": said["message"], "text": "bonsoir"})
    assert world.chats[PATIENT].messages[said["message"]].text == "bonsoir"
    await http.post("/chat/attach", json={"kind": "voice"})
    assert [update.kind for update in world.updates.waiting] == [
        "message",
        "callback_query",
        "edited_message",
        "message",
    ]


@pytest.mark.parametrize(
    ("path", "values", "code"),
    [
        ("say", {"text": "  "}, "empty_text"),
        ("say", {"text": "x" * 4097}, "long_text"),
        ("say", {"text": "x", "chat": -1}, "bad_chat"),
        ("press", {"message": 3, "data": "d"}, "no_such_message"),
        ("edit", {"message": 3, "text": "x"}, "no_such_message"),
        ("attach", {"kind": "elephant"}, "unknown_kind"),
    ],
)
async def test_what_a_telephone_would_not_do_is_refused(
    http: httpx.AsyncClient, path: str, values: dict[str, object], code: str
) -> None:
    answer = await http.post(f"/chat/{path}", json=values)
    assert (answer.status_code, answer.json()) == (400, {"error": code})


async def test_a_button_that_went_away_cannot_be_pressed(world: World, api: Api) -> None:
    number = await api.send()
    with pytest.raises(ImpossibleError, match="no_such_button"):
        world.press(PATIENT, number, "d")


async def test_the_stream_gives_the_state_then_the_changes(
    world: World, http: httpx.AsyncClient, api: Api
) -> None:
    world.say(PATIENT, "/start")
    kept, gone = await api.send("un"), await api.send("deux")
    await api("deleteMessage", chat_id=PATIENT, message_id=gone)
    assert [event["text"] for event in await first_events(http)] == ["/start", "un"]
    seen = str(max(m.revision for m in world.chats[PATIENT].messages.values()))
    await api("editMessageText", chat_id=PATIENT, message_id=kept, text="trois")
    await api("sendChatAction", chat_id=PATIENT, action="typing")
    news = await first_events(http, seen)
    assert [event["type"] for event in news] == ["deleted", "message", "action"]
    assert (news[1]["text"], news[1]["edited"]) == ("trois", True)


async def test_the_stream_follows_what_happens(world: World, http: httpx.AsyncClient) -> None:
    async for event in events(http):
        if event["type"] == "ready":
            world.say(PATIENT, ATTACK)
        elif event["type"] == "message":
            assert event["text"] == ATTACK
            break


async def test_a_document_is_downloaded_and_never_shown_as_a_page(
    world: World, http: httpx.AsyncClient, api: Api
) -> None:
    files = {"document": ("é.html", b"<script>", "text/html")}
    await api.http.post(f"/bot{api.token}/sendDocument", data={"chat_id": PATIENT}, files=files)
    event = (await first_events(http))[0]
    answer = await http.get(event["attachment"]["address"])
    assert (answer.content, event["attachment"]["name"]) == (b"<script>", "é.html")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_the_menu_lists_the_commands_of_the_narrowest_scope(
    http: httpx.AsyncClient, api: Api
) -> None:
    await api("setMyCommands", commands=[{"command": "aide", "description": "Aide"}])
    scope = {"type": "all_private_chats"}
    await api("setMyCommands", commands=[{"command": "start", "description": "x"}], scope=scope)
    menu = (await http.get("/chat/commands")).json()
    assert [command["command"] for command in menu["commands"]] == ["start"]


async def test_a_taken_port_is_said_clearly(app: Starlette) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=f"cannot listen on 127.0.0.1:{port}"):
            async with serve(app, "127.0.0.1", port):
                pass


async def test_an_address_that_others_can_reach_is_refused(app: Starlette) -> None:
    with pytest.raises(ValueError, match="loopback only"):
        async with serve(app, "0.0.0.0", 0):
            pass


async def test_stopping_does_not_wait_for_an_open_page_or_a_waiting_bot(app: Starlette) -> None:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serve(app, "127.0.0.1", 0))
        http = httpx.AsyncClient(base_url=url, trust_env=False)
        stream = await http.send(http.build_request("GET", "/chat/events"), stream=True)
        poll = asyncio.create_task(http.get("/bot1:x/getUpdates", params={"timeout": 50}))
        await asyncio.sleep(0.1)
        async with asyncio.timeout(1):
            await stack.aclose()
        assert (await poll).json() == {"ok": True, "result": []}
        await stream.aclose()
        await http.aclose()


@pytest.fixture
def app(world: World) -> Starlette:
    return create_app(world, token="1:x", page="")


def test_every_word_of_the_page_is_in_its_template(page: str) -> None:
    assert page.count("data-") > 20
    assert 'lang="fr"' in page
    assert "{{" not in page
