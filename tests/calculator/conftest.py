"""The dated rules, read once for all these tests, and once for all the mutants of `mutmut`."""

from __future__ import annotations

from functools import cache

import pytest

from bot.content.loader import CONTENT_FOLDER, load_content
from bot.content.models import Content
from bot.content.parameters import Bareme


@cache
def _content() -> Content:
    return load_content(CONTENT_FOLDER)


@pytest.fixture(scope="session")
def content() -> Content:
    return _content()


@pytest.fixture(scope="session")
def bareme(content: Content) -> Bareme:
    return content.bareme
