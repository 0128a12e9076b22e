"""Every way through a guide: for the checks, the diagrams and the tests.

A choice is taken each in turn; of a number, the values on both sides of every limit that a
condition names; of a day, a few from today backwards.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from bot.content.conditions import compared_in, holds, numbers_in
from bot.content.guides import Guide, GuideQuestion
from bot.dialogue.guide.values import Valuation, Values
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

UNKNOWN = Answer()
Signature = tuple[str | bool | None, ...]


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
        self._conditions = [question.condition for question in guide.questions]
        self._conditions += [leaf.condition for leaf in guide.leaves]
        self._words = {
            word for source in self._conditions if source for _, word in compared_in(source)
        }

    def paths(self) -> Iterator[Path]:
        """Yield every path, depth first."""
        yield from self._from({})

    def covering(self) -> Iterator[Path]:
        """Yield few paths that give every answer to every question at least once."""
        yield from self._covering({}, set())

    def telling(self) -> Iterator[Path]:
        """Yield the paths that differ by more than words.

        Two ways to the same question are one when the same conditions hold after them, and when
        the answers that a condition names are the same.
        """
        yield from self._telling({}, set())

    def steps(self) -> Iterator[tuple[GuideQuestion, Answer, dict[str, Answer]]]:
        """Yield each answer to each question asked, with the answers before it.

        All of them when the guide ends in a verdict; of a list or a letter, whose ways do not
        meet again, each answer at least once.
        """
        if self._guide.leaves:
            yield from self._steps_from({})
            return
        for path in self.covering():
            for rank, (name, answer) in enumerate(path.answers.items()):
                before = dict(list(path.answers.items())[:rank])
                yield self._guide.question(name), answer, before

    def next_question(self, answers: Answers) -> GuideQuestion | None:
        """Return the question that comes after some answers."""
        return self._valuation.next_question(answers)

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

    def _covering(
        self, answers: dict[str, Answer], given: set[tuple[str, Answer]]
    ) -> Iterator[Path]:
        question = self.next_question(answers)
        if question is None:
            yield Path(answers, self._valuation.values(answers))
            return
        samples = self.samples(question, answers)
        fresh = [answer for answer in samples if (question.id, answer) not in given]
        for answer in fresh or samples[:1]:
            given.add((question.id, answer))
            yield from self._covering({**answers, question.id: answer}, given)

    def _telling(
        self, answers: dict[str, Answer], seen: set[tuple[str, Signature]]
    ) -> Iterator[Path]:
        question = self.next_question(answers)
        values = self._valuation.values(answers)
        if question is None:
            yield Path(answers, values)
            return
        known = (question.id, self._signature(answers, values))
        if known in seen:
            return
        seen.add(known)
        for answer in self.samples(question, answers):
            yield from self._telling({**answers, question.id: answer}, seen)

    def _signature(self, answers: Answers, values: Values) -> Signature:
        named = tuple(
            answer.single if answer.single in self._words else None for answer in answers.values()
        )
        return (*named, *(holds(condition, values) for condition in self._conditions))

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
