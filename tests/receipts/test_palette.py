"""The colours: words are readable, parts are told apart, with colour-blind eyes and without colour.

Contrast: WCAG 2.2 (1.4.3, 1.4.11). Colour blindness: matrices of Machado, Oliveira and Fernandes
(2009), severity 1, on linear light; distances in CIELAB (1976), where 2 is just seen.
"""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from bot.receipts.cards import PARTS, REIMBURSED, PartKind
from bot.receipts.palette import EDGE, INK, PALE, PAPER, SOFT, TONES

WORDS, SHAPES = 4.5, 3.0
APART = 20.0
Light = tuple[float, float, float]
EYES = {
    "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}


@pytest.mark.parametrize("kind", PARTS)
def test_words_on_a_part_are_readable(kind: PartKind) -> None:
    assert contrast(TONES[kind].fill, TONES[kind].ink) >= WORDS


@pytest.mark.parametrize(("words", "ground"), [(INK, PAPER), (SOFT, PAPER), (INK, PALE)])
def test_words_beside_the_bar_are_readable(words: str, ground: str) -> None:
    assert contrast(words, ground) >= WORDS


@pytest.mark.parametrize("kind", PARTS)
def test_the_edge_of_a_part_is_seen_against_the_part_and_the_paper(kind: PartKind) -> None:
    assert contrast(EDGE, TONES[kind].fill) >= SHAPES
    assert contrast(EDGE, PAPER) >= SHAPES


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_parts_are_told_apart_by_every_eye(eyes: str) -> None:
    for one, other in combinations(PARTS, 2):
        assert distance(TONES[one].fill, TONES[other].fill, eyes) >= APART, (one, other)


def test_what_is_left_to_pay_is_hatched_each_part_in_its_own_way() -> None:
    hatches = [TONES[kind].hatch for kind in PARTS if kind not in REIMBURSED]
    assert "none" not in hatches
    assert len(set(hatches)) == len(hatches)


def test_what_is_reimbursed_is_told_apart_without_any_colour() -> None:
    lights = sorted(luminance(TONES[kind].fill) for kind in REIMBURSED)
    assert all((high + 0.05) / (low + 0.05) >= 2 for low, high in pairwise(lights))


def light_of(colour: str) -> Light:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return linear(red), linear(green), linear(blue)


def linear(value: float) -> float:
    return float(value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    red, green, blue = light_of(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def seen(colour: str, eyes: str) -> Light:
    light = light_of(colour)
    red, green, blue = (
        min(1.0, max(0.0, sum(a * b for a, b in zip(row, light, strict=True))))
        for row in EYES[eyes]
    )
    return red, green, blue


def lab(light: Light) -> Light:
    red, green, blue = light
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    a, b, c = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z))
    return 116 * b - 16, 500 * (a - b), 200 * (b - c)


def distance(one: str, other: str, eyes: str) -> float:
    pairs = zip(lab(seen(one, eyes)), lab(seen(other, eyes)), strict=True)
    return float(sum((a - b) ** 2 for a, b in pairs) ** 0.5)
