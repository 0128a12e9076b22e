"""Numbers and days as they are written in French."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.calculator import Range
from bot.dialogue import formats


def d(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (d("17.88"), "17,88 €"),
        (d("0"), "0,00 €"),
        (d("0.5"), "0,50 €"),
        (d("1234.5"), "1 234,50 €"),
        (d("-0.04"), "-0,04 €"),
        (d("-12.5"), "-12,50 €"),
        (Range.of(d("5")), "5,00 €"),
        (Range(d("17.83"), d("17.97")), "17,83 € à 17,97 €"),
    ],
)
def test_an_amount_has_its_cents_a_comma_and_spaces_that_do_not_break(
    value: Decimal | Range, written: str
) -> None:
    assert formats.montant(value) == written.replace(" €", "\u00a0€").replace("1 2", "1\u00a02")


def test_whole_euros_are_written_without_cents_in_a_sentence() -> None:
    assert formats.euros(d("1.00")) == "1\u00a0€"
    assert formats.euros(d("17.88")) == "17,88\u00a0€"


def test_a_range_is_said_between_its_ends_and_a_single_amount_is_not() -> None:
    assert formats.entre(Range(d("8.11"), d("8.19"))).startswith("entre 8,11")
    assert formats.entre(Range.of(d("8.11"))) == "8,11\u00a0€"


@pytest.mark.parametrize(
    ("rate", "written"), [("0.6", "60 %"), ("0.60", "60 %"), ("1", "100 %"), ("0.125", "12,5 %")]
)
def test_a_rate_is_written_in_percent_without_useless_zeros(rate: str, written: str) -> None:
    assert formats.pourcent(d(rate)) == written.replace(" ", "\u00a0")


@pytest.mark.parametrize(("number", "written"), [("100", "100"), ("10.0", "10"), ("2.50", "2,5")])
def test_a_number_keeps_its_tens_and_loses_its_empty_decimals(number: str, written: str) -> None:
    assert formats.nombre(d(number)) == written


def test_ranks_days_and_first_letters() -> None:
    assert [formats.ordinal(1), formats.ordinal(2), formats.suivante(15)] == ["1re", "2e", "16e"]
    assert formats.jour(dt.date(2026, 3, 1)) == "01/03/2026"
    assert formats.capitalize_first("été À Lyon") == "Été À Lyon"
    assert formats.capitalize_first("") == ""
    assert formats.complement(d("0.9")) == d("0.1")
