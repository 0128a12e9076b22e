"""Every way through a guide: for the checks, the diagrams and the tests.

A choice is taken each in turn; of a number, the values on both sides of every limit that a
condition names; of a day, a few from today backwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.conditions import numbers_in
from bot.content.guides import Guide, GuideQuestion
from bot.dialogue.guide.values import Valuation, Values
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

UNKNOWN = Answer()


@dataclass(frozen=True, slots=True)
class Path:
    """One way from the first question to the end.

    Attributes:
        answers: question → answer, in the order asked.
        values: what they are worth in conditions and texts.
    """

    answers: dict[str, Answer]
    values: Values


class Walker:
    """Walks one guide on one day."""

    def __init__(self, guide: Guide, valuation: Valuation, today: dt.date) -> None:
        self._guide = guide
        self._valuation = valuation
        self._today = today
        self._limits = _limits(guide)

    def paths(self) -> Iterator[Path]:
        """Yield every path, depth first."""
        yield from self._from({})

    def steps(self) -> Iterator[tuple[GuideQuestion, Answer, dict[str, Answer]]]:
        """Yield each answer to each question once asked, with the answers before it."""
        yield from self._steps_from({})

    def next_question(self, answers: Answers) -> GuideQuestion | None:
        """Return the question that comes after some answers."""
        for question in self._guide.questions:
            if question.id not in answers and self._valuation.is_asked(question, answers):
                return question
        return None

    def samples(self, question: GuideQuestion, answers: Answers) -> list[Answer]:
        """Return answers to a question that stand for all."""
        match question.kind:
            case "choice" | "choices":
                return [*(Answer(values=(c.id,)) for c in question.choices), UNKNOWN]
            case "date":
                days = {0, 1, question.past_days // 2, question.past_days}
                return [*(self._day(back) for back in sorted(days)), UNKNOWN]
            case _:
                return [*map(_number, self._numbers(question, answers)), UNKNOWN]

    def _from(self, answers: dict[str, Answer]) -> Iterator[Path]:
        question = self.next_question(answers)
        if question is None:
            yield Path(answers, self._valuation.values(answers))
            return
        for answer in self.samples(question, answers):
            yield from self._from({**answers, question.id: answer})

    def _steps_from(
        self, answers: dict[str, Answer]
    ) -> Iterator[tuple[GuideQuestion, Answer, dict[str, Answer]]]:
        question = self.next_question(answers)
        if question is None:
            return
        for answer in self.samples(question, answers):
            yield question, answer, answers
            yield from self._steps_from({**answers, question.id: answer})

    def _day(self, back: int) -> Answer:
        return Answer(values=((self._today - dt.timedelta(days=back)).isoformat(),))

    def _numbers(self, question: GuideQuestion, answers: Answers) -> list[int]:
        values = self._valuation.values(answers)
        named = {value for value in values.values() if type(value) is int and value > 0}
        limits = self._limits | named
        low, high = int(question.min or 0), int(question.max or 0)
        around = {limit + shift for limit in limits for shift in (-1, 0)}
        return sorted({low, *(number for number in around if low <= number <= high)})


def _number(number: int) -> Answer:
    return Answer(values=(str(number),))


def _limits(guide: Guide) -> set[int]:
    """Return the whole numbers that the conditions name."""
    written = [question.condition for question in guide.questions]
    written += [leaf.condition for leaf in guide.leaves]
    written += guide.computed.values()
    return {number for source in written for number in numbers_in(source)} - {0, 1}
