"""The marks that tell the buttons of two dialogues apart."""

from __future__ import annotations

import datetime as dt

from bot.dialogue.moments import token_of

NOW = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)


def test_two_dialogues_opened_a_second_apart_have_different_marks() -> None:
    assert token_of(NOW) != token_of(NOW + dt.timedelta(seconds=1))


def test_a_mark_is_short_enough_for_a_button_for_a_century() -> None:
    assert len(token_of(NOW)) == len(token_of(NOW.replace(year=2035))) == 6
    assert len(token_of(NOW.replace(year=2126))) <= 7
    assert token_of(NOW).isalnum()
