"""Bringing a patient anywhere in a guide, the way a patient gets there."""

from __future__ import annotations

from functools import lru_cache

from bot.content.guides import Guide, GuideQuestion
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.guide.leaf import leaf_of
from bot.dialogue.guide.values import Valuation
from bot.dialogue.guide.walker import Walker
from bot.dialogue.session import Answer
from tests.conftest import TODAY
from tests.dialogue.talk import Talk

COMMANDS = {
    "two_kines": "/deuxkines", "documents": "/documents", "sessions": "/seances",
    "letter": "/lettres",
}  # fmt: skip
Answers = dict[str, Answer]


@lru_cache
def content() -> Content:
    return load_content()


def guides() -> dict[str, Guide]:
    return dict(content().guides)


def valuation_of(guide: Guide) -> Valuation:
    return Valuation(guide, content().bareme, TODAY)


@lru_cache
def walker_of(name: str) -> Walker:
    guide = content().guides[name]
    return Walker(guide, valuation_of(guide), TODAY)


@lru_cache
def ways(name: str) -> dict[str, Answers]:
    """Return question → the fewest answers that lead to it, among paths that try every answer."""
    found: dict[str, Answers] = {}
    for path in walker_of(name).covering():
        asked = list(path.answers)
        for rank, question in enumerate(asked):
            before = {each: path.answers[each] for each in asked[:rank]}
            if question not in found or len(before) < len(found[question]):
                found[question] = before
    return found


def begin(talk: Talk, name: str) -> None:
    talk.say(COMMANDS[name])


def give(talk: Talk, question: GuideQuestion, answer: Answer) -> None:
    """Answer the open question: a press for a choice, a message for the rest."""
    assert talk.open_question == question.id
    state = talk.session.dialogue
    assert state is not None
    if answer.is_unknown:
        talk.press_data(f"a:{state.token}:unknown:{question.id}")
    elif question.kind == "choices":
        for value in answer.values:
            talk.press_data(f"q:{state.token}:{question.id}:{value}")
        if talk.open_question == question.id:
            talk.press_data(f"a:{state.token}:end:{question.id}")
    elif question.choices:
        talk.press_data(f"q:{state.token}:{question.id}:{answer.values[0]}")
    else:
        talk.say(answer.values[0])
        pending = talk.session.dialogue and talk.session.dialogue.pending
        if pending:
            talk.say("oui")


def walk(talk: Talk, name: str, answers: Answers) -> None:
    """Open a guide and give it answers, in the order it asks."""
    begin(talk, name)
    guide = content().guides[name]
    while talk.open_question in answers:
        give(talk, guide.question(talk.open_question), answers[talk.open_question])


def leaf_reached(talk: Talk) -> str:
    """Return the leaf of the verdict shown."""
    state = talk.session.dialogue
    assert state is not None
    assert state.open is None, f"still asking {state.open}"
    guide = content().guides[state.flow]
    return leaf_of(guide.leaves, valuation_of(guide).values(state.answers)).id
