"""A paper as a PDF: a letter to fill in, or a list to tick in large letters.

A list is set in the largest letters that hold on one page; a longer paper takes several.
"""

from __future__ import annotations

from functools import partial
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    KeepInFrame,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from bot.receipts.palette import INK, RULE, SOFT
from bot.receipts.papers import Block, Paper, plain
from bot.receipts.sheet import AUTHOR, LANGUAGE
from bot.receipts.sheet_styles import PLAIN, STRONG

LIST_SIZES = (13.0, 12.0, 11.0)
LETTER_SIZES = (11.0,)
SMALLEST = 11.0
SIDE, LETTER_SIDE, TOP, FOOT = 20 * mm, 27 * mm, 20 * mm, 14 * mm
HIGHEST_FOOT = 60 * mm
SIDES = ("LEFT", "RIGHT", "TOP", "BOTTOM")


def pdf_bytes(paper: Paper) -> bytes:
    """Return the paper as a PDF, on one page when it can be."""
    largest = b""
    for size in LETTER_SIZES if paper.is_letter else LIST_SIZES:
        content, pages = _drawn(paper, size)
        if pages == 1:
            return content
        largest = largest or content
    return largest


def _drawn(paper: Paper, size: float) -> tuple[bytes, int]:
    """Return the file and its number of pages."""
    side = LETTER_SIDE if paper.is_letter else SIDE
    room = A4[0] - 2 * side
    foot = Paragraph(_markup(paper.foot), _style("foot", SMALLEST, colour=SOFT))
    bottom = FOOT + min(foot.wrap(room, HIGHEST_FOOT)[1], HIGHEST_FOOT) + 5 * mm
    frame = Frame(side, bottom, room, A4[1] - TOP - bottom, 0, 0, 0, 0)
    file = BytesIO()
    document = BaseDocTemplate(
        file, pagesize=A4, invariant=1, lang=LANGUAGE, initialFontName=PLAIN,
        title=plain(paper.title), author=AUTHOR, creator=AUTHOR, subject=plain(paper.foot),
    )  # fmt: skip
    end = partial(_foot, foot, side)  # drawn last, so that it is read last
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=end))
    document.build(_Page(paper, size, room).flowables())
    return file.getvalue(), document.page


def _foot(foot: Paragraph, side: float, canvas: Canvas, _: BaseDocTemplate) -> None:
    if not foot.text:
        return
    room = A4[0] - 2 * side
    fitted = KeepInFrame(room, HIGHEST_FOOT, [foot], mode="shrink")
    height = fitted.wrapOn(canvas, room, HIGHEST_FOOT)[1]
    canvas.setStrokeColor(HexColor(RULE))
    canvas.line(side, FOOT + height + 2 * mm, A4[0] - side, FOOT + height + 2 * mm)
    fitted.drawOn(canvas, side, FOOT)


def _style(name: str, size: float, *, font: str = PLAIN, colour: str = INK) -> ParagraphStyle:
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=size * 1.32, textColor=HexColor(colour),
        bulletFontName=PLAIN,
    )  # fmt: skip


def _markup(text: str) -> str:
    return escape(plain(text)).replace("\n", "<br/>")


class _Page:
    """What a paper shows, from top to bottom, in letters of one size."""

    def __init__(self, paper: Paper, size: float, room: float) -> None:
        self._paper = paper
        self._size = size
        self._room = room
        self._text = self._spaced("text", size, after=0.5)
        self._words = _style("words", size)
        self._title = self._spaced("title", size + 6, font=STRONG, after=0.7)
        self._heading = self._spaced("heading", size + 1, font=STRONG, before=1.2, after=0.5)
        self._heading.keepWithNext = 1

    def _spaced(
        self, name: str, size: float, *, after: float, before: float = 0, font: str = PLAIN
    ) -> ParagraphStyle:
        style = _style(name, size, font=font)
        style.spaceBefore, style.spaceAfter = before * self._size, after * self._size
        return style

    def flowables(self) -> list[Flowable]:
        """Return the pieces of the paper, in order."""
        pieces = [self._piece(block) for block in self._paper.blocks]
        if self._paper.is_letter:
            return pieces or [Spacer(1, 1)]
        return [Paragraph(_markup(self._paper.title), self._title), *pieces]

    def _piece(self, block: Block) -> Flowable:
        match block.kind:
            case "heading":
                return Paragraph(_markup(block.text), self._heading)
            case "text":
                return Paragraph(_markup(block.text), self._text)
            case "box":
                return self._box(block)
            case "space":
                return Spacer(1, self._text.leading)

    def _box(self, block: Block) -> Table:
        words = _markup(block.text)
        if block.note:
            words += f" <font size='{SMALLEST}' color='{SOFT}'>{_markup(block.note)}</font>"
        square = TickBox(self._size * 1.05, is_ticked=block.is_ticked)
        left = self._size * 2
        return Table(
            [[square, Paragraph(words, self._words)]],
            colWidths=[left, self._room - left],
            spaceAfter=0.5 * self._size,
            splitInRow=1,
            style=TableStyle(
                [
                    ("FONT", (0, 0), (-1, -1), PLAIN, self._size),
                    ("VALIGN", (0, 0), (-1, -1), "TOP"),
                    *[(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in SIDES],
                    ("TOPPADDING", (0, 0), (0, -1), 0.15 * self._size),  # level with the words
                ]
            ),
        )


class TickBox(Flowable):
    """A square to tick with a pen, crossed when it is ticked already."""

    def __init__(self, side: float, *, is_ticked: bool) -> None:
        super().__init__()
        self.width = self.height = side
        self._is_ticked = is_ticked

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size taken."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw the square, and its cross."""
        self.canv.setStrokeColor(HexColor(INK))
        self.canv.setLineWidth(1.2)
        self.canv.rect(0, 0, self.width, self.height)
        if self._is_ticked:
            near, far = self.width * 0.2, self.width * 0.8
            self.canv.line(near, near, far, far)
            self.canv.line(near, far, far, near)
