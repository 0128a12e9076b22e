"""What the answers of a guide are worth in its conditions and in its texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.content.conditions import evaluate, holds
from bot.content.guides import Guide, GuideChoice, GuideQuestion
from bot.content.parameters import Bareme
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer

UNKNOWN = "je-ne-sais-pas"
NO_ANSWER = ""
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
        self._asked = tuple(
            (question, {choice.id: self._of_choice(question, choice, bareme, today)
                        for choice in question.choices})
            for question in guide.questions
        )  # fmt: skip
        self._empty = self._without_answers()

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
        for question, _ in self._asked:
            if question.id not in answers and holds(question.condition, values):
                return question
        return None

    def is_asked(self, question: GuideQuestion, answers: Answers) -> bool:
        """Tell whether the condition of a question holds, given the answers before it."""
        return not question.condition or holds(question.condition, self._before_computing(answers))

    def _before_computing(self, answers: Answers) -> Values:
        values = dict(self._empty)
        for question, choices in self._asked:
            if question.id not in answers:
                continue
            answer = answers[question.id]
            values[question.named] = value_of(question, answer)
            values |= choices.get(answer.single or "", {})
        values["inconnus"] = [name for name, answer in answers.items() if answer.is_unknown]
        return values

    def _without_answers(self) -> Values:
        values: Values = dict(self._given)
        for question, choices in self._asked:
            nothing: Any = {"choices": [], "integer": 0, "date": None}
            values[question.named] = nothing.get(question.kind, NO_ANSWER)
            for of_choice in choices.values():
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
