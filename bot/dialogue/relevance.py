"""Which questions and answers have a meaning, given the answers before them."""

from __future__ import annotations

from bot.content.flows import Flow, Question
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer


def prune(flow: Flow, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Drop the answers that another answer has made pointless."""
    kept: dict[str, Answer] = {}
    for question in flow.questions:
        if question.id in answers and is_relevant(question, kept):
            kept[question.id] = answers[question.id]
    return {name: answer for name, answer in answers.items() if name in kept}


def is_relevant(question: Question, answers: Answers) -> bool:
    """Tell whether a question has a meaning, given the answers before it."""
    return all(
        name in answers and set(answers[name].values) & set(allowed)
        for name, allowed in question.when.items()
    )
