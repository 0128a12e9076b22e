"""A paper as a PDF: its words in order, its lines kept, boxes to tick, large embedded letters."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pypdf import PageObject, PdfReader
from pypdf.generic import ContentStream

from bot.receipts.drawing import draw
from bot.receipts.papers import Block, Paper
from tests.receipts.papers import (
    LETTER,
    SENTENCE,
    checklist,
    letter,
    longest_letter,
    longest_list,
    words_of,
)

A4 = (595, 842)
SMALLEST = 11


def reader_of(paper: Paper) -> PdfReader:
    return PdfReader(BytesIO(draw(paper).content))


def page_of(paper: Paper) -> PageObject:
    """Return the only page of a paper."""
    (page,) = reader_of(paper).pages
    return page


def text_of(paper: Paper) -> str:
    pages = reader_of(paper).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def lines_of(page: PageObject) -> dict[str, float]:
    """Return each line of a page with its height on the page."""
    found: dict[str, float] = {}

    def see(text: str, _: Any, matrix: list[float], *__: Any) -> None:
        if text.strip():
            found[text.strip()] = matrix[5]

    page.extract_text(visitor_text=see)
    return found


def operations(paper: Paper) -> list[bytes]:
    reader = reader_of(paper)
    return [name for _, name in ContentStream(reader.pages[0].get_contents(), reader).operations]


def test_a_list_says_its_title_its_blocks_and_its_foot_in_order() -> None:
    paper = checklist()
    assert text_of(paper) == words_of(paper)


def test_a_letter_says_its_text_and_nothing_else() -> None:
    paper = letter()
    assert text_of(paper) == " ".join(LETTER.split())
    assert paper.title not in text_of(paper)
    assert b"l" not in operations(paper)


def test_a_letter_keeps_its_line_breaks_and_its_blank_lines() -> None:
    page = page_of(letter(text="un\ndeux\n\ntrois\n\n\nquatre"))
    heights = lines_of(page)
    one = heights["un"] - heights["deux"]
    assert one >= SMALLEST
    assert heights["deux"] - heights["trois"] == pytest.approx(2 * one)
    assert heights["trois"] - heights["quatre"] == pytest.approx(3 * one)


@pytest.mark.parametrize("paper", [longest_letter(".pdf"), longest_list(".pdf")])
def test_the_longest_ordinary_paper_holds_on_one_page(paper: Paper) -> None:
    page = page_of(paper)
    assert tuple(round(side) for side in page.mediabox[2:]) == A4
    said = " ".join(page.extract_text().split())
    assert all(" ".join(block.text.split()) in said for block in paper.blocks)


def test_a_longer_paper_takes_several_pages_and_each_has_its_foot() -> None:
    boxes = tuple(Block("box", f"Le papier n° {number}") for number in range(60))
    pages = reader_of(Paper("liste.pdf", "Une longue liste", boxes, "Kinébot, essai.")).pages
    assert len(pages) > 1
    assert all("Kinébot, essai." in page.extract_text() for page in pages)
    words = " ".join(page.extract_text() for page in pages)
    assert all(f"Le papier n° {number}" in words for number in range(60))


def test_each_box_is_a_drawn_square_and_a_ticked_one_is_crossed() -> None:
    def drawn(*ticks: bool) -> tuple[int, int]:
        boxes = tuple(Block("box", "Un papier", is_ticked=tick) for tick in ticks)
        names = operations(Paper("liste.pdf", "Une liste", boxes, ""))
        return names.count(b"re"), names.count(b"l")

    assert drawn(False, False) == (2, 0)
    assert drawn(False, True) == (2, 2)
    assert drawn(True, True, False) == (3, 4)


@pytest.mark.parametrize(
    "paper", [letter(), checklist(), longest_letter(".pdf"), longest_list(".pdf")]
)
def test_no_letter_is_smaller_than_eleven_points(paper: Paper) -> None:
    reader = reader_of(paper)
    stream = ContentStream(reader.pages[0].get_contents(), reader)
    sizes = {float(given[1]) for given, name in stream.operations if name == b"Tf"}
    assert min(sizes) >= SMALLEST


def test_a_short_list_is_in_larger_letters_than_a_long_one() -> None:
    def size(paper: Paper) -> float:
        reader = reader_of(paper)
        stream = ContentStream(reader.pages[0].get_contents(), reader)
        return max(float(given[1]) for given, name in stream.operations if name == b"Tf")

    assert size(checklist()) > size(longest_list(".pdf"))


def test_the_letters_are_embedded() -> None:
    fonts = page_of(checklist())["/Resources"]["/Font"]  # type: ignore[index]
    used = [font.get_object() for font in fonts.values()]
    names = {str(f["/BaseFont"]).partition("+")[2] for f in used}
    assert names == {"OpenSans-Regular", "OpenSans-Bold"}
    assert all("/FontFile2" in f["/FontDescriptor"] for f in used)


def test_a_file_holds_no_identity_no_time_of_day_and_no_machine() -> None:
    details = reader_of(letter(foot=SENTENCE)).metadata
    assert details is not None
    assert (details.title, details.author) == ("Une lettre d’exemple", "Kinébot")
    assert details.creator == "Kinébot"
    assert details.creation_date is not None
    assert details.creation_date.year == 2000
    assert details.creation_date == details.modification_date
