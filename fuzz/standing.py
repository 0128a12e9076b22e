"""The real engine, and a conversation that stands at each place where a patient may stand."""

from __future__ import annotations

from bot.cli.compose import build_understanding
from bot.content.loader import load_content
from bot.dialogue.engine import Engine
from bot.dialogue.messages import Incoming
from bot.dialogue.session import Session
from tests.conftest import CACHE, TODAY
from tests.dialogue.talk import PAUSE, START
from tests.hostile.places import places
from tests.hostile.soundness import assert_harmless, assert_sound

CACHE.mkdir(exist_ok=True)
CONTENT = load_content()
UNDERSTANDING = build_understanding(CONTENT, CACHE)
ENGINE = Engine(CONTENT, UNDERSTANDING, TODAY)
PLACES = list(places(ENGINE).values())


def place(number: int) -> Session:
    """Return a place by its number, whatever it is."""
    return PLACES[number % len(PLACES)]


def step(session: Session, incoming: Incoming) -> Session:
    """Take one step; raise when its replies or its session are not what they must be."""
    done = ENGINE.step(session, incoming, START + PAUSE)
    for reply in done.replies:
        assert_harmless(reply)
    assert_sound(done.session, ENGINE)
    return done.session
