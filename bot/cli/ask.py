"""`kinebot ask`: what the bot decides on a first message."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from bot.cli.batch import Row
from bot.dialogue.engine import Engine
from bot.dialogue.messages import Text
from bot.dialogue.rendering import plain
from bot.dialogue.routing import Answers, Clarifies, NotUnderstood, Opens, Route, Urgent, route
from bot.dialogue.session import Session
from bot.knowledge.understanding import Understood
from bot.knowledge.values import Reading, Slots
from bot.settings import PARIS


def ask(engine: Engine, row: Row) -> Row:
    """Return the decision on `row["text"]`, as in the contract.

    Raises:
        ValueError: no text.
    """
    text = row.get("text")
    if not isinstance(text, str):
        raise ValueError("la clé « text » manque, ou n’est pas un texte")
    decision, understood = route(text, engine.understanding)
    start = time.perf_counter()
    step = engine.step(Session(), Text(text), dt.datetime.now(PARIS))
    elapsed = (time.perf_counter() - start) * 1000
    return {
        **describe(decision, understood),
        "text": "\n\n".join(plain(reply.html) for reply in step.replies),
        "ms": round(elapsed, 2),
    }


def describe(decision: Route, understood: Understood) -> Row:
    """Return a decision as a row of the contract."""
    row: Row = {
        "decision": "unknown",
        "topics": [],
        "candidates": [{"id": c.topic, "score": round(c.score, 4)} for c in understood.candidates],
        "dialogue": None,
        "urgency": None,
    }
    match decision:
        case Urgent(urgency):
            found: Row = {"level": urgency.level, "rule": urgency.rule}
            return row | {"decision": "urgent", "urgency": found}
        case Opens(flow, slots, topics):
            dialogue = {"name": flow, "slots": slots_row(slots)}
            return row | {"decision": "dialogue", "dialogue": dialogue, "topics": list(topics)}
        case Answers(topics):
            return row | {"decision": "answer", "topics": list(topics)}
        case Clarifies(topics):
            return row | {"decision": "clarify", "topics": list(topics)}
        case NotUnderstood():
            return row


def slots_row(slots: Slots) -> Row:
    """Return the values read in a sentence, as in the contract."""
    row: Row = {}
    _put(row, "price", slots.price, money=True)
    _put(row, "sessions", slots.sessions)
    if slots.coverage is not None and slots.coverage.value is not None:
        name = "coverage_per_session" if slots.coverage.unit == "eur_per_session" else None
        name = name or ("coverage_percent" if slots.coverage.unit != "eur" else None)
        if name:
            _put(row, name, slots.coverage, money=name == "coverage_per_session")
    if slots.situations:
        row["situation"] = list(slots.situations)
    return row | {k: v for k, v in (("act", slots.act), ("territory", slots.territory)) if v}


def _put(row: Row, name: str, reading: Reading | None, *, money: bool = False) -> None:
    if reading is None or reading.value is None:
        return
    value: Any = f"{reading.value:.2f}" if money else f"{reading.value.normalize():f}"
    row[name] = int(reading.value) if name == "sessions" else value
