"""What is measured is what patients get: a picture, two prices, a usual sheet and the longest."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from benchmarks.drawing import cards_of
from bot.content.models import Content
from bot.receipts.cards import Picture, Sheet
from bot.receipts.drawing import draw


def test_the_cards_measured_are_one_price_two_prices_and_two_sheets(content: Content) -> None:
    one, two, usual, longest = cards_of(content).values()
    assert isinstance(one, Picture)
    assert isinstance(two, Picture)
    assert (len(one.bars), len(two.bars)) == (1, 2)
    assert isinstance(usual, Sheet)
    assert isinstance(longest, Sheet)
    assert len(longest.lines) > len(usual.lines)
    assert longest.stretches is not None
    assert len(PdfReader(BytesIO(draw(longest).content)).pages) == 1
