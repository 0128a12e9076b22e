"""Each dialogue on a telephone screen, in real Chromium; skipped where it is not installed.

`kinebot run` serves the sandbox as `make run` does; what a patient does goes over HTTP. The screens
are kept in `build/screens/` to be looked at. They are never compared pixel by pixel.
"""

from __future__ import annotations

import base64
import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml
from PIL import Image, ImageStat

from bot.knowledge.understanding import Understanding
from tests.conftest import CACHE, ROOT, TODAY
from tests.sandbox.chat import Chat, Json
from tests.sandbox.conftest import CHROMIUM

if TYPE_CHECKING:
    from tests.sandbox.conftest import Browser

HERE = Path(__file__).parent
SCRIPTS: dict[str, list[Json]] = yaml.safe_load((HERE / "screens.yaml").read_text("utf-8"))
CHECKS = (HERE / "screens.js").read_text("utf-8")
KEPT = ROOT / "build" / "screens"
WIDTH, HEIGHT, SCALE = 360, 740, 2
DARKEST_LIGHT = 128
THEMES = ("light", "dark")
BEGINNINGS = {".pdf": b"%PDF", ".docx": b"PK", ".ics": b"BEGIN:VCALENDAR"}


pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture(scope="module")
def sandbox(
    tmp_path_factory: pytest.TempPathFactory, understanding: Understanding
) -> Iterator[str]:
    """The address of the program itself, without a token, on a free port."""
    state = tmp_path_factory.mktemp("state")
    (state / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    settings = {
        "TELEGRAM_BOT_TOKEN": "",
        "DATABASE_URL": "",
        "LISTEN": "127.0.0.1:0",
        "STATE_DIR": str(state),
        "KINEBOT_TODAY": TODAY.isoformat(),
        "SEND_PER_CHAT": "0",
        "SEND_PER_SECOND": "0",
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        yield program.stdout.readline().strip().rstrip("/")
        program.send_signal(signal.SIGTERM)
        program.wait(15)


async def _screen(browser: Browser, theme: str) -> tuple[Json, bytes, bytes]:
    """Return what is found in a theme, then two PNGs: where the last message starts, and ends."""
    feature = {"name": "prefers-color-scheme", "value": theme}
    await browser.call("Emulation.setEmulatedMedia", features=[feature])
    seen: Json = json.loads(await browser.js(CHECKS))
    start = await browser.call("Page.captureScreenshot", format="png")
    await browser.js("document.querySelector('#log').scrollTop = 1e6")
    end = await browser.call("Page.captureScreenshot", format="png")
    return seen, base64.b64decode(start["data"]), base64.b64decode(end["data"])


async def _look(browser: Browser, message: Json, name: str) -> None:
    await browser.until(f"document.querySelector('[data-id=\"{message['id']}\"]') !== null")
    labels = json.dumps([key["text"] for row in message["keyboard"] for key in row])
    keys = "[...document.querySelectorAll('#log > :last-child .key')].map((k) => k.textContent)"
    await browser.until(f"JSON.stringify({keys}) === JSON.stringify({labels})")
    brightness = {}
    for theme in THEMES:
        seen, start, end = await _screen(browser, theme)
        (KEPT / f"{name}-{theme}-start.png").write_bytes(start)
        (KEPT / f"{name}-{theme}-end.png").write_bytes(end)
        assert seen["wide"] == [], "something is wider than the screen"
        assert seen["tall"] == [], "the page itself can scroll, and hide its own top"
        assert seen["cut"] == [], "the label of a button is cut"
        assert seen["isAtEnd"], "the page did not follow the conversation"
        assert "".join(seen["text"].split()) == "".join(message["text"].split())
        assert seen["paper"] == _paper(message)
        with Image.open(io.BytesIO(end)) as shown:
            assert shown.size == (SCALE * WIDTH, SCALE * HEIGHT)
            brightness[theme] = ImageStat.Stat(shown.convert("L")).mean[0]
    assert brightness["dark"] < DARKEST_LIGHT < brightness["light"]


def _paper(message: Json) -> str:
    """Return the name of the file to download, if the message has one."""
    attachment = message["attachment"] or {}
    return str(attachment["name"]) if attachment.get("kind") == "document" else ""


@pytest.mark.parametrize(("number", "name"), list(enumerate(SCRIPTS, start=2001)))
async def test_a_dialogue_is_readable_on_a_telephone(
    sandbox: str, browser: Browser, number: int, name: str
) -> None:
    KEPT.mkdir(parents=True, exist_ok=True)
    await browser.open(f"{sandbox}/?chat={number}")
    size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": SCALE, "mobile": True}
    await browser.call("Emulation.setDeviceMetricsOverride", **size)
    await browser.until("document.querySelector('#welcome')?.hidden === false")
    async with httpx.AsyncClient(base_url=sandbox, timeout=5, trust_env=False) as http:
        chat = Chat(http, number)
        for step in SCRIPTS[name]:
            message = await chat.play(step)
            if step.get("file"):
                content = await chat.file(message)
                assert content.startswith(BEGINNINGS[Path(step["file"]).suffix])
            if step.get("photo"):
                await _shows_something(browser, await chat.file(message))
            if step.get("screen"):
                await _look(browser, message, f"{name}-{step['screen']}")


async def _shows_something(browser: Browser, content: bytes) -> None:
    """A picture that is not blank, and that the page has drawn whole."""
    with Image.open(io.BytesIO(content)) as picture:
        assert len(picture.convert("RGB").quantize(16).getcolors() or ()) > 8
        assert max(ImageStat.Stat(picture.convert("L")).stddev) > 20
        width = picture.width
    await browser.until(f"document.querySelector('.picture img')?.naturalWidth === {width}")
