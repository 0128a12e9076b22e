"""« Un kiné ou deux » in words: what a doubtful rule would change is said, only when it does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.calculator import NoCoverage, Range, Situation
from bot.content.models import Content
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.kines_comparison import KinesView
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import Renderer, plain
from tests.conftest import TODAY


def said(content: Content, day: dt.date, sessions: int) -> str:
    renderer = Renderer(content, TODAY)
    view = KinesView(renderer, ReceiptView(renderer, EstimateView(renderer)))
    comparison = view.compared(Situation(
        day=day, price=Range.of(Decimal("17.88")), sessions=sessions, act="lombalgie_commune",
        coverage=NoCoverage(),
    ))  # fmt: skip
    assert comparison is not None
    return plain(view.text(comparison)).replace("\u202f", " ").replace("\xa0", " ")


def test_the_other_yearly_cap_is_said_with_both_totals(content: Content) -> None:
    # The amounts of tests/calculator/test_compare.py, worked by hand.
    text = said(content, TODAY, 60)
    assert "À faire confirmer :" in text
    assert "franchises de 50,00 € : 507,38 € avec un kiné, 516,84 € avec deux." in text


@pytest.mark.parametrize(("day", "sessions"), [(TODAY, 10), (dt.date(2026, 9, 30), 60)])
def test_nothing_is_added_when_no_doubt_changes_a_total(
    day: dt.date, sessions: int, content: Content
) -> None:
    assert "À faire confirmer" not in said(content, day, sessions)
