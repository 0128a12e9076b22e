"""Days as patients write them, on Saturday 21 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.knowledge.dates import read_day

TODAY = dt.date(2026, 11, 21)


def day(month: int, number: int, year: int = 2026) -> dt.date:
    return dt.date(year, month, number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 novembre", day(11, 5)),
        ("le 5/11", day(11, 5)),
        ("05/11/2026", day(11, 5)),
        ("5.11.26", day(11, 5)),
        ("2026-11-05", day(11, 5)),
        ("le 1er novembre", day(11, 1)),
        ("lundi 2 novembre", day(11, 2)),
        ("LE 5 NOV", day(11, 5)),
        ("5 novenbre", day(11, 5)),
        ("3 aout", day(8, 3)),
        ("20 décembre", day(12, 20, 2025)),
        ("hier", day(11, 20)),
        ("avant-hier", day(11, 19)),
        ("aujourd’hui", TODAY),
    ],
)
def test_a_day_written_in_full_is_sure(text: str, expected: dt.date) -> None:
    read = read_day(text, TODAY)
    assert read is not None
    assert (read.day, read.is_sure) == (expected, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("il y a 3 jours", day(11, 18)),
        ("il y a une semaine", day(11, 14)),
        ("lundi dernier", day(11, 16)),
        ("mardi", day(11, 17)),
        ("le 5", day(11, 5)),
        ("la caisse l’a reçue le 5 novembre", day(11, 5)),
        ("je crois le 3 novembre", day(11, 3)),
    ],
)
def test_a_day_that_must_be_counted_or_picked_out_is_read_back(
    text: str, expected: dt.date
) -> None:
    read = read_day(text, TODAY)
    assert read is not None
    assert (read.day, read.is_sure) == (expected, False)


@pytest.mark.parametrize(
    "text", ["", "12", "2026", "je ne sais pas", "oui", "le genou", "envoyée", "bientôt", "99/99"]
)
def test_what_is_not_a_day_is_not_read(text: str) -> None:
    assert read_day(text, TODAY) is None


def test_two_days_in_a_sentence_are_not_chosen_between() -> None:
    assert read_day("reçue le 3 novembre ou le 5 novembre", TODAY) is None
