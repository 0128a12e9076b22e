"""The state of one conversation: everything kept about a patient, for 24 hours at most."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class _State(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Answer(_State):
    """One answer in a dialogue.

    Attributes:
        values: the value, both ends of a range, or the chosen ids; empty for « je ne sais pas ».
        is_range: the two values are ends.
        is_approximate: the patient said « environ ».
        is_kept: the patient was told that it is unusual, and keeps it.
        is_done: these sessions are over.
    """

    values: tuple[str, ...] = ()
    is_range: bool = False
    is_approximate: bool = False
    is_kept: bool = False
    is_done: bool = False

    @property
    def is_unknown(self) -> bool:
        """Tell whether the patient answered « je ne sais pas »."""
        return not self.values

    @property
    def single(self) -> str | None:
        """Return the only value, if there is exactly one."""
        return self.values[0] if len(self.values) == 1 else None

    def numbers(self) -> tuple[Decimal, ...]:
        """Return the values as numbers."""
        return tuple(Decimal(value) for value in self.values)


class Proposal(_State):
    """One of the readings of what was said; `label` is the id of its text, if it has its own."""

    answers: dict[str, Answer]
    label: str = ""


DOUBT = "doute"  # a reading whose text is that of its question


class Pending(_State):
    """A value read back: kept once the patient says yes, with what goes along with it.

    Attributes:
        question, answer, along: what « yes » gives.
        asks: what the question is about; it names its text (`relire.…`).
        values: the words which that text needs besides the value.
        proposals: the readings to choose from, in place of « yes » and « no ».
        default: what « je ne sais pas » gives.
        then: what is to be read back next.
    """

    question: str
    answer: Answer
    along: dict[str, Answer] = {}
    asks: str = "valeur"
    values: dict[str, str] = {}
    proposals: tuple[Proposal, ...] = ()
    default: dict[str, Answer] = {}
    then: Pending | None = None


class Comparison(_State):
    """Two sets of answers set side by side.

    Attributes:
        question: whose two answers are compared.
        kept: the answers to come back to.
        first: those of the first side, None as long as they are being asked; the second side is
            the answers of the dialogue.
    """

    question: str
    kept: dict[str, Answer]
    first: dict[str, Answer] | None = None


class DialogueState(_State):
    """A dialogue under way.

    Attributes:
        flow: its name; token: what tells its buttons from those of an older one.
        answers: question id → answer, in the order given.
        open: the question asked last, None when the result is shown.
        trail: the questions asked so far, for « Retour ».
        picked: choices ticked in the open multiple question.
        pending, waiting: the value read back now, and the next one.
        strikes: unreadable answers in a row; digressions: other subjects in a row.
        comparison: what the answers are set beside, if anything.
        ticked: what was ticked in the list that the dialogue led to.
    """

    flow: str
    token: str
    answers: dict[str, Answer] = {}
    open: str | None = None
    trail: tuple[str, ...] = ()
    picked: tuple[str, ...] = ()
    pending: Pending | None = None
    waiting: Pending | None = None
    strikes: int = 0
    digressions: int = 0
    is_paused: bool = False
    comparison: Comparison | None = None
    ticked: tuple[str, ...] = ()


class Session(_State):
    """What is remembered between two messages.

    Attributes:
        topic: the topic answered last.
        dialogue: the dialogue under way, if any.
        offered: label → data of the buttons of the last message, to read typed answers.
        hints: dialogue → the answers that the last question already gave to it.
        last_press: what was pressed last, with its token: a double press is ignored.
    """

    topic: str | None = None
    dialogue: DialogueState | None = None
    offered: tuple[tuple[str, str], ...] = ()
    hints: dict[str, dict[str, Answer]] = {}
    last_press: str | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing worth keeping."""
        return self == Session()
