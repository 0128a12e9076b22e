"""A sheet: an estimate on one page A4, as a PDF whose text can be copied and searched.

Letters and spaces are set smaller until everything fits on the page. The file holds neither an
identity nor the time of day, and the same sheet gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any, Literal
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from bot.receipts.cards import Line, Part, Picture, Section, Sheet
from bot.receipts.palette import INK, PALE, RULE, SOFT
from bot.receipts.sheet_bar import SheetBar, Swatch
from bot.receipts.typefaces import BOLD, REGULAR

PLAIN, STRONG = "OpenSans", "OpenSans-Bold"
SIDE, TOP, FOOT = 18 * mm, 16 * mm, 15 * mm
ROOM = A4[0] - 2 * SIDE
SCALES = tuple(1 - step / 25 for step in range(13))  # 1 to 0.52
ANSWERS = 0.36  # of the width, for the names of the answers
COLUMNS = (0.235, 0.315, 0.2, 0.14, 0.11)
BAR = 24
RIGHT: Literal[2] = 2  # as the library counts
AUTHOR = "Kinébot"
LANGUAGE = "fr-FR"

pdfmetrics.registerFont(TTFont(PLAIN, str(REGULAR)))
pdfmetrics.registerFont(TTFont(STRONG, str(BOLD)))
pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=STRONG, italic=PLAIN, boldItalic=STRONG)


def sheet_bytes(sheet: Sheet) -> bytes:
    """Return the sheet as a PDF of one page.

    Raises:
        ValueError: too much is said for one page, even in the smallest letters.
    """
    file = BytesIO()
    canvas = Canvas(
        file, pagesize=A4, invariant=1, lang=LANGUAGE,
        initialFontName=PLAIN,  # type: ignore[arg-type]  # the stubs say a number
    )  # fmt: skip
    canvas.setTitle(sheet.title)
    canvas.setAuthor(AUTHOR)
    canvas.setCreator(AUTHOR)
    canvas.setSubject(sheet.warning)
    flowables, heights = _fitted(sheet, canvas)
    y = A4[1] - TOP
    for flowable, height in zip(flowables, heights, strict=True):
        y -= height
        flowable.drawOn(canvas, SIDE, y)
    _foot(canvas, sheet.warning)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def _fitted(sheet: Sheet, canvas: Canvas) -> tuple[list[Flowable], list[float]]:
    """Return everything to draw in the largest letters that fit, with its heights."""
    room = A4[1] - TOP - FOOT - 6 * mm
    for scale in SCALES:
        flowables = _Page(sheet, scale).flowables()
        heights = [flowable.wrapOn(canvas, ROOM, room)[1] for flowable in flowables]
        if sum(heights) <= room:
            return flowables, heights
    raise ValueError("too much is said for one page")


def _foot(canvas: Canvas, warning: str) -> None:
    canvas.setStrokeColor(HexColor(RULE))
    canvas.line(SIDE, FOOT + 3 * mm, A4[0] - SIDE, FOOT + 3 * mm)
    canvas.setFillColor(HexColor(INK))
    canvas.setFont(STRONG, 9)
    canvas.drawString(SIDE, FOOT - 1 * mm, warning)


class _Page:
    """What a sheet shows, from top to bottom, at one scale of letters."""

    def __init__(self, sheet: Sheet, scale: float) -> None:
        self._sheet = sheet
        self._scale = scale
        self._text = self._style("text", 9.6)
        self._strong = self._style("strong", 9.6, font=STRONG)
        self._amount = self._style("amount", 9.6, font=STRONG, alignment=RIGHT)
        self._head = self._style("head", 8.6, colour=SOFT)
        self._head_right = self._style("head_right", 8.6, colour=SOFT, alignment=RIGHT)
        self._fine = self._style("fine", 8.4, colour=SOFT)
        self._source = self._style("source", 8.4)
        self._heading = self._style("heading", 11, font=STRONG)
        self._title = self._style("title", 13, colour=SOFT)
        self._headline = self._style("headline", 18, font=STRONG)

    def _style(
        self,
        name: str,
        size: float,
        *,
        font: str = PLAIN,
        colour: str = INK,
        alignment: Literal[0, 2] = 0,
    ) -> ParagraphStyle:
        size *= self._scale
        return ParagraphStyle(
            name, fontName=font, fontSize=size, leading=size * 1.32, textColor=HexColor(colour),
            alignment=alignment, bulletFontName=PLAIN,
        )  # fmt: skip

    def flowables(self) -> list[Flowable]:
        """Return the pieces of the page, in order."""
        sheet = self._sheet
        pieces: list[Flowable] = [
            Paragraph(escape(sheet.title), self._title),
            self._space(4),
            Paragraph(escape(sheet.headline), self._headline),
            self._space(3),
            Paragraph(escape(sheet.date), self._fine),
            self._space(10),
        ]
        if sheet.picture is not None:
            pieces += [*self._bar(sheet.picture), self._space(10)]
        pieces += [self._lines(), self._space(10), *self._answers()]
        for section in sheet.sections:
            pieces += self._section(section)
        return [*pieces, self._space(8), *self._sources()]

    def _space(self, points: float) -> Spacer:
        return Spacer(1, points * self._scale)

    def _bar(self, picture: Picture) -> list[Flowable]:
        bar = picture.bars[0]
        parts = [part for part in bar.parts if part.width]
        words = [f"<b>{escape(part.label)}</b> {escape(part.amount)}" for part in bar.parts]
        cells = [[Swatch(part, 9 * self._scale), Paragraph(text, self._fine)]
                 for part, text in zip(bar.parts, words, strict=True)]  # fmt: skip
        row = [cell for pair in cells for cell in pair]
        square = 13 * self._scale
        needed = [self._legend_width(part) for part in bar.parts]
        spread = (ROOM - square * len(cells)) / sum(needed)
        widths = [width for need in needed for width in (square, need * spread)]
        legend = Table([row], colWidths=widths, hAlign="LEFT")
        legend.setStyle(TableStyle([*_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        title = Paragraph(escape(picture.title), self._strong)
        return [
            title,
            self._space(4),
            SheetBar(parts, ROOM, BAR * self._scale),
            self._space(5),
            legend,
        ]

    def _legend_width(self, part: Part) -> float:
        size = self._fine.fontSize
        label = pdfmetrics.stringWidth(f"{part.label}  ", STRONG, size)
        return label + pdfmetrics.stringWidth(part.amount, PLAIN, size) + size

    def _lines(self) -> Table:
        styles = (self._head, self._head, self._head_right, self._head, self._head)
        heads = [
            Paragraph(escape(head), style)
            for head, style in zip(self._sheet.heads, styles, strict=True)
        ]
        rows = [heads, *(self._row(line) for line in self._sheet.lines)]
        table = Table(rows, colWidths=[share * ROOM for share in COLUMNS])
        style: list[tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]] = [
            *_PADDING,
            ("TOPPADDING", (0, 0), (-1, -1), 3 * self._scale),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5 * self._scale),
            ("LEFTPADDING", (1, 0), (2, -1), 6),
            ("LEFTPADDING", (3, 0), (-1, -1), 14),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ]
        for rank, line in enumerate(self._sheet.lines, start=1):
            if line.is_result:
                style.append(("BACKGROUND", (0, rank), (-1, rank), HexColor(PALE)))
        table.setStyle(TableStyle(style))
        return table

    def _row(self, line: Line) -> list[Paragraph]:
        label = self._strong if line.is_result else self._text
        return [
            Paragraph(escape(line.label), label),
            Paragraph(escape(line.formula), self._text),
            Paragraph(escape(line.amount), self._amount),
            Paragraph(escape(line.since), self._text),
            Paragraph(f"[{line.source}]", self._text),
        ]

    def _answers(self) -> list[Flowable]:
        if not self._sheet.answers:
            return []
        rows = [
            [Paragraph(escape(name), self._fine), Paragraph(escape(value), self._text)]
            for name, value in self._sheet.answers
        ]
        table = Table(rows, colWidths=[ANSWERS * ROOM, (1 - ANSWERS) * ROOM])
        table.setStyle(
            TableStyle(
                [*_PADDING, ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 * self._scale),
                 ("VALIGN", (0, 0), (-1, -1), "TOP")]
            )
        )  # fmt: skip
        heading = Paragraph(escape(self._sheet.answers_heading), self._heading)
        return [heading, self._space(3), table]

    def _section(self, section: Section) -> list[Flowable]:
        said = [Paragraph(escape(text), self._text) for text in section.paragraphs]
        heading = Paragraph(escape(section.heading), self._heading)
        return [self._space(7), heading, self._space(2), *said]

    def _sources(self) -> list[Flowable]:
        heading = Paragraph(escape(self._sheet.sources_heading), self._heading)
        pieces: list[Flowable] = [heading, self._space(2)]
        for rank, source in enumerate(self._sheet.sources, start=1):
            title = escape(f"[{rank}] {source.title}")
            if source.url:
                shown = escape(source.url.partition("://")[2].removesuffix("/"))
                title = f"{title} <a href={quoteattr(source.url)} color='{SOFT}'>{shown}</a>"
            pieces.append(Paragraph(title, self._source))
        return pieces


_PADDING: list[tuple[str, tuple[int, int], tuple[int, int], int]] = [
    (f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
]
