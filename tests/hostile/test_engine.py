"""Thousands of hostile messages at every open question, through the real engine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import get_args

import pytest

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Attached, Attachment, Edited, Incoming, Press, Text
from bot.dialogue.rendering import plain
from bot.dialogue.session import Session
from bot.sandbox.markup import parse_html
from tests.dialogue.talk import PAUSE, START
from tests.hostile.places import places
from tests.hostile.presses import a_press
from tests.hostile.soundness import assert_harmless, assert_sound
from tests.hostile.texts import CANARY, a_text

MESSAGES, IN_A_ROW, SHARES, ENDLESS = 8200, 5, 10, 300
KINDS = get_args(Attachment)


@dataclass
class Victim:
    """One conversation, and what must hold after each message."""

    engine: Engine
    session: Session
    stolen: str
    now: dt.datetime = START

    def next(self, chance: Random) -> Incoming:
        die = chance.random()
        if die < 0.25:
            return Press(a_press(chance, self.session, self.stolen))
        if die < 0.31:
            return Attached(chance.choice(KINDS), a_text(chance))
        return Edited() if die < 0.32 else Text(a_text(chance))

    def receive(self, incoming: Incoming) -> None:
        self.now += PAUSE
        step = self.engine.step(self.session, incoming, self.now)
        assert_sound(step.session, self.engine)
        self.session = step.session
        assert len(step.replies) == 1 or (not step.replies and isinstance(incoming, Press))
        for reply in step.replies:
            assert_harmless(reply)


@pytest.fixture(scope="module")
def standing(engine: Engine) -> list[Session]:
    return list(places(engine).values())


@pytest.mark.parametrize("share", range(SHARES))
def test_a_hostile_message_is_answered_once_and_leaves_nothing_behind(
    share: int, engine: Engine, standing: list[Session]
) -> None:
    tokens = sorted({s.dialogue.token for s in standing if s.dialogue})
    for number in range(share, MESSAGES // IN_A_ROW, SHARES):
        chance = Random(number)
        victim = Victim(engine, standing[number % len(standing)], chance.choice(tokens))
        for _ in range(IN_A_ROW):
            incoming = victim.next(chance)
            try:
                victim.receive(incoming)
            except Exception as error:
                error.add_note(f"conversation {number}: {incoming!a:.300}")
                raise


def test_a_conversation_that_never_ends_does_not_grow(
    engine: Engine, standing: list[Session]
) -> None:
    chance = Random(0)
    victim = Victim(engine, standing[-1], "zzzzzzz")
    for _ in range(ENDLESS):
        victim.receive(victim.next(chance))


def test_what_is_put_into_a_text_is_escaped(engine: Engine) -> None:
    """The checks above would prove nothing if the renderer let markup through."""
    typed = f"<a href=\"https://{CANARY}.example/\">{{{{7*7}}}} & 'x'</a>"
    said = engine.renderer.text("dialogue.reponse", nom=typed, valeur=typed)
    shown, entities = parse_html(said)
    assert shown.count(typed) == 2
    assert not entities


@pytest.mark.parametrize("typed", ["{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{% print 7*7 %}"])
def test_nothing_typed_is_run_as_a_template(typed: str, engine: Engine) -> None:
    for name, session in places(engine).items():
        before = " ".join(label for label, _ in session.offered)
        (reply,) = engine.step(session, Text(typed), START + PAUSE).replies
        assert "49" not in plain(reply.html), name
        assert "49" in before or all("49" not in b.label for row in reply.buttons for b in row)
