"""The calculation behind the estimate, for one day: the latest results are not worked out again.

Answers as numbers and choices, and amounts: nothing else is kept, neither words nor who said them.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

from bot.calculator import (
    Computed,
    Outcome,
    Range,
    Situation,
    does_rhythm_matter,
    estimate,
    left_to_pay,
)
from bot.content.parameters import Bareme
from bot.dialogue.estimate_answers import situation_of
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

MOST_OUTCOMES, MOST_AMOUNTS = 256, 2048
Said = tuple[tuple[str, tuple[str, ...]], ...]  # question → values


class Estimates:
    """Works out the answers of the dialogue on one day."""

    def __init__(self, bareme: Bareme, today: dt.date) -> None:
        self._bareme = bareme
        self._today = today
        self._situation = lru_cache(maxsize=MOST_OUTCOMES)(self._read)
        self._outcome = lru_cache(maxsize=MOST_OUTCOMES)(self._estimate)
        self._left = lru_cache(maxsize=MOST_AMOUNTS)(self._left_to_pay)
        self._rhythm = lru_cache(maxsize=MOST_AMOUNTS)(self._does_rhythm_matter)

    def situation(self, answers: Answers) -> Situation:
        """Return the input of the calculator."""
        return self._situation(_said(answers))

    def outcome(self, answers: Answers) -> Outcome:
        """Return the whole estimate."""
        return self._outcome(_said(answers))

    def left_to_pay(self, answers: Answers) -> Range | None:
        """Return what is left to pay, None when it cannot be computed."""
        return _left_by(self.outcome(answers))

    def would_leave(self, answers: Answers) -> Range | None:
        """Return the same of answers that are only tried: no explanation is made of it."""
        return self._left(_said(answers))

    def does_rhythm_matter(self, answers: Answers) -> bool:
        """Tell whether the number of sessions a week gives another total."""
        return self._rhythm(_said(answers))

    def _read(self, said: Said) -> Situation:
        return situation_of({name: Answer(values=values) for name, values in said}, self._today)

    def _estimate(self, said: Said) -> Outcome:
        return estimate(self._situation(said), self._bareme)

    def _left_to_pay(self, said: Said) -> Range | None:
        return left_to_pay(self._read(said), self._bareme)

    def _does_rhythm_matter(self, said: Said) -> bool:
        plain = _left_by(self._outcome(said))
        return does_rhythm_matter(self._situation(said), self._bareme, plain)


def _left_by(outcome: Outcome) -> Range | None:
    if not isinstance(outcome, Computed):
        return None
    return (outcome.total or outcome.per_session).reste_a_charge


def _said(answers: Answers) -> Said:
    return tuple((name, answer.values) for name, answer in answers.items())
