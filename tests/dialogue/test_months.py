"""Months as patients write them, read on 21 November 2026."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.content.loader import load_content
from bot.dialogue.months import MonthReader
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Accepted
from bot.dialogue.session import Pending
from tests.conftest import TODAY

CONTENT = load_content()
QUESTION = CONTENT.flows["estimate"].question("mois_debut")


def read(text: str, today: dt.date = TODAY) -> list[str]:
    """Return the days accepted, or those to choose from."""
    match MonthReader(Renderer(CONTENT, today)).read(QUESTION, text):
        case Accepted(answers):
            return [str(answers["mois_debut"].single)]
        case Pending(proposals=proposals):
            return ["?", *(str(p.answers["mois_debut"].single) for p in proposals)]
        case _:
            return []


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mars 2026", ["2026-03-01"]),
        ("en Août 2025", ["2025-08-01"]),
        ("03/2026", ["2026-03-01"]),
        ("2027-01", ["2027-01-01"]),
        ("février 2024", ["2024-02-22"]),  # the first verified day
        ("janvier 2020", ["2020-01-01"]),
        ("novembre", ["2026-11-01"]),
        ("décembre", ["2026-12-01"]),
        ("en janvier", ["2027-01-01"]),
        ("depuis septembre", ["2026-09-01"]),
        ("mai", ["?", "2026-05-01", "2027-05-01"]),
        ("en juin ou juillet", []),
        ("dans une semaine", []),  # « semaine » holds « mai »
        ("demain", []),
        ("plus tard", []),
    ],
)
def test_a_month_is_read_and_its_year_never_guessed_far_away(text: str, days: list[str]) -> None:
    assert read(text) == days


def test_at_the_beginning_of_a_year_december_was_the_year_before() -> None:
    assert read("décembre", dt.date(2027, 1, 10)) == ["2026-12-01"]
    assert read("février", dt.date(2027, 1, 10)) == ["2027-02-01"]
    assert read("juin", dt.date(2027, 1, 10)) == ["?", "2026-06-01", "2027-06-01"]
