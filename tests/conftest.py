"""What every test shares: the real content, and one compiled index for the whole run."""

from __future__ import annotations

import datetime as dt
import os
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
    return build_understanding(content, CACHE)


@pytest.fixture(scope="session")
def engine(content: Content, understanding: Understanding) -> Engine:
    return Engine(content, understanding, TODAY)
