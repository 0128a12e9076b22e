"""What every test shares: the real content, and one compiled index for the whole run."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import pytest

from bot.cli.compose import build_understanding
from bot.content.loader import CONTENT_FOLDER, load_content
from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.knowledge.understanding import Understanding

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".index-cache"
TODAY = dt.date(2026, 11, 21)

pytest_plugins = ["tests.postgres"]

os.environ.setdefault("PTB_TIMEDELTA", "1")


@pytest.fixture(scope="session")
def content() -> Content:
    return load_content(CONTENT_FOLDER)


@pytest.fixture(scope="session")
def understanding(content: Content) -> Understanding:
    with _one_at_a_time(CACHE):
        return build_understanding(content, CACHE)


@pytest.fixture(scope="session")
def engine(content: Content, understanding: Understanding) -> Engine:
    return Engine(content, understanding, TODAY)


class _one_at_a_time:  # noqa: N801
    """Only one worker compiles the index; the others wait for it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._lock = folder / "lock"

    def __enter__(self) -> None:
        deadline = time.monotonic() + 300
        while True:
            try:
                self._lock.mkdir()
            except FileExistsError:
                if time.monotonic() > deadline or time.time() - self._lock.stat().st_mtime > 300:
                    self._lock.rmdir()
                time.sleep(0.2)
            else:
                return

    def __exit__(self, *_: object) -> None:
        self._lock.rmdir()
