"""A paper as a text document (DOCX), to be changed in any word processor.

The file holds neither an author nor the time of day, and the same paper gives the same bytes.
"""

from __future__ import annotations

import datetime as dt
from io import BytesIO
from typing import cast
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as Writing
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from bot.receipts.palette import INK, SOFT
from bot.receipts.papers import Block, Paper, plain

FONT, SYMBOLS, SIZE = "Arial", "Segoe UI Symbol", 11
MARGIN, HANGING = Cm(2.5), Cm(0.9)
LANGUAGE = "fr-FR"
EMPTY, CROSSED = "\N{BALLOT BOX}", "\N{BALLOT BOX WITH X}"
LONG_AGO = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)
LONGEST_DETAIL = 255  # what the library accepts
SCRIPTS = ("ascii", "hAnsi", "cs", "eastAsia")
KEPT = (
    "officeDocument", "core-properties", "styles", "numbering", "settings", "fontTable", "theme",
)  # fmt: skip


def docx_bytes(paper: Paper) -> bytes:
    """Return the paper as a text document."""
    document = Document()
    _forget(document)
    _describe(document, paper)
    _lay(document)
    if not paper.is_letter:
        document.add_paragraph(plain(paper.title), "Heading 1")
    for block in paper.blocks:
        _write(document, block)
    if paper.foot:
        foot = document.sections[0].footer.paragraphs[0]
        foot.add_run(plain(paper.foot)).font.color.rgb = _colour(SOFT)
    file = BytesIO()
    document.save(file)
    return _timeless(file)


def _forget(document: Writing) -> None:
    """Leave out what the library's model brings: a thumbnail, the name of a program."""
    for part in (document.part.package, document.part):
        for name, relation in list(part.rels.items()):
            if not relation.reltype.endswith(KEPT):
                del part.rels[name]


def _describe(document: Writing, paper: Paper) -> None:
    details = document.core_properties
    details.author = details.comments = details.last_modified_by = ""
    details.title = plain(paper.title)[:LONGEST_DETAIL]
    details.language = LANGUAGE
    details.created = details.modified = LONG_AGO


def _lay(document: Writing) -> None:
    """Set the page, the letters and the language."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    for name, size, before in (("Normal", SIZE, 0), ("Heading 1", 16, 0), ("Heading 2", 12, 10)):
        _letters(cast(ParagraphStyle, document.styles[name]), size, before)
    for language in document.styles.element.xpath("w:docDefaults//w:lang"):
        language.set(qn("w:val"), LANGUAGE)


def _letters(style: ParagraphStyle, size: int, before: int) -> None:
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()  # those of the theme would win
    for script in SCRIPTS:
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size = Pt(size)
    style.font.color.rgb = _colour(INK)
    style.paragraph_format.space_before = Pt(before)
    style.paragraph_format.space_after = Pt(8)
    style.paragraph_format.line_spacing = 1.15


def _write(document: Writing, block: Block) -> None:
    match block.kind:
        case "heading":
            document.add_paragraph(plain(block.text), "Heading 2")
        case "text":
            for paragraph in plain(block.text).split("\n\n"):
                document.add_paragraph(paragraph)
        case "box":
            _box(document.add_paragraph(), block)
        case "space":
            document.add_paragraph()


def _box(paragraph: Paragraph, block: Block) -> None:
    paragraph.paragraph_format.left_indent = HANGING
    paragraph.paragraph_format.first_line_indent = -HANGING
    paragraph.paragraph_format.space_after = Pt(5)
    sign = paragraph.add_run(CROSSED if block.is_ticked else EMPTY)
    sign.font.name = SYMBOLS
    paragraph.add_run(f"\t{plain(block.text)}")
    if block.note:
        paragraph.add_run(f" {plain(block.note)}").font.color.rgb = _colour(SOFT)


def _colour(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))


def _timeless(file: BytesIO) -> bytes:
    """Write the parts of the file again without the time and the machine."""
    content = BytesIO()
    with ZipFile(file) as made, ZipFile(content, "w", ZIP_DEFLATED) as written:
        for name in made.namelist():
            part = ZipInfo(name)
            part.create_system, part.compress_type = 0, ZIP_DEFLATED
            written.writestr(part, made.read(name))
    return content.getvalue()
