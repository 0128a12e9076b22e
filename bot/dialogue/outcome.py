"""What a message leads to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.dialogue.messages import Reply
from bot.dialogue.panel import Panel
from bot.dialogue.session import Session


@dataclass(frozen=True, slots=True)
class Step:
    """The new session and the replies, one at most for a patient's message."""

    session: Session
    replies: tuple[Reply, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a message leads to, before it becomes a step.

    Attributes:
        panel: what to show, None for nothing.
        is_edit: whether it changes the pressed message.
        is_erased: whether nothing at all must be kept, not even the buttons shown.
    """

    session: Session
    panel: Panel | None
    is_edit: bool = False
    is_erased: bool = False
