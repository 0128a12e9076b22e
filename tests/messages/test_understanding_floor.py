"""Floors under the understanding: a change that goes below them is a step back.

The witness and calibration files are ours; `../shared/eval` is somebody else's, skipped where it
is absent. The index never learns from any of them (`tests/content/test_phrasings.py`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.content.models import Content
from bot.evaluation.amounts import evaluate_amounts
from bot.evaluation.figures import Rate
from bot.evaluation.messages import Scores, evaluate_messages
from bot.knowledge.understanding import Understanding
from tests.conftest import ROOT

OURS = ROOT / "benchmarks" / "messages"
THEIRS = ROOT.parent / "shared" / "eval"
MAIN_GROUPS = ("deux-kines", "changement", "ordonnance", "couts", "bot")
Rates = Mapping[str, Rate]


def rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        pytest.skip(f"{path.name} is not on this machine")
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def scores(
    path: Path, content: Content, understanding: Understanding, only: tuple[str, ...] = ()
) -> Scores:
    groups = {topic: str(entry.group) for topic, entry in content.faq.items()}
    return evaluate_messages(rows(path), understanding, groups, only)


def at_least(rates: Rates, name: str, percent: float) -> None:
    assert 100 * rates[name].value >= percent, f"{name}: {rates[name]}"


def at_most(rates: Rates, name: str, percent: float) -> None:
    assert 100 * rates[name].value <= percent, f"{name}: {rates[name]}"


@pytest.mark.parametrize("name", ["temoin.jsonl", "calibration.jsonl", "aveugle.jsonl"])
def test_our_own_messages_are_understood_as_well_as_before(
    name: str, content: Content, understanding: Understanding
) -> None:
    rates = scores(OURS / name, content, understanding).rates
    assert rates["correct"].total + rates["false_answer"].total > 400
    at_least(rates, "correct", 85)
    at_most(rates, "wrong", 5)
    at_most(rates, "false_answer", 7)


def test_the_messages_of_others_are_understood(
    content: Content, understanding: Understanding
) -> None:
    rates = scores(THEIRS / "dev.jsonl", content, understanding, MAIN_GROUPS).rates
    at_least(rates, "correct", 90)
    at_most(rates, "wrong", 3)
    at_most(rates, "other_wrong", 5)
    at_least(rates, "caught", 90)
    at_most(rates, "false_alarm", 10)
    at_most(rates, "false_answer", 4)


def test_the_amounts_of_others_are_read_and_never_silently_wrong(
    understanding: Understanding,
) -> None:
    rates = evaluate_amounts(rows(THEIRS / "dev_amounts.jsonl"), understanding.values).rates
    at_least(rates, "right", 95)
    assert rates["silently_wrong"].count == 0
