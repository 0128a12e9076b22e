"""What must be true of every reply and of every session, whatever was said and pressed before."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from bot.content.flows import Flow, Question
from bot.dialogue.engine import Engine
from bot.dialogue.messages import Reply
from bot.dialogue.relevance import beyond_bounds
from bot.dialogue.rendering import plain
from bot.dialogue.session import Answer, Session
from bot.sandbox.markup import parse_html
from tests.dialogue import telegram
from tests.hostile.texts import CANARY, COMPUTED

HEAVIEST = 4096
"""Bytes of a session: ids, numbers and the last labels, 1.3 kB seen; no room for a message kept."""
DAYS = ("month", "date")
MARKUP_TYPED = re.compile(r"<[^>]*" + CANARY, re.IGNORECASE)


def assert_harmless(reply: Reply) -> None:
    """Assert that Telegram takes a reply, and that nothing typed acts in it."""
    assert not telegram.problems(reply)
    _, entities = parse_html(reply.html)
    assert not any(CANARY in entity.url for entity in entities)
    assert not MARKUP_TYPED.search(reply.html)
    said = " ".join([plain(reply.html), *(b.label for row in reply.buttons for b in row)])
    assert not any(result in said for result in COMPUTED)
    assert not any(CANARY in button.data for row in reply.buttons for button in row)


def assert_sound(session: Session, engine: Engine) -> None:
    """Assert that a session is small, comes back from its JSON, and holds only known answers."""
    stored = session.model_dump_json(exclude_defaults=True)
    assert Session.model_validate_json(stored) == session
    assert len(stored.encode()) <= HEAVIEST
    assert session.topic is None or session.topic in engine.content.faq
    for flow, answers in _answers_in(session):
        questions = engine.forms[flow].script.flow
        assert not [
            name for name, answer in answers.items() if not _is_sound(questions, name, answer)
        ]


def _answers_in(session: Session) -> Iterator[tuple[str, Mapping[str, Answer]]]:
    yield from session.hints.items()
    state = session.dialogue
    if state is None:
        return
    yield state.flow, state.answers
    if state.comparison is not None:
        yield state.flow, state.comparison.kept
        yield state.flow, state.comparison.first or {}
    if state.pending is not None:
        yield state.flow, {state.pending.question: state.pending.answer}


def _is_sound(flow: Flow, name: str, answer: Answer) -> bool:
    question = flow.question(name)
    return all(_is_value(question, value) for value in answer.values) and (
        beyond_bounds(question, answer) is None
    )


def _is_value(question: Question, value: str) -> bool:
    if question.choice(value) is not None:
        return True
    if question.kind in DAYS:
        return bool(dt.date.fromisoformat(value))
    return question.min is not None and question.kind not in ("choice", "choices")
