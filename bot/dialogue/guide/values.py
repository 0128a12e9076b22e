"""What the answers of a guide are worth in its conditions and in its texts."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Any

from bot.content.conditions import evaluate, holds, names_in
from bot.content.guides import Guide, GuideChoice, GuideQuestion
from bot.content.parameters import Bareme
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

UNKNOWN = "je-ne-sais-pas"
NO_ANSWER = ""
MOST_KNOWN = 4096  # conditions tried on some values
Values = dict[str, Any]


class Parameters:
    """The dated numbers of one day: `p.accord_reponse`."""

    def __init__(self, bareme: Bareme, day: dt.date) -> None:
        self._bareme = bareme
        self._day = day

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._bareme.amount_on(name, self._day)


class Valuation:
    """Turns the answers of one guide into named values, for one day."""

    def __init__(self, guide: Guide, bareme: Bareme, today: dt.date) -> None:
        self._guide = guide
        self._given = {"p": Parameters(bareme, today), "aujourdhui": today}
        self._of_choices = {
            question.id: {choice.id: self._of_choice(question, choice, bareme, today)
                          for choice in question.choices}
            for question in guide.questions
        }  # fmt: skip
        self._empty = self._without_answers()
        self._names = lru_cache(maxsize=MOST_KNOWN)(lambda condition: sorted(names_in(condition)))
        self._known: dict[tuple[str, str], bool] = {}

    def values(self, answers: Answers) -> Values:
        """Return the value of each name that a condition or a text may use."""
        values = self._before_computing(answers)
        for name, expression in self._guide.computed.items():
            values[name] = evaluate(expression, values)
        return values

    def names(self) -> frozenset[str]:
        """Return every name that the questions give to conditions and texts."""
        return frozenset(self._empty)

    def next_question(self, answers: Answers) -> GuideQuestion | None:
        """Return the first question whose condition holds and that has no answer."""
        values = self._before_computing(answers)
        for question in self._guide.questions:
            if question.id not in answers and self.holds(question.condition, values):
                return question
        return None

    def holds(self, condition: str, values: Values) -> bool:
        """Tell whether a condition holds for the values of this guide; an empty one always does.

        It is not tried again on the values that it was already tried on.
        """
        if not condition:
            return True
        tried = (condition, repr([values.get(name) for name in self._names(condition)]))
        if tried not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known[tried] = holds(condition, values)
        return self._known[tried]

    def start(self) -> Values:
        """Return the value of each name as long as nothing is answered."""
        return {**self._empty, "inconnus": []}

    def take(self, values: Values, question: GuideQuestion, answer: Answer) -> None:
        """Give an answer its values; questions come in their order."""
        values[question.named] = value_of(question, answer)
        values |= self._of_choices[question.id].get(answer.single or "", {})
        if answer.is_unknown:
            values["inconnus"].append(question.id)

    def _before_computing(self, answers: Answers) -> Values:
        values = self.start()
        for question in self._guide.questions:
            if question.id in answers:
                self.take(values, question, answers[question.id])
        values["inconnus"] = [name for name, answer in answers.items() if answer.is_unknown]
        return values

    def _without_answers(self) -> Values:
        values: Values = dict(self._given)
        for question in self._guide.questions:
            nothing: Any = {"choices": [], "integer": 0, "date": None}
            values[question.named] = nothing.get(question.kind, NO_ANSWER)
            for of_choice in self._of_choices[question.id].values():
                for name, value in of_choice.items():
                    values.setdefault(name, 0 if isinstance(value, int) else NO_ANSWER)
        return values

    @staticmethod
    def _of_choice(
        question: GuideQuestion, choice: GuideChoice, bareme: Bareme, today: dt.date
    ) -> Values:
        numbers = {key: int(bareme.amount_on(name, today)) for key, name in choice.numbers.items()}
        given: Values = {"label": choice.label, **choice.values, **numbers}
        return {f"{question.named}_{key}": value for key, value in given.items()}


def for_texts(values: Values) -> Values:
    """Return the values without those that every text has of its own."""
    return {name: value for name, value in values.items() if name not in ("p", "aujourdhui")}


def value_of(question: GuideQuestion, answer: Answer) -> Any:
    """Return what one answer is worth, « je ne sais pas » included."""
    match question.kind:
        case "choices":
            chosen = answer.values or tuple(filter(None, question.default.split(",")))
            return list(chosen)
        case "integer":
            return int(answer.numbers()[-1]) if answer.values else int(question.default or 0)
        case "date":
            return dt.date.fromisoformat(answer.values[0]) if answer.values else None
        case _:
            return answer.values[0] if answer.values else question.default or UNKNOWN
