"""Which questions and answers have a meaning, given the answers before them."""

from __future__ import annotations

from decimal import Decimal

from bot.content.flows import CHOICE_KINDS, Flow, Question
from bot.dialogue.script import Answers, OutOfBounds
from bot.dialogue.session import Answer


def prune(flow: Flow, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Drop the answers that another answer has made pointless, and the numbers beyond bounds."""
    kept: dict[str, Answer] = {}
    for question in flow.questions:
        answer = answers.get(question.id)
        if answer and beyond_bounds(question, answer) is None and is_relevant(question, kept):
            kept[question.id] = answer
    return {name: answer for name, answer in answers.items() if name in kept}


def is_relevant(question: Question, answers: Answers) -> bool:
    """Tell whether a question has a meaning, given the answers before it."""
    for name, allowed in question.when.items():
        if name not in answers or not set(answers[name].values).intersection(allowed):
            return False
    for name, least in question.above.items():
        if not _exceeds(answers.get(name), least):
            return False
    return not question.at_most or most_of(question, answers) is not None


def beyond_bounds(question: Question, answer: Answer) -> OutOfBounds | None:
    """Return the bounds of a question that a number of an answer is beyond, None without one."""
    low, high = question.min, question.max
    if low is None or high is None or question.kind in CHOICE_KINDS:
        return None
    is_within = all(low <= number <= high for number in answer.numbers())
    return None if is_within else OutOfBounds(low, high)


def most_of(question: Question, answers: Answers) -> Decimal | None:
    """Return the number that another answer sets as the most of this one."""
    answer = answers.get(question.at_most)
    return max(answer.numbers()) if answer and answer.values else None


def _exceeds(answer: Answer | None, least: Decimal) -> bool:
    return answer is not None and any(number > least for number in answer.numbers())
