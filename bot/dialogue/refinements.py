"""Which questions can make a result more precise, and in which order to offer them.

The order is that of their effect on this very amount: usual answers to each question (`tries`)
are tried, and the one that moves the total most comes first. Equal effects keep the order of the
content.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from bot.calculator import Computed, Range, does_rhythm_matter, estimate
from bot.content.flows import Flow, Question
from bot.content.parameters import Bareme
from bot.dialogue.estimate_answers import AFTER, situation_of
from bot.dialogue.relevance import is_relevant, prune
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

RHYTHM = "rythme"


class Refinements:
    """The refinements of one dialogue, for one day."""

    def __init__(self, flow: Flow, bareme: Bareme, today: dt.date) -> None:
        self._flow = flow
        self._bareme = bareme
        self._today = today

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
        now = self._rest(answers)
        return sorted(found, key=lambda question: -self._effect(question, answers, now))

    def matters(self, answers: Answers) -> bool:
        """Tell whether the rhythm of the sessions, not said yet, changes the total."""
        if RHYTHM in answers or AFTER in answers:
            return False
        situation = situation_of(answers, self._today)
        if not does_rhythm_matter(situation, self._bareme):
            return False
        in_pairs = self._flow.question(RHYTHM) if situation.per_day > 1 else None
        return in_pairs is None or self._effect(in_pairs, answers, self._rest(answers)) > 0

    def _is_open(self, question: Question, answers: Answers) -> bool:
        if question.stage != "refine" or question.id in answers:
            return False
        is_spread = question.id == AFTER and RHYTHM in answers
        return is_relevant(question, answers) and not is_spread

    def _effect(self, question: Question, answers: Answers, now: Range | None) -> Decimal:
        """Return how far a usual answer moves one end of the amount, in euros."""
        if now is None:
            return Decimal(0)
        tried = (self._rest(self._with(answers, each)) for each in question.tries)
        moved = (max(abs(r.low - now.low), abs(r.high - now.high)) for r in tried if r)
        return max(moved, default=Decimal(0))

    def _with(self, answers: Answers, tried: dict[str, str]) -> Answers:
        said = {name: Answer(values=(value,)) for name, value in tried.items()}
        return prune(self._flow, {**answers, **said})

    def _rest(self, answers: Answers) -> Range | None:
        outcome = estimate(situation_of(answers, self._today), self._bareme)
        if not isinstance(outcome, Computed):
            return None
        return (outcome.total or outcome.per_session).reste_a_charge


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
