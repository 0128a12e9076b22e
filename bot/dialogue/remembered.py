"""Panels that answers alone decide: made once for the same answers, whoever gave them.

What is kept is numbers, choices and the words made of them; it goes with the engine of the day.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.session import Answer, DialogueState

MOST_PANELS = 256
NO_TOKEN = ""
OF_A_DIALOGUE = ("a:", "q:")
Said = tuple[tuple[str, tuple[str, ...], bool, bool, bool, bool], ...]


class RememberedPanels:
    """What one dialogue shows for its answers.

    Args:
        flow: its name.
        make: makes the panel of a state that has nothing but answers.
    """

    def __init__(self, flow: str, make: Callable[[DialogueState], Panel]) -> None:
        self._flow = flow
        self._make = make
        self._made = lru_cache(maxsize=MOST_PANELS)(self._panel)

    def of(self, state: DialogueState) -> Panel:
        """Return the panel of a state, its buttons marked as belonging to it."""
        panel = self._made(tuple(
            (name, a.values, a.is_range, a.is_approximate, a.is_kept, a.is_done)
            for name, a in state.answers.items()
        ))  # fmt: skip
        return Panel(panel.html, tuple(_marked(b, state.token) for b in panel.buttons), panel.card)

    def _panel(self, said: Said) -> Panel:
        answers = {
            name: Answer(values=values, is_range=is_range, is_approximate=is_approximate,
                         is_kept=is_kept, is_done=is_done)
            for name, values, is_range, is_approximate, is_kept, is_done in said
        }  # fmt: skip
        return self._make(DialogueState(flow=self._flow, token=NO_TOKEN, answers=answers))


def _marked(button: Button, token: str) -> Button:
    if not button.data.startswith(OF_A_DIALOGUE):
        return button
    return Button(button.label, f"{button.data[:2]}{token}{button.data[2:]}")
