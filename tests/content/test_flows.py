"""The shape of a guided dialogue: a question may only lean on those before it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from bot.content.flows import Flow
from bot.dialogue.relevance import is_relevant, most_of, prune
from bot.dialogue.session import Answer

BASE = {"stage": "follow", "name": "N", "text": "?", "retry": "?", "unknown": "rien"}


def flow(*questions: dict[str, Any]) -> Flow:
    rows = [{"kind": "integer", **BASE, **question} for question in questions]
    return Flow.model_validate(
        {"dialogue": "estimate", "title": "T", "intro": "I", "questions": rows}
    )


@pytest.mark.parametrize(
    "leaning",
    [
        {"above": {"absente": "0"}},
        {"at_most": "absente"},
        {"when": {"absente": ["oui"]}},
        {"at_most": "b"},
        {"tries": [{"absente": "1"}]},
    ],
)
def test_a_question_cannot_lean_on_one_that_does_not_come_before(leaning: dict[str, Any]) -> None:
    with pytest.raises(ValidationError, match=r"absente|dépend de « b »"):
        flow({"id": "a"}, {"id": "b", **leaning})


def test_a_question_may_wait_for_a_number_to_exceed_another() -> None:
    found = flow({"id": "km"}, {"id": "terrain", "above": {"km": "0"}})
    terrain = found.question("terrain")
    assert is_relevant(terrain, {"km": Answer(values=("2",))})
    for answer in (Answer(values=("0",)), Answer()):
        assert not is_relevant(terrain, {"km": answer})
    assert not is_relevant(terrain, {})


def test_a_number_that_may_not_exceed_another_has_no_meaning_without_it() -> None:
    found = flow({"id": "all"}, {"id": "some", "at_most": "all"})
    some = found.question("some")
    assert most_of(some, {"all": Answer(values=("10", "12"), is_range=True)}) == 12
    assert not is_relevant(some, {"all": Answer()})
    both = {"all": Answer(), "some": Answer(values=("4",))}
    assert prune(found, both) == {"all": Answer()}
