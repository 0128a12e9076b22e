"""A piece of a reply: some HTML and its buttons, before it becomes one message."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.messages import Button, Reply, rows


@dataclass(frozen=True, slots=True)
class Panel:
    """Text and buttons; panels are stacked into one message."""

    html: str
    buttons: tuple[Button, ...] = ()

    def reply(self, *, is_edit: bool = False) -> Reply:
        """Return the panel as a whole message."""
        return Reply(self.html, rows(list(self.buttons)), is_edit)


def stack(*panels: Panel) -> Panel:
    """Return one panel: texts separated by a blank line, buttons in order, once each."""
    seen: dict[str, Button] = {}
    for panel in panels:
        for button in panel.buttons:
            seen.setdefault(button.data, button)
    return Panel("\n\n".join(p.html for p in panels if p.html), tuple(seen.values()))
