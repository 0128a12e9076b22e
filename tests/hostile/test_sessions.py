"""What the database holds of a conversation, when another version wrote it, or nobody sane."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine as Database
from sqlalchemy import insert

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from bot.handlers.answering import Answering
from bot.handlers.counts import Counts
from bot.handlers.deciding import Deciding
from bot.handlers.reading import read_update
from bot.storage.database import default_url, open_database
from bot.storage.schema import sessions
from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.conftest import TODAY
from tests.hostile.places import places

NOW = dt.datetime.now(dt.UTC)
LATER = NOW + dt.timedelta(hours=1)
CHAT = 7
AGED = 400
GONE: list[Any] = [
    "gone", "", None, 0, -1, True, [], {}, ["gone"], {"gone": {}}, "9" * 50, "NaN", "2026-99-99",
    {"values": ["gone"]}, {"values": ["-5"]}, {"gone": {"values": ["1"]}}, [["a", "b"]],
]  # fmt: skip
SAME_BASE = [HealthCheck.function_scoped_fixture]  # each example writes it whole
TYPED = ["35", "oui", "non", "retour", "modifier", "reprendre", "10 séances à 40 €", "détail", "1"]


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(default_url(tmp_path))
    yield opened
    opened.dispose()


@pytest.fixture
def store(database: Database) -> Store:
    return Store(database, dt.timedelta(hours=24))


def keep(database: Database, states: dict[int, str]) -> None:
    """Write states as another version would have."""
    rows = [{"chat_id": chat, "state": s, "expires_at": int(LATER.timestamp())}
            for chat, s in states.items()]  # fmt: skip
    with database.begin() as connection:
        connection.execute(sessions.delete())
        connection.execute(insert(sessions), rows)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from([*Session.model_fields, "flow", "token", "answers", "open", "values"])
        | st.text(max_size=9),
        inner, max_size=5,
    ),
    max_leaves=20,
)  # fmt: skip


@settings(max_examples=150, deadline=None, suppress_health_check=SAME_BASE)
@given(state=json_values.map(json.dumps) | st.text(max_size=99).filter(lambda t: "\x00" not in t))
def test_whatever_is_kept_is_a_session_or_an_empty_one(
    state: str, database: Database, store: Store
) -> None:
    keep(database, {CHAT: state})
    assert isinstance(store.session(CHAT, NOW), Session)


async def test_a_session_that_names_what_is_gone_never_keeps_a_patient_from_an_answer(
    engine: Engine, database: Database, store: Store
) -> None:
    standing = list(places(engine).values())
    states = {chat: aged(Random(chat), standing) for chat in range(1, AGED)}
    keep(database, states)
    updates = [text_of(chat, Random(chat).choice(TYPED)) for chat in states]
    store.receive(updates, NOW)
    thread = StoreThread(store)
    deciding = Deciding(lambda _: engine, lambda: TODAY)
    answering = Answering(thread, deciding, deciding.apologise, Counts(), lambda: None)
    for update in updates:
        await answering.answer(update.update_id)
    said = {row.chat_id: json.loads(row.payload)["html"] for row in store.unsent()}
    assert said.keys() == states.keys()
    sorry = engine.renderer.text("panne.message")
    assert [states[chat] for chat, text in said.items() if text == sorry] == []
    for chat in states:
        assert len(store.session(chat, NOW).model_dump_json()) < 10_000
    thread.close()


def text_of(chat: int, text: str) -> Any:
    message = {"chat": {"id": chat, "type": "private"}, "text": text}
    return read_update({"update_id": chat, "message": message})


def aged(chance: Random, standing: list[Session]) -> str:
    """Return a real state in which something has changed its name, its type or its value."""
    state = chance.choice(standing).model_dump(mode="json", exclude_defaults=True)
    for _ in range(chance.randint(1, 3)):
        where: Any = state
        while isinstance(where, dict | list) and where:
            key: Any = chance.choice(list(where) if isinstance(where, dict) else range(len(where)))
            if isinstance(where[key], dict | list) and where[key] and chance.random() < 0.8:
                where = where[key]
                continue
            if isinstance(where, dict) and chance.random() < 0.3:
                where[chance.choice(["gone", "prix"])] = where.pop(key)
            else:
                where[key] = deepcopy(chance.choice(GONE))
            break
    return json.dumps(state)
