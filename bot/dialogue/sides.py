"""The two sides of a comparison, as states of a dialogue.

A comparison keeps the answers to come back to and those of its first side; the answers of the
dialogue are those of the second. Every function takes a state and returns a new one.
"""

from __future__ import annotations

from bot.content.flows import Flow
from bot.dialogue.relevance import prune
from bot.dialogue.session import Answer, Comparison, DialogueState

PRICE = "prix"  # « I do not know » is a price: the tariff


def begun(state: DialogueState, question_id: str) -> DialogueState:
    """Return a state that compares two answers to a question; the one known is the first."""
    given = state.answers.get(question_id)
    is_known = given is not None and (question_id == PRICE or not given.is_unknown)
    first = state.answers if is_known else None
    comparison = Comparison(question=question_id, kept=state.answers, first=first)
    return state.model_copy(update={"comparison": comparison})


def with_first(state: DialogueState, comparison: Comparison) -> DialogueState:
    """Return a state whose answers have become those of the first side."""
    both = {"first": state.answers, "kept": state.answers}
    return state.model_copy(update={"comparison": comparison.model_copy(update=both)})


def without_asked(state: DialogueState, asked: str, flow: Flow) -> DialogueState:
    """Return a state where the compared question, and what depends on it, is to be asked."""
    others = {name: answer for name, answer in state.answers.items() if name != asked}
    return state.model_copy(update={"answers": prune(flow, others)})


def side_by_side(
    state: DialogueState, question_id: str, first: Answer, second: Answer
) -> DialogueState:
    """Return a state that compares two answers which need not be asked."""
    known = {name: answer for name, answer in state.answers.items() if name != question_id}
    comparison = Comparison(
        question=question_id, kept=state.answers, first={**known, question_id: first}
    )
    answers = {**known, question_id: second}
    return state.model_copy(update={"comparison": comparison, "answers": answers})


def left(state: DialogueState, comparison: Comparison, *, keeps_second: bool) -> DialogueState:
    """Return a state with one estimate: the one before, or the second of the two."""
    answers = state.answers if keeps_second and state.open is None else comparison.kept
    return state.model_copy(
        update={"answers": answers, "comparison": None, "open": None, "pending": None}
    )


def shared(state: DialogueState, answers: dict[str, Answer], flow: Flow) -> Comparison | None:
    """Give to both sides of a comparison the answers that it is not about."""
    comparison = state.comparison
    if comparison is None:
        return None
    asked = comparison.question
    apart = {question.id for question in flow.questions if asked in (question.id, *question.when)}
    common = {name: answer for name, answer in answers.items() if name not in apart}
    first = comparison.first
    return comparison.model_copy(
        update={
            "kept": prune(flow, {**comparison.kept, **common}),
            "first": first and prune(flow, {**first, **common}),
        }
    )
