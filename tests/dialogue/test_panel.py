"""Several pieces in one message."""

from __future__ import annotations

from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, stack


def test_texts_are_separated_by_a_blank_line_and_empty_ones_leave_no_gap() -> None:
    assert stack(Panel("un"), Panel(""), Panel("deux")).html == "un\n\ndeux"


def test_the_same_button_comes_once_and_keeps_its_first_place() -> None:
    menu, detail = Button("Menu", "m"), Button("Détail", "d:x")
    stacked = stack(Panel("un", (menu,)), Panel("deux", (detail, Button("Encore", "m"))))
    assert stacked.buttons == (menu, detail)
