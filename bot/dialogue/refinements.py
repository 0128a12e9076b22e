"""Which questions can make a result more precise, and in which order to offer them.

The order is that of their effect on this very amount: usual answers to each question (`tries`)
are tried, and the one that moves the total most comes first. Equal effects keep the order of the
content.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from bot.calculator import Range
from bot.content.flows import Flow, Question
from bot.dialogue.estimate_answers import AFTER
from bot.dialogue.estimates import Estimates
from bot.dialogue.relevance import is_relevant, prune
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

RHYTHM = "rythme"


class Refinements:
    """The refinements of one dialogue, for one day."""

    def __init__(self, flow: Flow, estimates: Estimates) -> None:
        self._flow = flow
        self._estimates = estimates
        self._tried = {
            question.id: [
                {name: Answer(values=(value,)) for name, value in tried.items()}
                for tried in question.tries
            ]
            for question in flow.questions
        }

    def offered(self, answers: Answers, *, needs_rhythm: bool) -> list[Question]:
        """Return the refinements not answered yet, by effect on the amount.

        Args:
            answers: those given.
            needs_rhythm: whether the rhythm of the sessions changes the total (`matters`).
        """
        found = [
            question
            for question in self._flow.questions
            if self._is_open(question, answers) and (question.id != RHYTHM or needs_rhythm)
        ]
        now = self._estimates.left_to_pay(answers)
        return sorted(found, key=lambda question: -self._effect(question, answers, now))

    def matters(self, answers: Answers) -> bool:
        """Tell whether the rhythm of the sessions, not said yet, changes the total."""
        if RHYTHM in answers or AFTER in answers:
            return False
        if not self._estimates.does_rhythm_matter(answers):
            return False
        is_by_two = self._estimates.situation(answers).per_day > 1
        in_pairs = self._flow.question(RHYTHM) if is_by_two else None
        return (
            in_pairs is None
            or self._effect(in_pairs, answers, self._estimates.left_to_pay(answers)) > 0
        )

    def _is_open(self, question: Question, answers: Answers) -> bool:
        if question.stage != "refine" or question.id in answers:
            return False
        is_spread = question.id == AFTER and RHYTHM in answers
        return is_relevant(question, answers) and not is_spread

    def _effect(self, question: Question, answers: Answers, now: Range | None) -> Decimal:
        """Return how far a usual answer moves one end of the amount, in euros."""
        if now is None:
            return Decimal(0)
        left = self._estimates.would_leave
        tried = (left(prune(self._flow, {**answers, **said})) for said in self._tried[question.id])
        moved = (max(abs(r.low - now.low), abs(r.high - now.high)) for r in tried if r)
        return max(moved, default=Decimal(0))


def passes_threshold(
    question: Question, answers: Answers, amounts: Iterable[tuple[str, Decimal]]
) -> bool:
    """Tell whether the sessions exceed a number beyond which the caisse may have to agree.

    Args:
        question: that of the act.
        answers: those given.
        amounts: each threshold that the choices may name, in sessions.
    """
    act, count = answers.get(question.id), answers.get("nb_seances")
    if act is None or count is None or act.single is None or not count.values:
        return False
    choice, known = question.choice(act.single), dict(amounts)
    limits = [known[name] for name in (choice.thresholds if choice else ())]
    return bool(limits) and max(count.numbers()) > min(limits)
