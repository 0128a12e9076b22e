"""A paper as a text document: real paragraphs in order, in French, with no author and no time."""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.shared import Cm, Pt

from bot.receipts.drawing import draw
from bot.receipts.papers import Paper
from tests.receipts.papers import LETTER, checklist, letter

EXPECTED = [
    ("Heading 1", "Les papiers d’exemple"),
    ("Normal", "Cochez ce que vous avez."),
    ("Heading 2", "Les ordonnances"),
    ("Normal", "☒\tUne ordonnance par problème obligatoire"),
    ("Normal", "☐\tL’ancienne ordonnance conseillé"),
    ("Normal", ""),
    ("Heading 2", "À garder"),
    ("Normal", "☐\tLa facture\u00a0: 35,00\u00a0€"),
]


def read(paper: Paper) -> Document:
    return docx.Document(BytesIO(draw(paper).content))


def parts_of(paper: Paper) -> dict[str, bytes]:
    with ZipFile(BytesIO(draw(paper).content)) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_a_list_says_its_title_its_blocks_and_its_foot_in_order() -> None:
    document = read(checklist(".docx"))
    said = [(p.style.name if p.style else "", p.text) for p in document.paragraphs]
    assert said == EXPECTED
    assert [p.text for p in document.sections[0].footer.paragraphs] == ["Kinébot, essai."]


def test_a_letter_is_its_text_and_nothing_else() -> None:
    document = read(letter(".docx"))
    assert "\n\n".join(p.text for p in document.paragraphs) == LETTER
    assert {p.style.name for p in document.paragraphs if p.style} == {"Normal"}
    assert not any("footer" in name for name in parts_of(letter(".docx")))


def test_the_page_is_a4_with_its_margins_in_french_and_in_arial() -> None:
    document = read(checklist(".docx"))
    section = document.sections[0]
    sides = (section.page_width, section.page_height, section.left_margin, section.bottom_margin)
    for side, wanted in zip(sides, (Cm(21), Cm(29.7), Cm(2.5), Cm(2.5)), strict=True):
        assert side == pytest.approx(wanted, abs=1_000)  # a thousandth of a millimetre is 36
    for name in ("Normal", "Heading 1", "Heading 2"):
        font = document.styles[name].font  # type: ignore[attr-defined]
        assert font.name == "Arial"
        assert font.size >= Pt(11)
    styles = parts_of(checklist(".docx"))["word/styles.xml"]
    assert b'w:lang w:val="fr-FR"' in styles
    assert b'w:lang w:val="en-US"' not in styles


def test_a_file_holds_no_identity_no_time_of_day_and_no_machine() -> None:
    details = read(letter(".docx")).core_properties
    assert details.title == "Une lettre d’exemple"
    assert details.language == "fr-FR"
    assert {details.author, details.last_modified_by, details.comments} == {""}
    assert details.created == details.modified == dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
    parts = parts_of(letter(".docx"))
    assert not [name for name in parts if "thumbnail" in name or "app.xml" in name]
    everything = b"".join(parts.values())
    assert b"python-docx" not in everything
    assert b"Macintosh" not in everything


def test_the_archive_is_dated_like_nothing() -> None:
    with ZipFile(BytesIO(draw(letter(".docx")).content)) as file:
        assert {info.date_time for info in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {info.create_system for info in file.infolist()} == {0}


def test_each_relation_of_the_document_leads_to_a_part_of_the_archive() -> None:
    document = read(checklist(".docx"))
    parts = parts_of(checklist(".docx"))
    for relation in (*document.part.rels.values(), *document.part.package.rels.values()):
        assert str(relation.target_part.partname).lstrip("/") in parts
