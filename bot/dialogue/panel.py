"""A piece of a reply: some HTML and its buttons, before it becomes one message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.messages import Button, Reply, rows
from bot.receipts.cards import Card


@dataclass(frozen=True, slots=True)
class Panel:
    """Text, buttons, and what to draw above them; panels are stacked into one message."""

    html: str
    buttons: tuple[Button, ...] = ()
    card: Card | None = None

    def reply(self, *, is_edit: bool = False) -> Reply:
        """Return the panel as a whole message; what is drawn is always a new one."""
        is_change = is_edit and self.card is None
        return Reply(self.html, rows(list(self.buttons)), is_change, self.card)


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel, in place of the message pressed or in a new one."""

    panel: Panel
    is_edit: bool


def stack(*panels: Panel) -> Panel:
    """Return one panel: texts separated by a blank line, buttons in order, once each."""
    seen: dict[str, Button] = {}
    for panel in panels:
        for button in panel.buttons:
            seen.setdefault(button.data, button)
    card = next((panel.card for panel in panels if panel.card), None)
    return Panel("\n\n".join(p.html for p in panels if p.html), tuple(seen.values()), card)
