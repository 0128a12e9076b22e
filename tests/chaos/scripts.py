"""Conversations written before the run, with the real engine: what is done, what must come back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Attached, Attachment, Edited, Press, Reply, Text
from bot.dialogue.session import Session
from bot.receipts.cards import Document
from tests.chaos.chats import Keyboard, Kind, brief

START = dt.datetime(2026, 11, 21, 10, 0, tzinfo=dt.UTC)
PAUSE = dt.timedelta(seconds=10)  # more than what makes two presses one
TRIES = 20
COMMANDS = (
    "/start", "/aide", "/menu", "/estimer", "/deuxkines", "/documents", "/seances", "/lettres",
    "/confidentialite", "/effacer", "/annuler",
)  # fmt: skip
STEERING = ("retour", "modifier", "annuler", "recommencer", "reprendre", "menu", "aide")
VALUES = (
    "35", "10", "28,50", "40 euros", "12", "150 %", "sans mutuelle", "200 %", "entre 25 et 30",
    "environ 45", "1613", "pas de mutuelle", "genou", "2", "oui", "non", "je ne sais pas",
    "5 € par séance", "15 séances", "mars 2026", "c'est tout", "en fait 42 euros",
)  # fmt: skip
QUESTIONS = (
    "c'est quoi la franchise ?", "est-ce que deux kinés différents c'est permis ?",
    "quel papier donner au premier rendez-vous", "10 séances à 35 euros", "merci beaucoup",
    "combien la sécu rend sur une séance", "j'ai perdu mon ordonnance, je fais quoi",
    "quel temps fera-t-il demain", "azerty uiop", "👍", "ma mutuelle paie quoi au juste ?",
    "faut-il un accord avant de commencer", "plus simplement", "détail", "0612345678",
    "douleur dans la poitrine qui descend dans le bras gauche", "150 % et 8 séances à 38 €",
)  # fmt: skip
RARE, RARE_WEIGHT = ("Garder", "Image", "Feuille", "Agenda", "Détail"), 5  # otherwise never met
KINDS: tuple[Attachment, ...] = ("photo", "voice", "document", "sticker", "location")


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button pressed: under which reply of the conversation, at which place."""

    reply: int
    row: int
    column: int


Action = Text | Attached | Edited | Pressed


@dataclass(frozen=True, slots=True)
class Expected:
    """A reply that must come; `of` is the reply that an edit changes."""

    kind: Kind
    html: str
    keyboard: Keyboard
    file: str = ""
    of: int | None = None

    def __str__(self) -> str:
        return f"{self.kind} {brief(self.html)}"


