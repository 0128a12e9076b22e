"""The two programs that the benchmark times give the same amounts."""

from __future__ import annotations

import pytest

from benchmarks.calculation import DAY, SITUATIONS, points
from bot.calculator import Computed, Range, estimate
from bot.content.models import Content
from bot.dialogue.requests import EstimateRequest

SLOW = "tout inconnu"  # seconds for the naive program


@pytest.mark.parametrize("name", [name for name in SITUATIONS if SLOW not in name])
def test_what_is_timed_against_each_other_gives_the_same_amounts(
    name: str, content: Content
) -> None:
    given = SITUATIONS[name]
    outcome = estimate(EstimateRequest.model_validate(given).situation(DAY), content.bareme)
    assert isinstance(outcome, Computed)
    assert outcome.total is not None
    found = points(given)
    rests = Range.over(total["reste_a_charge"] for _, total in found)
    franchises = Range.over(total["franchise"] for _, total in found)
    assert (outcome.total.reste_a_charge, outcome.total.franchise) == (rests, franchises)
