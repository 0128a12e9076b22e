"""Cards of real estimates, computed and put into words by the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from bot.calculator import Computed, NoCoverage, PercentCoverage, Range, Situation, estimate
from bot.content.models import Content
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.receipt_view import Given, ReceiptView
from bot.dialogue.rendering import Renderer
from tests.conftest import TODAY

Make = Callable[..., Given]


@pytest.fixture(scope="session")
def renderer(content: Content) -> Renderer:
    return Renderer(content, TODAY)


@pytest.fixture(scope="session")
def receipts(renderer: Renderer) -> ReceiptView:
    return ReceiptView(renderer, EstimateView(renderer))


@pytest.fixture(scope="session")
def given_of(content: Content) -> Make:
    """Return what makes an estimate of a situation: 10 sessions at 35 €, a mutuelle of 150 %."""
    usual = Situation(
        day=TODAY,
        price=Range.of(Decimal(35)),
        sessions=10,
        act="lombalgie_commune",
        coverage=PercentCoverage(Decimal(150)),
    )

    def make(answers: tuple[tuple[str, str], ...] = (), **changes: object) -> Given:
        situation = replace(usual, **changes)  # type: ignore[arg-type]
        outcome = estimate(situation, content.bareme)
        assert isinstance(outcome, Computed)
        return Given(situation, outcome, answers)

    return make


@pytest.fixture(scope="session")
def longest(given_of: Make) -> Given:
    """Return an estimate with every line, every reservation and every answer there can be."""
    answers = tuple((f"Nom de la réponse numéro {n}", "je ne sais pas " * 5) for n in range(21))
    return given_of(
        answers,
        price=Range(Decimal("155.55"), Decimal("299.99")),
        sessions=200,
        act="neuro-autre",
        territory="mayotte",
        situations=("ald", "maternite", "c2s"),
        coverage=NoCoverage(),
        franchise_already=Decimal(50),
        assessment=True,
        per_day=2,
        same_day_conditions=None,
        other_care_same_day=2,
        sessions_after_december=60,
        home="oui-justifie",
        km=Decimal("12.5"),
        day=dt.date(2026, 10, 1),
    )
