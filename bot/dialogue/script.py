"""What one dialogue means: how its answers are read, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.content.flows import Flow, Question
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.session import Answer, DialogueState, Pending

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answers a text gives, several when a sentence holds several values.

    Attributes:
        is_cut: more choices were named than the question takes.
    """

    answers: dict[str, Answer]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class OutOfBounds:
    """A number outside what the question allows."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Compared:
    """Two estimates asked for: what they differ by, and what is known of each side.

    Attributes:
        question: whose answers differ; "" when it was not said.
        sides: the answers of the sides given, the first one, or both.
    """

    question: str
    sides: tuple[Mapping[str, Answer], ...] = ()


Read = Accepted | Pending | OutOfBounds | None


class Reader(Protocol):
    """How the answers of one dialogue are read."""

    def prefill(self, text: str) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers a first message already gives, and a value to read back."""

    def read(self, question: Question, text: str) -> Read:
        """Read the answer to one question."""

    def said(self, text: str) -> dict[str, Answer]:
        """Return the unambiguous values a sentence gives, whatever was asked."""

    def doubts(self, text: str) -> Pending | None:
        """Return what a sentence gives that must be read back, one after the other."""

    def said_alone(self, text: str) -> dict[str, Answer]:
        """Return the value or the choice of a few words, when nothing is asked."""

    def afterwards(self, text: str, answers: Answers) -> Read | Compared:
        """Read what is said once the result is shown."""

    def has_only_values(self, text: str) -> bool:
        """Tell whether nothing but values is said, so that a correction may be taken at once."""


class Script(Protocol):
    """Which question comes next, and what the answers lead to."""

    @property
    def flow(self) -> Flow:
        """Return the questions."""

    @property
    def tells_what_it_heard(self) -> bool:
        """Tell whether the answers of a first sentence are said back; a result may do it."""

    @property
    def keeps_result(self) -> bool:
        """Tell whether « retour » from a question asked on a result comes back to that result."""

    @property
    def reader(self) -> Reader:
        """Return what reads the answers."""

    def next_question(self, answers: Answers) -> str | None:
        """Return the question to ask now, or None when the result can be shown."""

    def prune(self, answers: Answers) -> dict[str, Answer]:
        """Drop the answers that another answer has made pointless."""

    def outdated(self, before: Answers, after: Answers) -> frozenset[str]:
        """Return the answers that a changed answer takes away, though they still have a meaning."""

    def doubt(self, question: Question, answers: Answers) -> str | None:
        """Return how an answer is read back before it is kept, when it is doubtful."""

    def aside(self, text: str) -> tuple[Panel, str] | None:
        """Return what is answered to a remark and what is left of the text, None without one."""

    def describe(self, question: Question, answer: Answer) -> str:
        """Put an answer into words."""

    def result(self, state: DialogueState) -> Panel:
        """Return the end of the dialogue, with its next steps."""

    def detail(self, state: DialogueState) -> Panel:
        """Return the whole explanation of the result."""

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button of the result shows, None when it shows nothing of ours."""

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:
        """Return the state that a button of the result leads to, None when it changes nothing."""

    def tariff_change(self, state: DialogueState) -> tuple[Answer, Answer] | None:
        """Return the eve and the day on which the price of care changed, as answers."""
