"""What identifies somebody is taken out before anything reads the message."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.personal import without_personal_data

IDENTIFYING = (
    "1 84 12 76 451 089 46", "184127645108946", "2 55 08 2A 123 456 78", "1.84.12.76.451.089",
    "06 12 34 56 78", "0612345678", "06.12.34.56.78", "06-12-34-56-78", "+33 6 12 34 56 78",
    "0033612345678", "camille.durand+kine@exemple.fr",
)  # fmt: skip
PLAIN = (
    "35", "16,13", "1613", "12 séances à 35,50 €", "1 234,56 €", "12/03/2026", "150 %", "36 46",
    "entre 20 et 25", "3 fois par semaine pendant 10 semaines", "84 ans", "10 000", "2026",
)  # fmt: skip


@pytest.mark.parametrize("text", IDENTIFYING)
def test_an_identifier_is_found_anywhere_in_a_sentence(text: str) -> None:
    cleaned, found = without_personal_data(f"bonjour, {text} merci")
    assert found
    assert text not in cleaned
    assert cleaned.split() == ["bonjour,", "merci"]


@pytest.mark.parametrize("text", PLAIN)
def test_an_amount_or_a_date_is_not_an_identifier(text: str) -> None:
    assert without_personal_data(text) == (text, False)


@given(st.integers(0, 30_000).map(lambda cents: f"{cents // 100},{cents % 100:02d} €"))
def test_no_price_is_ever_taken_for_an_identifier(text: str) -> None:
    assert without_personal_data(text) == (text, False)


@given(st.text(max_size=200))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once, _ = without_personal_data(text)
    assert without_personal_data(once) == (once, False)
