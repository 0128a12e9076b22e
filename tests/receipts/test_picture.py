"""The picture of a price: its parts make the price, its caption says them, it is quick."""

from __future__ import annotations

import time
from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image

from bot.calculator import NoCoverage, PercentCoverage, Range, SessionCoverage, UnknownCoverage
from bot.dialogue.price_parts import Blurred
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import plain
from bot.receipts.cards import Picture
from bot.receipts.drawing import draw
from bot.receipts.palette import PAPER, TONES
from tests.receipts.conftest import Make

WIDTH = 1080
SECONDS = 0.3
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
    assert Decimal(bar.width) / 100 == expected


@pytest.mark.parametrize("name", DRAWABLE)
def test_the_caption_says_every_amount_of_the_picture(
    name: str, receipts: ReceiptView, given_of: Make
) -> None:
    changes, amounts, rest = DRAWABLE[name]
    caption = plain(receipts.caption(given_of(**changes)))
    assert all(f"{amount}\u00a0€" in caption for amount in (*amounts, rest))
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
    assert bar.rest == "9,04\u00a0€ à 9,25\u00a0€"
    assert bar.parts[1].amount == "16,05\u00a0€ à 16,18\u00a0€"


def test_another_cost_of_the_next_sessions_is_told(receipts: ReceiptView, given_of: Make) -> None:
    same, other = given_of(), given_of(franchise_already=Decimal(65))
    assert "première séance" not in plain(receipts.caption(same))
    assert "première séance" in plain(receipts.caption(other))


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


def test_the_parts_are_told_apart_without_their_colours() -> None:
    patient = [tone.hatch for kind, tone in TONES.items() if kind not in ("secu", "mutuelle")]
    assert len(set(patient)) == len(patient)
    assert "none" not in patient
    greys = sorted(brightness(tone.fill) for tone in TONES.values() if tone.hatch == "none")
    assert greys[1] - greys[0] > 40


@pytest.mark.parametrize("kind", TONES)
def test_words_on_a_part_are_readable(kind: str) -> None:
    tone = TONES[kind]  # type: ignore[index]
    assert contrast(tone.fill, tone.ink) >= 3  # large and bold (WCAG 2.2, 1.4.3)


def test_words_on_the_paper_are_readable() -> None:
    assert contrast(PAPER, "#55616D") >= 4.5


def test_drawing_takes_less_than_three_tenths_of_a_second(
    receipts: ReceiptView, given_of: Make
) -> None:
    picture = drawn(receipts, given_of)
    draw(picture)
    start = time.process_time()
    draw(picture)
    assert time.process_time() - start < SECONDS


def channels(colour: str) -> list[int]:
    return [int(colour[at : at + 2], 16) for at in (1, 3, 5)]


def brightness(colour: str) -> float:
    red, green, blue = channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def luminance(colour: str) -> float:
    linear = [
        c / 255 / 12.92 if c / 255 <= 0.04045 else ((c / 255 + 0.055) / 1.055) ** 2.4
        for c in channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)
