"""The figures of the contract §4: rates, intervals, verdicts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.content.models import Content
from bot.evaluation.amounts import amount_is_right, evaluate_amounts
from bot.evaluation.figures import Rate, percentile
from bot.evaluation.messages import Scores, evaluate_messages
from bot.knowledge.understanding import Understanding
from bot.knowledge.values import Reading, ValueReader

TWO_KINES = "puis-je voir deux kinés ?"
CHEST_PAIN = "j'ai une douleur dans la poitrine qui descend dans le bras"


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(0, 0, 0.0, 1.0), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_the_interval_is_that_of_wilson(count: int, total: int, low: float, high: float) -> None:
    # published: 50/100 → 40.4–59.6 %; 0/10 → 0–27.75 %
    assert Rate(count, total).interval == pytest.approx((low, high), abs=1e-4)


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([3.0, 1.0, 2.0, 4.0], 0.5) == 3.0
    assert percentile([1.0], 0.95) == 1.0
    assert percentile([], 0.5) == 0.0


@pytest.fixture
def scored(content: Content, understanding: Understanding) -> Any:
    groups = {topic: str(entry.group) for topic, entry in content.faq.items()}

    def score(*rows: dict[str, Any], only: tuple[str, ...] = ()) -> Scores:
        return evaluate_messages(rows, understanding, groups, only)

    return score


def hits(scores: Scores) -> set[str]:
    return {name for name, rate in scores.rates.items() if rate.count}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"accept": ["deux-kines-possible"]}, {"correct", "top1", "top3"}),
        ({"accept": ["domicile"]}, {"wrong"}),
        ({"accept": ["deux-kines-possible"], "reject": ["deux-kines-possible"]},
         {"wrong", "flipped", "top1", "top3"}),
        ({"accept": ["deux-kines-possible"], "kind": "faq", "slots": {"price": 35}},
         {"correct", "top1", "top3"}),
        ({"kind": "near", "accept": []}, {"false_answer"}),
        ({"kind": "urgent", "level": "15", "accept": []}, set()),
    ],
)  # fmt: skip
def test_an_answered_question_is_counted_as_the_contract_says(
    scored: Any, row: dict[str, Any], expected: set[str]
) -> None:
    assert hits(scored({"text": TWO_KINES, **row})) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kind": "urgent", "level": "15", "accept": []}, {"caught", "level_right"}),
        ({"kind": "urgent", "level": "17", "accept": []}, {"caught"}),
        ({"kind": "far", "accept": []}, {"refused", "oos_alarm"}),
    ],
)
def test_an_emergency_is_counted_as_the_contract_says(
    scored: Any, row: dict[str, Any], expected: set[str]
) -> None:
    assert hits(scored({"text": CHEST_PAIN, **row})) == expected


def test_a_false_alarm_is_missed_and_counted(scored: Any) -> None:
    row = {"text": CHEST_PAIN, "kind": "urgent_hard_negative", "accept": ["domicile"]}
    assert {"false_alarm", "missed"} <= hits(scored(row))


def test_the_values_of_a_sentence_are_counted(scored: Any) -> None:
    row = {"text": "10 séances à 35 euros", "accept": ["reste-a-charge"]}
    right = scored({**row, "slots": {"price": 35, "sessions": 10}})
    wrong = scored({**row, "slots": {"sessions": 10}})
    assert right.rates["slots_right"] == Rate(1, 1)
    assert wrong.rates["slots_right"] == Rate(0, 1)


def test_the_groups_that_are_not_asked_for_are_counted_apart(scored: Any) -> None:
    row = {"text": TWO_KINES, "accept": ["deux-kines-possible"]}
    assert scored(row, only=("deux-kines",)).rates["correct"] == Rate(1, 1)
    assert scored(row, only=("couts",)).rates["other_correct"] == Rate(1, 1)


def test_every_mistake_is_listed_with_what_was_expected(scored: Any) -> None:
    (mistake,) = scored({"text": TWO_KINES, "accept": ["domicile"]}).mistakes
    assert (mistake["verdict"], mistake["accept"]) == ("wrong", ["domicile"])
    assert mistake["decided"][0] == "deux-kines-possible"


def reading(value: str | None, *, ambiguous: bool = False, ends: Any = None) -> Reading:
    return Reading(
        None if value is None else Decimal(value),
        "eur",
        ambiguous,
        tuple(map(Decimal, ends)) if ends else None,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("read", "row", "is_right"),
    [
        (reading("35"), {"value": 35}, True),
        (reading("35.00"), {"value": 35}, True),
        (reading("35", ambiguous=True), {"value": 35}, False),
        (reading("36"), {"value": 35}, False),
        (reading(None), {"value": None}, True),
        (reading("35"), {"value": 35, "ambiguous": True}, False),
        (reading("35", ambiguous=True), {"value": 35, "ambiguous": True}, True),
        (reading("24", ambiguous=True), {"ambiguous": True, "range": [20, 25]}, True),
        (reading("26", ambiguous=True), {"ambiguous": True, "range": [20, 25]}, False),
        (reading(None, ambiguous=True, ends=("20", "25")),
         {"ambiguous": True, "range": [20, 25]}, True),
        (reading(None, ambiguous=True, ends=("20", "26")),
         {"ambiguous": True, "range": [20, 25]}, False),
        (reading(None, ambiguous=True), {"ambiguous": True, "range": [20, 25]}, False),
    ],
)  # fmt: skip
def test_an_amount_is_right_as_the_contract_says(
    read: Reading, row: dict[str, Any], is_right: bool
) -> None:
    assert amount_is_right(read, row) is is_right


def test_a_value_given_without_doubt_and_wrong_is_silently_wrong(content: Content) -> None:
    reader = ValueReader(content.values)
    rates = evaluate_amounts(
        [{"field": "price", "text": "35", "value": 40},
         {"field": "price", "text": "35", "value": 35},
         {"field": "price", "text": "environ 35", "value": 35}],
        reader,
    ).rates  # fmt: skip
    assert rates["silently_wrong"] == Rate(1, 3)
    assert rates["needless"] == Rate(1, 3)
    assert rates["right"] == Rate(1, 3)
