"""The first line of an estimate: how many sessions, and whether a value was only approximate."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from bot.calculator import UNSET, Batch, PercentCoverage, Range
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import Renderer, plain
from tests.receipts.conftest import Make


def test_the_sessions_of_a_schedule_are_those_the_headline_counts(
    given_of: Make, renderer: Renderer
) -> None:
    given = given_of(
        price=Range.of(Decimal("17.88")),
        sessions=UNSET,
        coverage=PercentCoverage(Decimal(100)),
        schedule=(Batch(dt.date(2026, 11, 23), 3), Batch(dt.date(2026, 11, 30), 4)),
    )
    said = plain(EstimateView(renderer).summary(given.situation, given.outcome))
    headline = said.split("\n")[0].replace("\u00a0", " ")
    assert headline == ("Pour 7 séances à 17,88 € : 7,00 € à votre charge, soit 1,00 € par séance.")


def test_the_sheet_says_environ_when_the_price_was_only_approximate(
    given_of: Make, receipts: ReceiptView
) -> None:
    given = given_of()
    rough = replace(given, rough=frozenset({"prix"}))
    assert "environ" not in receipts.sheet(given).headline
    assert "environ 35,00" in receipts.sheet(rough).headline.replace("\u00a0", " ")