@dataclass(frozen=True, slots=True)
class Step:
    """What a patient does without waiting, and what comes back, in this order."""

    actions: tuple[Action, ...]
    replies: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A whole conversation."""

    chat_id: int
    steps: tuple[Step, ...]

    @property
    def replies(self) -> int:
        return sum(len(step.replies) for step in self.steps)


def without_mark(data: str) -> str:
    """Return the data of a button without the mark of the moment its dialogue began."""
    kind, _, rest = data.partition(":")
    return f"{kind}:*:{rest.partition(':')[2]}" if kind in ("q", "a") else data


def without_marks(keyboard: Keyboard) -> Keyboard:
    return tuple(tuple((label, without_mark(data)) for label, data in row) for row in keyboard)


@dataclass
class Author:
    """Writes one conversation: tries something, keeps it with what the engine answers.

    Attributes:
        shown: what each reply shows now: its kind, text and buttons.
    """

    engine: Engine
    random: Random
    session: Session = field(default_factory=Session)
    now: dt.datetime = START
    shown: list[Expected] = field(default_factory=list)

    def write(self, chat_id: int, length: int) -> Script:
        """Write a conversation that ends with all that the bot remembers."""
        steps = [self._step([Text(self.random.choice(COMMANDS[:8]))])]
        while len(steps) < length:
            steps.append(self._any_step())
        steps.append(self._step([Text("modifier")]))
        return Script(chat_id, tuple(step for step in steps if step is not None))

    def _any_step(self) -> Step:
        for _ in range(TRIES):
            if (step := self._step(self._actions())) is not None:
                return step
        raise AssertionError("nothing gets an answer")

    def _step(self, actions: list[Action]) -> Step | None:
        """Take all actions; None, and nothing is changed, when one of them shows nothing."""
        before, shown = self.session, list(self.shown)
        replies = []
        for action in actions:
            reply = self._answer(action)
            if reply is None:
                self.session, self.shown = before, shown
                return None
            replies.append(reply)
        return Step(tuple(actions), tuple(replies))

    def _answer(self, action: Action) -> Expected | None:
        self.now += PAUSE
        pressed = action.reply if isinstance(action, Pressed) else None
        incoming = self._incoming(action) if isinstance(action, Pressed) else action
        step = self.engine.step(self.session, incoming, self.now)
        self.session = step.session
        if not step.replies:
            return None
        (reply,) = step.replies
        return self._show(reply, pressed)

    def _show(self, reply: Reply, pressed: int | None) -> Expected | None:
        keyboard = tuple(tuple((b.label, b.data) for b in row) for row in reply.buttons)
        if not (reply.is_edit and pressed is not None and self.shown[pressed].kind == "text"):
            kind, file = _file(reply)
            self.shown.append(Expected(kind, reply.html, keyboard, file))
            return self.shown[-1]
        before, after = self.shown[pressed], Expected("text", reply.html, keyboard)
        self.shown[pressed] = after
        is_same = (before.html, before.keyboard) == (after.html, after.keyboard)
        return None if is_same else Expected("edit", reply.html, keyboard, of=pressed)

    # --- what a patient does --------------------------------------------------------------------

    def _actions(self) -> list[Action]:
        chance = self.random.random()
        if chance < 0.40 and (button := self._button()):
            return [button]
        if chance < 0.50:
            return [self._text() for _ in range(self.random.randint(2, 4))]
        if chance < 0.54:
            return [self._odd()]
        return [self._text()]

    def _odd(self) -> Action:
        odd: list[Action] = [Edited(), *(Attached(kind, "") for kind in KINDS)]
        return self.random.choice(odd)

    def _text(self) -> Text:
        is_asked = self.session.dialogue is not None and self.session.dialogue.open is not None
        pools = [VALUES, QUESTIONS, STEERING, COMMANDS, self._labels()]
        weights = (40, 15, 12, 4, 20) if is_asked else (10, 35, 8, 30, 17)
        (pool,) = self.random.choices(pools, weights)
        return Text(self.random.choice(pool))

    def _labels(self) -> tuple[str, ...]:
        return tuple(label for label, _ in self.session.offered) or VALUES

    def _button(self) -> Pressed | None:
        """Choose a button of the last reply that has some."""
        rank = max((i for i, reply in enumerate(self.shown) if reply.keyboard), default=None)
        if rank is None:
            return None
        places = [place for place in _places(rank, self.shown[rank]) if self._may_press(place)]
        if not places:
            return None
        labels = [self.shown[rank].keyboard[place.row][place.column][0] for place in places]
        weights = [RARE_WEIGHT if label.startswith(RARE) else 1 for label in labels]
        return self.random.choices(places, weights)[0]

    def _may_press(self, place: Pressed) -> bool:
        """Tell whether the answer depends on nothing but what was said: not on the clock."""
        data = self._incoming(place).data
        last = (self.session.last_press or "").rpartition("@")[0]
        if without_mark(data) == without_mark(last):
            return False
        mark = data.split(":")[1] if data.startswith(("q:", "a:")) else None
        state = self.session.dialogue
        return mark is None or (state is not None and state.token == mark)

    def _incoming(self, place: Pressed) -> Press:
        return Press(self.shown[place.reply].keyboard[place.row][place.column][1])


def write_scripts(
    engine: Engine, seed: int, count: int, length: int, first_chat: int
) -> Iterator[Script]:
    """Write conversations, each from its own draw."""
    for chat_id in range(first_chat, first_chat + count):
        yield Author(engine, Random(f"{seed} script {chat_id}")).write(chat_id, length)


def _places(rank: int, reply: Expected) -> list[Pressed]:
    return [
        Pressed(rank, row, column)
        for row, buttons in enumerate(reply.keyboard)
        for column, _ in enumerate(buttons)
    ]


def _file(reply: Reply) -> tuple[Kind, str]:
    if reply.card is None:
        return "text", ""
    if isinstance(reply.card, Document):
        return "document", reply.card.name
    return "photo", ""
