"""The picture of a price: its parts make the price, its caption says them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from bot.calculator import (
    NoCoverage,
    PercentCoverage,
    Range,
    SessionCoverage,
    UnknownCoverage,
    YearCoverage,
)
from bot.dialogue.price_parts import Blurred
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import plain
from bot.receipts.cards import Picture
from bot.receipts.drawing import draw
from bot.receipts.palette import PAPER
from tests.receipts.conftest import Make

WIDTH = 1080
MARGIN, INNER = 60, 960
DRAWABLE = {  # worked by hand, tariff 17,88: the parts in their order, then what is left to pay
    "mutuelle 150 %": ({"coverage": PercentCoverage(Decimal(150))},
                       ["9,73", "16,09", "8,18", "1,00"], "9,18"),
    "sans mutuelle": ({"coverage": NoCoverage()},
                      ["9,73", "0,00", "7,15", "17,12", "1,00"], "25,27"),
    "forfait de 5 €": ({"coverage": SessionCoverage(Decimal(5))},
                       ["9,73", "12,15", "12,12", "1,00"], "13,12"),
    "au tarif, 100 %": ({"price": None, "coverage": PercentCoverage(Decimal(100))},
                        ["9,73", "7,15", "1,00"], "1,00"),
    "90 % compris": ({"coverage": PercentCoverage(Decimal(90))},
                     ["9,73", "5,36", "1,79", "17,12", "1,00"], "19,91"),
    "forfait de l’année, au tarif": ({"price": None, "coverage": YearCoverage(Decimal(100))},
                                     ["9,73", "7,15", "1,00"], "1,00"),
    "forfait de l’année, une séance libre": (
        {"act": "non-remboursable", "sessions": 1, "coverage": YearCoverage(Decimal(20))},
        ["0,00", "20,00", "15,00"], "15,00"),
    "C2S": ({"situations": ("c2s",), "coverage": UnknownCoverage()}, ["10,73", "7,15"], "0,00"),
    "non remboursable": ({"act": "non-remboursable", "coverage": NoCoverage()},
                         ["0,00", "0,00", "35,00"], "35,00"),
}  # fmt: skip
REFUSED = {
    "mutuelle inconnue": ({"coverage": UnknownCoverage()}, "mutuelle"),
    "prix entre deux": ({"price": Range(Decimal(20), Decimal(25))}, "prix"),
    "ALD liée ou non": ({"situations": ("ald",), "ald_related": None}, "situation"),
    "grossesse, moment inconnu": ({"situations": ("maternite",)}, "situation"),
    "seconde séance incertaine": ({"per_day": 2}, "deux-seances"),
    "seconde séance non remboursée": ({"per_day": 2, "same_day_conditions": False},
                                      "deux-seances"),
    "forfait de l’année, acte non remboursé": (
        {"act": "non-remboursable", "coverage": YearCoverage(Decimal(100))}, "forfait-annuel"),
    "forfait de l’année, dépassement": ({"coverage": YearCoverage(Decimal(100))},
                                        "forfait-annuel"),
    "tarif trop large": ({"act": "rhumatisme"}, "tarif"),
}  # fmt: skip


def drawn(receipts: ReceiptView, given_of: Make, **changes: object) -> Picture:
    picture = receipts.picture(given_of(**changes))
    assert isinstance(picture, Picture)
    return picture


@pytest.mark.parametrize("name", DRAWABLE)
def test_the_parts_are_those_worked_by_hand_and_make_the_price(
    name: str, receipts: ReceiptView, given_of: Make
) -> None:
    changes, amounts, rest = DRAWABLE[name]
    bar = drawn(receipts, given_of, **changes).bars[0]
    assert [part.amount for part in bar.parts] == [f"{amount}\u00a0€" for amount in amounts]
    assert bar.rest == f"{rest}\u00a0€"
    expected = sum(Decimal(amount.replace(",", ".")) for amount in amounts)
    assert Decimal(bar.width) / 200 == expected


@pytest.mark.parametrize("name", DRAWABLE)
def test_the_caption_says_every_amount_of_the_picture(
    name: str, receipts: ReceiptView, given_of: Make
) -> None:
    changes, amounts, rest = DRAWABLE[name]
    picture = drawn(receipts, given_of, **changes)
    caption = plain(receipts.caption(given_of(**changes)))
    assert all(f"{amount}\u00a0€" in caption for amount in (*amounts, rest))
    assert picture.bars[0].paid in caption
    assert picture.title in caption
    assert all(part.label.lower() in caption.lower() for part in picture.bars[0].parts)
    assert "'" not in caption
    assert len(caption) <= 800


@pytest.mark.parametrize("name", REFUSED)
def test_there_is_no_picture_when_it_would_mislead_and_a_sentence_says_why(
    name: str, receipts: ReceiptView, given_of: Make
) -> None:
    changes, reason = REFUSED[name]
    refused = receipts.picture(given_of(**changes))
    assert isinstance(refused, Blurred)
    assert refused.reasons == (reason,)
    said = plain(receipts.refusal(refused))
    assert said.startswith("Je ne fais pas d’image")
    assert said.count(".") == 1


def test_a_few_cents_of_doubt_are_drawn_and_told(receipts: ReceiptView, given_of: Make) -> None:
    bar = drawn(receipts, given_of, act=None).bars[0]
    assert bar.width == 2 * 3500
    assert bar.rest == "9,04\u00a0€ à 9,25\u00a0€"
    assert bar.parts[1].amount == "16,05\u00a0€ à 16,18\u00a0€"


def test_another_cost_of_the_next_sessions_is_told(receipts: ReceiptView, given_of: Make) -> None:
    same, other = given_of(), given_of(franchise_already=Decimal(65))
    assert "première séance" not in plain(receipts.caption(same))
    assert "première séance" in plain(receipts.caption(other))


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"assessment": True}, "Le bilan"), ({"home": "oui-justifie"}, "Le déplacement")],
)
def test_what_is_added_to_the_sessions_is_told_and_does_not_make_them_differ(
    changes: dict[str, object], said: str, receipts: ReceiptView, given_of: Make
) -> None:
    given = given_of(coverage=NoCoverage(), **changes)
    picture = receipts.picture(given)
    assert isinstance(picture, Picture)
    (told, _) = picture.notes
    assert told.startswith(f"{said} du kiné s’ajoute")
    assert told in plain(receipts.caption(given))


def test_a_picture_says_the_day_of_its_rules_when_it_is_not_today(
    receipts: ReceiptView, given_of: Make
) -> None:
    assert "règles du" not in drawn(receipts, given_of).notes[-1]
    before = drawn(receipts, given_of, day=dt.date(2025, 6, 2))
    assert "règles du 02/06/2025" in before.notes[-1]


def test_what_a_c2s_pays_is_not_called_a_mutuelle(receipts: ReceiptView, given_of: Make) -> None:
    given = given_of(situations=("c2s",), coverage=UnknownCoverage())
    labels = [part.label for part in drawn(receipts, given_of, situations=("c2s",)).bars[0].parts]
    assert labels == ["Sécu", "C2S"]
    assert "C2S" in plain(receipts.caption(given))


def test_a_depassement_paid_in_part_is_called_what_is_left_of_it(
    receipts: ReceiptView, given_of: Make
) -> None:
    partly, whole = drawn(receipts, given_of), drawn(receipts, given_of, coverage=NoCoverage())
    assert "Reste du dépassement" in [part.label for part in partly.bars[0].parts]
    assert "Dépassement" in [part.label for part in whole.bars[0].parts]


def test_the_parts_are_as_wide_as_their_amounts(receipts: ReceiptView, given_of: Make) -> None:
    amounts = [9.73, 7.15, 17.12, 1.00]  # as above: no mutuelle
    content = draw(drawn(receipts, given_of, coverage=NoCoverage())).content
    found = segments(Image.open(BytesIO(content)))
    assert len(found) == len(amounts)
    for width, amount in zip(found, amounts, strict=True):
        assert abs(width - INNER * amount / 35) <= 5


def segments(image: Image.Image) -> list[int]:
    """Return the widths of the parts of the first bar, read from its pixels."""
    paper = tuple(int(PAPER[at : at + 2], 16) for at in (1, 3, 5))
    lines = [[image.getpixel((x, y)) != paper for x in range(MARGIN, MARGIN + INNER)]
             for y in range(image.height)]  # fmt: skip
    top = next(y for y, line in enumerate(lines) if sum(line) > INNER * 0.97)
    words = "".join("x" if is_part else " " for is_part in lines[top + 30]).split()
    return [len(word) for word in words]


@pytest.mark.parametrize("name", DRAWABLE)
def test_a_picture_is_a_png_for_a_telephone_the_same_each_time(
    name: str, receipts: ReceiptView, given_of: Make
) -> None:
    picture = drawn(receipts, given_of, **DRAWABLE[name][0])
    first, second = draw(picture), draw(picture)
    assert first == second
    image = Image.open(BytesIO(first.content))
    assert (image.format, image.width) == ("PNG", WIDTH)
    assert image.width * 2 > image.height > image.width // 2
    assert len(first.content) < 250_000
