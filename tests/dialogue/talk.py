"""One patient in front of the real engine: what is said, what is shown, what is kept between."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Attached, Attachment, Button, Edited, Incoming, Press, Reply, Text
from bot.dialogue.rendering import plain
from bot.dialogue.session import Answer, Session
from tests.dialogue import telegram

START = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
PAUSE = dt.timedelta(seconds=10)


@dataclass(frozen=True)
class Shown:
    """A reply as the patient sees it."""

    reply: Reply

    @property
    def text(self) -> str:
        return plain(self.reply.html).replace("\u00a0", " ")

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.reply.buttons for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.label.replace("\u00a0", " ") for button in self.buttons]

    def data(self, label: str) -> str:
        """Return the data of the button of that label, or whose label begins so."""
        labels = self.labels
        exact = [i for i, name in enumerate(labels) if name == label]
        begun = exact or [i for i, name in enumerate(labels) if name.startswith(label)]
        assert begun, f"no button « {label} » among {labels}"
        return self.buttons[begun[0]].data


@dataclass
class Talk:
    """A conversation; the session goes through its stored form after each step."""

    engine: Engine
    session: Session = field(default_factory=Session)
    now: dt.datetime = START
    shown: list[Shown] = field(default_factory=list)

    def say(self, text: str) -> Shown:
        """Write; there must be exactly one new message."""
        reply = self._step(Text(text))
        assert reply is not None, f"« {text} » got no answer"
        assert not reply.is_edit, f"« {text} » changed a message instead of getting one"
        return self.shown[-1]

    def press(self, label: str, message: int = -1) -> Shown | None:
        """Press a button of a message that has some, the last one by default."""
        with_buttons = [shown for shown in self.shown if shown.buttons]
        return self.press_data(with_buttons[message].data(label))

    def press_data(self, data: str) -> Shown | None:
        return self.shown[-1] if self._step(Press(data)) else None

    def edit(self) -> Shown:
        assert self._step(Edited()) is not None
        return self.shown[-1]

    def attach(self, kind: Attachment, caption: str = "") -> Shown:
        assert self._step(Attached(kind, caption)) is not None
        return self.shown[-1]

    def wait(self, seconds: float) -> None:
        self.now += dt.timedelta(seconds=seconds)

    @property
    def answers(self) -> dict[str, Answer]:
        return dict(self.session.dialogue.answers) if self.session.dialogue else {}

    @property
    def open_question(self) -> str | None:
        return self.session.dialogue.open if self.session.dialogue else None

    def _step(self, incoming: Incoming) -> Reply | None:
        self.now += PAUSE
        step = self.engine.step(self.session, incoming, self.now)
        kept = step.session.model_dump_json(exclude_defaults=True)
        self.session = Session.model_validate_json(kept)
        assert self.session == step.session, "the stored session is not the session"
        assert len(step.replies) <= 1, f"{incoming} got several answers"
        if not step.replies:
            return None
        assert not telegram.problems(step.replies[0]), incoming
        self.shown.append(Shown(step.replies[0]))
        return step.replies[0]
