"""`kinebot ask`: the shapes of the contract, for each decision."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from bot.cli.ask import ask
from bot.dialogue.engine import Engine
from tests.cli.conftest import Kinebot

KEYS = {"decision", "topics", "candidates", "dialogue", "urgency", "text", "ms"}
CHEST_PAIN = "j'ai une douleur dans la poitrine qui descend dans le bras"
MESSAGES = {
    "answer": "puis-je voir deux kinés ?",
    "clarify": "ordonnance",
    "dialogue": "10 séances à 35 euros",
    "urgent": CHEST_PAIN,
    "unknown": "quel temps fera-t-il demain à Lyon",
}


@pytest.mark.parametrize(("decision", "text"), MESSAGES.items())
def test_each_decision_has_the_shape_of_the_contract(
    decision: str, text: str, engine: Engine
) -> None:
    row = json.loads(json.dumps(ask(engine, {"text": text, "accept": ["ignoré"], "kind": "faq"})))
    assert set(row) == KEYS
    assert row["decision"] == decision
    assert row["ms"] > 0
    assert len(row["candidates"]) == 5
    scores = [candidate["score"] for candidate in row["candidates"]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
    assert {c["id"] for c in row["candidates"]} <= set(engine.content.faq)
    assert set(row["topics"]) <= set(engine.content.faq)
    assert (row["dialogue"] is not None) == (decision == "dialogue")
    assert (row["urgency"] is not None) == (decision == "urgent")
    assert not re.search(r"</?[bia]\b|&amp;|&lt;", row["text"])
    low, high = {"answer": (1, 2), "clarify": (2, 4), "dialogue": (1, 2)}.get(decision, (0, 0))
    assert low <= len(row["topics"]) <= high


def test_an_urgency_gives_its_level_and_its_rule(engine: Engine) -> None:
    row = ask(engine, {"text": CHEST_PAIN})
    assert row["urgency"]["level"] == "15"
    assert row["urgency"]["rule"]
    assert row["text"].startswith("15")


def slots(engine: Engine, text: str) -> Any:
    row = ask(engine, {"text": text})
    assert row["dialogue"]["name"] == "estimate"
    assert row["topics"][0] == "reste-a-charge"
    return json.loads(json.dumps(row["dialogue"]["slots"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 séances à 35 euros", {"price": "35.00", "sessions": 10}),
        ("8 séances 27€50", {"price": "27.50", "sessions": 8}),
        ("12 séances à 40 €, mutuelle 150 %",
         {"price": "40.00", "sessions": 12, "coverage_percent": "150"}),
        ("12 séances à 40 € sans mutuelle",
         {"price": "40.00", "sessions": 12, "coverage_percent": "0"}),
        ("12 séances à 40 €, mutuelle 5 € par séance",
         {"price": "40.00", "sessions": 12, "coverage_per_session": "5.00"}),
        ("ald 30 séances", {"sessions": 30, "situation": ["ald"]}),
        ("combien je vais payer pour mon fils, 10 séances à 30 €",
         {"price": "30.00", "sessions": 10, "situation": ["mineur"]}),
        ("10 séances à 30 € à la réunion",
         {"price": "30.00", "sessions": 10, "territory": "drom"}),
        ("rééducation du périnée, 10 séances à 30 €",
         {"price": "30.00", "sessions": 10, "act": "perinee"}),
    ],
)  # fmt: skip
def test_the_values_of_the_sentence_are_given_as_in_the_contract(
    engine: Engine, text: str, expected: dict[str, Any]
) -> None:
    assert slots(engine, text) == expected


@pytest.mark.parametrize("row", [{}, {"text": None}, {"text": 5}, {"texte": "bonjour"}])
def test_a_line_without_text_is_refused(engine: Engine, row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="text"):
        ask(engine, row)


def test_asking_leaves_no_memory(engine: Engine) -> None:
    first = ask(engine, {"text": "10 séances à 35 euros"})
    ask(engine, {"text": "puis-je voir deux kinés ?"})
    again = ask(engine, {"text": "10 séances à 35 euros"})
    assert {**again, "ms": 0} == {**first, "ms": 0}


def test_the_program_answers_a_labelled_file_line_by_line(kinebot: Kinebot) -> None:
    lines = [json.dumps({"text": text, "kind": "faq"}) for text in MESSAGES.values()]
    ran = kinebot("ask", lines=[*lines, "plouf"])
    assert [row.get("decision") for row in ran.rows] == [*MESSAGES, None]
    assert ran.rows[-1]["line"] == len(lines) + 1
    assert ran.status == 1
    assert ran.err == ""


def test_the_program_answers_a_human_in_plain_text(kinebot: Kinebot) -> None:
    ran = kinebot("ask", "puis-je voir deux kinés ?")
    assert ran.status == 0
    first, empty, answer, *_ = ran.out.splitlines()
    assert first.split()[0] == "answer"
    assert empty == ""
    assert answer.startswith("Oui")
