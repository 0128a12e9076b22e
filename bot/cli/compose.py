"""Putting the parts together: content, index, understanding, engines."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from bot.cli.prepare import one_at_a_time, prepare_index
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.dialogue.links import start_command
from bot.errors import StorageError
from bot.knowledge.index import Index
from bot.knowledge.training import index_key
from bot.knowledge.understanding import Understanding
from bot.settings import Settings
from bot.storage.database import default_url
from bot.storage.index_cache import read_index

PREPARING = "Le contenu a changé : préparation de l’index (une minute au plus)…"
CHANGED = "Le contenu a changé pendant la préparation de l’index : relancez."


def build_understanding(content: Content, state_dir: Path) -> Understanding:
    """Return what understands messages; compiles the index when the content changed."""
    index = read_index(state_dir, index_key(content))
    if index is None:
        with one_at_a_time(state_dir):
            index = _prepared(content, state_dir)
    return Understanding(content, index)


def _prepared(content: Content, state_dir: Path) -> Index:
    """Return the index, compiled here unless another program has just done it."""
    index = read_index(state_dir, index_key(content))
    if index is None:
        print(PREPARING, file=sys.stderr)
        prepare_index(content.folder, state_dir)
        index = read_index(state_dir, index_key(content))
    if index is None:
        raise StorageError(CHANGED)
    return index


def database_of(settings: Settings) -> str:
    """Return the address of the database, the embedded one by default."""
    return settings.database_url or default_url(settings.state_dir)


def engines(
    content: Content, understanding: Understanding, address: Callable[[str], str] = start_command
) -> Callable[[dt.date], Engine]:
    """Return what gives the engine of a day; at most two days are kept.

    Args:
        content: all that is said.
        understanding: what reads messages.
        address: turns what follows /start into what a patient can open.
    """

    @lru_cache(maxsize=2)
    def engine_of(day: dt.date) -> Engine:
        return Engine(content, understanding, day, address)

    return engine_of


def load_engine(settings: Settings, today: dt.date | None = None) -> Engine:
    """Return the engine of one day, ready to answer."""
    content = load_content(settings.content_dir)
    understanding = build_understanding(content, settings.state_dir)
    return Engine(content, understanding, today or settings.today())
