"""Buttons and their layout."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Button, rows


@pytest.mark.parametrize(
    ("label", "data"), [("", "a"), ("Oui", ""), ("Oui", "x" * 65), ("Oui", "é" * 33)]
)
def test_a_button_telegram_would_refuse_cannot_be_made(label: str, data: str) -> None:
    with pytest.raises(ValueError, match="Telegram"):
        Button(label, data)


def test_a_button_may_hold_sixty_four_bytes() -> None:
    assert Button("Oui", "é" * 32).data == "é" * 32


def test_short_buttons_go_two_a_row_and_long_ones_alone_in_their_order() -> None:
    yes, no, back = Button("Oui", "1"), Button("Non", "2"), Button("Retour", "3")
    long = Button("Une réponse bien plus longue", "4")
    assert rows([yes, no, back]) == ((yes, no), (back,))
    assert rows([yes, long, no, back]) == ((yes,), (long,), (no, back))
    assert rows([]) == ()
