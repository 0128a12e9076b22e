"""A paper says which file it is, and any text becomes one."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.receipts.drawing import draw
from bot.receipts.papers import Day, Paper, plain
from tests.receipts.papers import HOSTILE, checklist, hostile, letter

STARTS = {".pdf": b"%PDF-", ".docx": b"PK\x03\x04"}


@pytest.mark.parametrize("ending", STARTS)
def test_the_ending_of_the_name_says_which_file_is_made(ending: str) -> None:
    file = draw(letter(ending))
    assert file.name == f"lettre{ending}"
    assert file.content.startswith(STARTS[ending])


@pytest.mark.parametrize("name", ["lettre", "lettre.odt", "lettre.pdf.exe", ""])
def test_a_name_without_a_known_ending_is_refused_in_clear(name: str) -> None:
    with pytest.raises(ValueError, match=r"\.pdf or a \.docx"):
        Paper(name, "Une lettre", (), "")


@pytest.mark.parametrize("ending", STARTS)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_drawn(ending: str, text: str) -> None:
    for paper in (hostile(ending, text), letter(ending, text, text)):
        assert draw(paper).content.startswith(STARTS[ending])


@pytest.mark.parametrize("ending", STARTS)
def test_a_paper_of_nothing_is_an_empty_page(ending: str) -> None:
    assert draw(Paper(f"vide{ending}", "", (), "")).content.startswith(STARTS[ending])


@pytest.mark.parametrize("ending", STARTS)
def test_the_same_paper_gives_the_same_bytes(ending: str) -> None:
    for make in (letter, checklist):
        assert draw(make(ending)) == draw(make(ending))


def test_a_day_is_a_calendar_file() -> None:
    file = draw(Day("rappel.ics", "Rappel", dt.date(2026, 12, 3), "essai@kinebot"))
    assert file.name == "rappel.ics"
    assert file.content.startswith(b"BEGIN:VCALENDAR\r\n")


def test_plain_text_keeps_its_lines_and_loses_what_no_file_can_hold() -> None:
    assert plain("un\x00\n\n\tdeux\ufffe\r\n<&> 👵") == "un\n\n deux\n<&> 👵"
