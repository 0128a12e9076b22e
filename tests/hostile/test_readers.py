"""The readers, given anything at all: updates, presses, sentences full of numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Press, Text
from bot.dialogue.session import Session
from bot.handlers.reading import Envelope, open_envelope, read_update
from bot.knowledge.understanding import Understanding
from bot.knowledge.values import Reading
from tests.dialogue.talk import PAUSE, START
from tests.hostile.places import places
from tests.hostile.soundness import assert_harmless, assert_sound
from tests.hostile.texts import DIGITS

HALVES = st.text(st.characters(codec=None), max_size=30)  # lone surrogates too
FIELDS = ("price", "sessions", "coverage", "rhythm")
KEYS = st.sampled_from([
    "update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "id",
    "type", "text", "caption", "data", "photo", "voice", "document", "location", "from", "status",
    "message_id", "new_chat_member", "game_short_name", "sticker", "animation",
])  # fmt: skip
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | HALVES
    | st.sampled_from(["private", "group", "kicked", 1 << 62, 1 << 63, -1])
)  # fmt: skip
ANY_JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS | HALVES, inner, max_size=6),
    max_leaves=25,
)
PRIVATE = st.fixed_dictionaries({"id": st.integers(1, 1 << 62), "type": st.just("private")})
NEARLY_UPDATES = st.fixed_dictionaries(
    {"update_id": st.integers(0, 1 << 62) | ANY_JSON},
    optional={
        "message": st.fixed_dictionaries(
            {"chat": PRIVATE | ANY_JSON},
            optional={"text": LEAVES, "photo": LEAVES, "caption": LEAVES},
        ),
        "edited_message": st.fixed_dictionaries({"chat": PRIVATE}),
        "callback_query": st.fixed_dictionaries(
            {"id": HALVES | ANY_JSON, "message": st.fixed_dictionaries({"chat": PRIVATE})},
            optional={"data": LEAVES},
        ),
    },
)


@settings(max_examples=300, deadline=None)
@given(update=NEARLY_UPDATES | ANY_JSON)
def test_whatever_telegram_gives_is_read_kept_and_opened_again(update: Any) -> None:
    received = read_update(update)
    if received is not None:
        received.payload.encode()
        assert json.loads(received.payload) is not None
        assert isinstance(open_envelope(received), Envelope)
        assert 0 <= received.chat_id < 1 << 63
        assert 0 <= received.update_id < 1 << 63


@pytest.fixture(scope="module")
def standing(engine: Engine) -> list[Session]:
    return list(places(engine).values())


NAMES = st.sampled_from([
    "situation", "prix", "nb_seances", "acte", "mois_debut", "zone_1", "raison", "lettre", "tarif",
    "mutuelle_type", "km", "0", "9" * 30, "-1", "٣", "oui", "ald", "", ":", "kines",
])  # fmt: skip
ACTIONS = st.sampled_from([
    "page", "ask", "yes", "no", "pick", "end", "unknown", "back", "list", "resume", "tariff",
    "keep_price", "detail", "short", "keep", "image", "sheet", "link", "why", "compare", "adopt",
    "drop", "more", "acts", "tick",
])  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(place=st.integers(0), names=st.lists(NAMES | ACTIONS, max_size=4), other=HALVES)
def test_whatever_is_pressed_leaves_a_sound_conversation(
    place: int, names: list[str], other: str, engine: Engine, standing: list[Session]
) -> None:
    session = standing[place % len(standing)]
    token = session.dialogue.token if session.dialogue else other
    for data in (":".join(["a", token, *names]), ":".join(["q", token, *names]), other):
        step = engine.step(session, Press(data), START + PAUSE)
        assert len(step.replies) <= 1
        for reply in step.replies:
            assert_harmless(reply)
        assert_sound(step.session, engine)
        session = step.session


NUMBERS = st.one_of(
    st.integers(0, 10**20).map(str),
    st.decimals(0, 10**9, places=2).map(str),
    st.text("0123456789.,eE+-/%€x½", min_size=1, max_size=12),
    st.tuples(st.sampled_from(DIGITS), st.lists(st.integers(0, 9), min_size=1, max_size=6)).map(
        lambda pair: "".join(pair[0][digit] for digit in pair[1])
    ),
)
WORDS = st.sampled_from([
    "séances", "€", "euros", "%", "fois par semaine", "pendant", "mois", "semaines", "à", "ou",
    "entre", "et", "environ", "mutuelle", "par séance", "par an", "dont", "déjà faites", "en fait",
    "la séance", "ald", "km", "+", "x", "/", "non", "une dizaine de", "comparer", "plutôt", "oui",
])  # fmt: skip
SENTENCES = st.lists(NUMBERS | WORDS, min_size=1, max_size=9).map(" ".join)


def numbers_of(reading: Reading | None) -> list[Any]:
    if reading is None:
        return []
    return [n for n in (reading.value, reading.proposal, reading.part, *(reading.range or ())) if n]


@settings(max_examples=300, deadline=None)
@given(text=SENTENCES)
def test_every_amount_read_is_a_finite_number(text: str, understanding: Understanding) -> None:
    slots = understanding.slots(text)
    read = [understanding.values.read(field, text) for field in FIELDS]
    for reading in (*read, slots.price, slots.sessions, slots.coverage, slots.rhythm):
        assert all(number.is_finite() and number >= 0 for number in numbers_of(reading))
        if reading is not None and reading.range is not None:
            assert reading.range[0] <= reading.range[1]


@settings(max_examples=120, deadline=None)
@given(place=st.integers(0), texts=st.lists(SENTENCES, min_size=1, max_size=2))
def test_whatever_numbers_are_said_and_confirmed_those_kept_are_within_bounds(
    place: int, texts: list[str], engine: Engine, standing: list[Session]
) -> None:
    session = standing[place % len(standing)]
    for text in (*texts, "oui"):
        step = engine.step(session, Text(text), START + PAUSE)
        session = step.session
        assert_harmless(step.replies[0])
        assert_sound(session, engine)
