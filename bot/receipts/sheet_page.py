"""What a sheet shows, from top to bottom, at one scale of letters."""

from __future__ import annotations

from itertools import zip_longest
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, Spacer, Table, TableStyle

from bot.receipts.cards import Grid, Line, Part, Picture, Section, Sheet
from bot.receipts.palette import PALE, RULE, SOFT
from bot.receipts.sheet_bar import SheetBar, Swatch
from bot.receipts.sheet_styles import Styles, width_of

SIDE = 15 * mm
ROOM = A4[0] - 2 * SIDE
BAR = 24
LINES = (0.235, 0.315, 0.2, 0.14, 0.11)  # of the width, for each column
STRETCHES = (0.1, 0.15, 0.12, 0.21, 0.21, 0.21)
FEW = 6  # answers that stand in one column
ONE_COLUMN, TWO_COLUMNS = (0.36, 0.64), (0.22, 0.28, 0.22, 0.28)
Command = tuple[str, tuple[int, int], tuple[int, int], *tuple[Any, ...]]


class Page:
    """The pieces of a sheet."""

    def __init__(self, sheet: Sheet, scale: float) -> None:
        self._sheet = sheet
        self._scale = scale
        self._styles = Styles(scale)

    def flowables(self) -> list[Flowable]:
        """Return the pieces of the page, in order."""
        sheet, styles = self._sheet, self._styles
        pieces: list[Flowable] = [
            _said(sheet.title, styles.title),
            self._space(4),
            _said(sheet.headline, styles.headline),
            self._space(3),
            _said(sheet.date, styles.fine),
            self._space(10),
        ]
        if sheet.picture is not None:
            pieces += [*self._bar(sheet.picture), self._space(10)]
        pieces.append(self._lines())
        if sheet.stretches is not None:
            pieces += self._stretches(sheet.stretches)
        pieces += self._answers()
        for section in sheet.sections:
            pieces += self._section(section)
        return [*pieces, self._space(8), *self._sources()]

    def _space(self, points: float) -> Spacer:
        return Spacer(1, points * self._scale)

    # --- the price ----------------------------------------------------------------------------

    def _bar(self, picture: Picture) -> list[Flowable]:
        bar = picture.bars[0]
        parts = [part for part in bar.parts if part.width]
        pieces = [
            _said(picture.title, self._styles.strong),
            self._space(4),
            SheetBar(parts, ROOM, BAR * self._scale),
            self._space(5),
            self._legend(bar.parts),
        ]
        for note in picture.notes[:-1]:  # the last one is said by the sheet
            pieces += [self._space(2), _said(note, self._styles.fine)]
        return pieces

    def _legend(self, parts: tuple[Part, ...]) -> Table:
        """Return the sample, the name and, under it, the amount of each part."""
        square, fine = 13 * self._scale, self._styles.fine
        cells = [
            (Swatch(part, 9 * self._scale),
             Paragraph(f"<b>{escape(part.label)}</b><br/>{escape(part.amount)}", fine))
            for part in parts
        ]  # fmt: skip
        needed = [
            max(width_of(part.label, fine, bold=True), width_of(part.amount, fine)) + 6
            for part in parts
        ]
        spread = (ROOM - square * len(parts)) / sum(needed)
        widths = [width for need in needed for width in (square, need * spread)]
        legend = Table([[cell for pair in cells for cell in pair]], colWidths=widths)
        legend.setStyle(TableStyle([*_PADDING, ("VALIGN", (0, 0), (-1, -1), "TOP")]))
        return legend

    # --- tables -------------------------------------------------------------------------------

    def _lines(self) -> Table:
        lines, styles = self._sheet.lines, self._styles
        kinds = (styles.head, styles.head, styles.head_right, styles.head, styles.head)
        heads = [_said(head, kind) for head, kind in zip(self._sheet.heads, kinds, strict=True)]
        rows = [heads, *(self._row(line) for line in lines)]
        return self._table(rows, LINES, [
            ("LEFTPADDING", (1, 0), (2, -1), 6),
            ("LEFTPADDING", (3, 0), (-1, -1), 14),
            *(("BACKGROUND", (0, rank), (-1, rank), HexColor(PALE))
              for rank, line in enumerate(lines, start=1) if line.is_result),
        ])  # fmt: skip

    def _row(self, line: Line) -> list[Paragraph]:
        styles = self._styles
        return [
            _said(line.label, styles.strong if line.is_result else styles.text),
            _said(line.formula, styles.text),
            _said(line.amount, styles.amount),
            _said(line.since, styles.text),
            _said(f"[{line.source}]", styles.text),
        ]

    def _stretches(self, grid: Grid) -> list[Flowable]:
        styles = self._styles
        rows = [[_said(head, styles.head_right) for head in grid.heads]]
        for row in grid.rows:
            *others, rest = row
            numbers = [_said(cell, styles.number) for cell in others]
            rows.append([*numbers, _said(rest, styles.amount)])
        table = self._table(rows, STRETCHES, [])
        return [self._space(8), _said(grid.heading, styles.heading), table]

    def _table(
        self, rows: list[list[Paragraph]], columns: tuple[float, ...], style: list[Command]
    ) -> Table:
        table = Table(rows, colWidths=[share * ROOM for share in columns])
        table.setStyle(TableStyle([
            *_PADDING,
            ("TOPPADDING", (0, 0), (-1, -1), 3 * self._scale),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5 * self._scale),
            ("LINEBELOW", (0, 0), (-1, -1), 0.5, HexColor(RULE)),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *style,
        ]))  # fmt: skip
        return table

    def _answers(self) -> list[Flowable]:
        answers = [
            [_said(name, self._styles.name), _said(value, self._styles.text)]
            for name, value in self._sheet.answers
        ]
        if not answers:
            return []
        rows = answers
        columns: tuple[float, ...] = ONE_COLUMN
        if len(answers) > FEW:
            half = -(-len(answers) // 2)
            pairs = zip_longest(answers[:half], answers[half:], fillvalue=["", ""])
            rows, columns = [[*left, *right] for left, right in pairs], TWO_COLUMNS
        table = Table(rows, colWidths=[share * ROOM for share in columns])
        table.setStyle(
            TableStyle(
                [*_PADDING, ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5 * self._scale),
                 ("RIGHTPADDING", (0, 0), (-1, -1), 8), ("VALIGN", (0, 0), (-1, -1), "TOP")]
            )
        )  # fmt: skip
        heading = _said(self._sheet.answers_heading, self._styles.heading)
        return [self._space(10), heading, self._space(3), table]

    # --- words --------------------------------------------------------------------------------

    def _section(self, section: Section) -> list[Flowable]:
        said = [_said(text, self._styles.text) for text in section.paragraphs]
        heading = _said(section.heading, self._styles.heading)
        return [self._space(7), heading, self._space(2), *said]

    def _sources(self) -> list[Flowable]:
        heading = _said(self._sheet.sources_heading, self._styles.heading)
        pieces: list[Flowable] = [heading, self._space(2)]
        for rank, source in enumerate(self._sheet.sources, start=1):
            title = escape(f"[{rank}] {source.title}")
            if source.url:
                shown = escape(source.url.partition("://")[2].removesuffix("/"))
                title = f"{title} <a href={quoteattr(source.url)} color='{SOFT}'>{shown}</a>"
            pieces.append(Paragraph(title, self._styles.source))
        return pieces


_PADDING: list[Command] = [
    (f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")
]


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(text), style)
