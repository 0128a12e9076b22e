"""What hostile messages and the fuzzers once broke, each in the fewest words that did."""

from __future__ import annotations

import pytest

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Press
from bot.dialogue.session import Session
from tests.dialogue.talk import START, Talk

MOST_SESSIONS, MOST_PERCENT = 200, 600


@pytest.mark.parametrize(
    "data", ["", "é", "\ud800", "x" * 65, "t:" + "x" * 100_000, "\U0001f600", "a:٣"]
)
def test_a_press_that_no_button_of_ours_can_hold_is_not_kept(data: str, engine: Engine) -> None:
    step = engine.step(Session(), Press(data), START)
    assert len(step.replies) == 1
    assert step.session.last_press is None


@pytest.mark.parametrize("kind", ["", "td", "tdsc", "x"])
def test_a_press_of_no_kind_is_an_old_one(kind: str, engine: Engine) -> None:
    talk = Talk(engine)
    talk.press_data(f"{kind}:franchise")
    assert talk.session.topic is None
    assert talk.shown[-1].labels == ["Recommencer"]


@pytest.mark.parametrize("command", ["/deuxkines", "/documents", "/seances", "/lettres"])
def test_a_button_of_the_estimate_does_nothing_to_another_dialogue(
    command: str, engine: Engine
) -> None:
    talk = Talk(engine)
    talk.say(command)
    before = talk.session.dialogue
    assert before
    talk.press_data(f"a:{before.token}:tariff")
    assert talk.session.dialogue == before


def test_what_is_beyond_the_longest_message_read_is_not_read(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say("/estimer")
    talk.say("bonjour " * 200 + "35 euros")
    assert not talk.answers
    assert "je n’en ai lu que le début" in talk.shown[-1].text


@pytest.mark.parametrize(
    "said",
    [
        "5000 séances à 35 €",
        "environ 5000 séances à 35 €",
        "9999 fois par semaine pendant 999 mois à 35 €",
        "99999999999999999999 + 5 séances à 35 €",
    ],
)
@pytest.mark.parametrize("before", [(), ("10 séances à 35 €",), ("/estimer", "35")])
def test_a_number_beyond_its_bounds_is_not_read_back_nor_kept(
    said: str, before: tuple[str, ...], engine: Engine
) -> None:
    """Said « oui » to, it made the calculation take gigabytes and minutes."""
    talk = Talk(engine)
    for text in (*before, said, "oui"):
        talk.say(text)
    kept = [number for answer in talk.answers.values() for number in answer.numbers()]
    assert all(number <= MOST_SESSIONS for number in kept)


def test_a_percentage_beyond_its_bounds_is_asked_again_with_them(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say("10 séances à 35 €")
    shown = talk.say("mutuelle environ 9999 %")
    assert str(MOST_PERCENT) in shown.text
    assert talk.open_question == "mutuelle_pourcent"
    assert talk.say("150").text.startswith("Pour 10 séances")


def test_two_prices_beyond_their_bounds_are_not_compared(engine: Engine) -> None:
    talk = Talk(engine)
    talk.say("10 séances à 35 €")
    talk.say("comparer 9000 € et 8000 €")
    assert all(answer.single not in ("9000", "8000") for answer in talk.answers.values())
