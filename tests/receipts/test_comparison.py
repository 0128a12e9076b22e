"""Two estimates compared: the caption says the picture, the table fits a telephone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from bot.calculator import NoCoverage, PercentCoverage, Range, Situation
from bot.dialogue.comparison import NARROW, ComparisonView, aligned
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.kines_comparison import KinesView
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import Renderer, plain
from bot.receipts.cards import Picture
from bot.receipts.drawing import draw
from bot.receipts.lettering import block_of
from bot.receipts.picture import AIR, COLUMN
from tests.conftest import TODAY

CAPTION = 1024  # characters Telegram accepts under a picture
USUAL = Situation(
    day=TODAY, price=Range.of(Decimal(35)), sessions=10, act="dos-cou",
    coverage=PercentCoverage(Decimal(100)),
)  # fmt: skip
DEAR = replace(USUAL, price=Range.of(Decimal(120)), coverage=NoCoverage())
PAIRS = {
    "deux mutuelles": ("mutuelle_type", USUAL, replace(USUAL, coverage=NoCoverage())),
    "deux prix": ("prix", DEAR, replace(DEAR, price=Range.of(Decimal(300)))),
    "prix très différents": ("prix", replace(DEAR, price=Range.of(Decimal(1))), DEAR),
}


@pytest.fixture(scope="module")
def comparisons(renderer: Renderer, receipts: ReceiptView) -> ComparisonView:
    return ComparisonView(renderer, EstimateView(renderer), receipts)


@pytest.fixture(scope="module")
def kines(renderer: Renderer, receipts: ReceiptView) -> KinesView:
    return KinesView(renderer, receipts)


def amounts_of(picture: Picture) -> set[str]:
    parts = {part.amount for bar in picture.bars for part in bar.parts}
    return parts | {bar.rest for bar in picture.bars}


def height_of(picture: Picture) -> int:
    return Image.open(BytesIO(draw(picture).content)).height


@pytest.mark.parametrize("name", PAIRS)
def test_the_caption_says_every_amount_of_the_two_bars(
    name: str, comparisons: ComparisonView
) -> None:
    question, *situations = PAIRS[name]
    sides = comparisons.sides(question, situations)
    assert not isinstance(sides, str)
    picture = comparisons.picture(question, sides)
    assert isinstance(picture, Picture)
    caption = plain(comparisons.caption(question, sides))
    assert not [amount for amount in amounts_of(picture) if amount not in caption]
    assert len(caption) <= CAPTION
    assert height_of(picture) < 2000


@pytest.mark.parametrize("name", PAIRS)
def test_the_two_bars_make_the_two_prices(name: str, comparisons: ComparisonView) -> None:
    question, *situations = PAIRS[name]
    sides = comparisons.sides(question, situations)
    assert not isinstance(sides, str)
    picture = comparisons.picture(question, sides)
    assert isinstance(picture, Picture)
    for bar, situation in zip(picture.bars, situations, strict=True):
        assert isinstance(situation.price, Range)
        assert Decimal(bar.width) / 200 == situation.price.low


def test_the_caption_of_one_kine_or_two_says_every_amount(kines: KinesView) -> None:
    longest = replace(DEAR, sessions=200, home="oui-justifie", km=Decimal("7.5"))
    for situation in (USUAL, longest):
        comparison = kines.compared(situation)
        assert comparison is not None
        picture = kines.picture(comparison)
        assert isinstance(picture, Picture)
        caption = plain(kines.caption(comparison))
        assert not [amount for amount in amounts_of(picture) if amount not in caption]
        assert len(caption) <= CAPTION


def test_what_is_added_to_the_sessions_is_told_under_two_prices(
    comparisons: ComparisonView,
) -> None:
    both = [replace(each, assessment=True) for each in (USUAL, DEAR)]
    sides = comparisons.sides("prix", both)
    assert not isinstance(sides, str)
    picture = comparisons.picture("prix", sides)
    assert isinstance(picture, Picture)
    said = "Le bilan du kiné s’ajoute à ce prix."
    assert picture.notes[0] == said
    assert said in plain(comparisons.caption("prix", sides))


@pytest.mark.parametrize("amount", ["22 472,60 € à 22 608,60 €", "59 998,00 €", "–"])
def test_any_amount_fits_in_its_column(amount: str) -> None:
    words = amount.replace(" ", "\u00a0").replace("\u00a0à\u00a0", " à ")
    block = block_of(words, COLUMN - AIR, bold=True)
    assert block is not None
    assert block.width <= COLUMN - AIR
    assert len(block.lines) <= 2


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["35,00", "55,00"], ["          A      B", "Prix  35,00  55,00"]),
        (
            ["1 102,20–1 103,00", "670,90–675,10"],
            ["Prix A   1 102,20–1 103,00", "     B   670,90–675,10"],
        ),
        (["1 102,20–1 103,00"] * 2, ["Prix A=B 1 102,20–1 103,00"]),
    ],
    ids=["side by side", "one under the other", "the same"],
)
def test_a_table_is_never_wider_than_a_telephone(cells: list[str], lines: list[str]) -> None:
    table = aligned(["", "Prix"], [["A", "B"], cells]).split("\n")
    assert table == lines
    assert max(len(line) for line in table) <= NARROW
