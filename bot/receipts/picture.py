"""A picture of one price, or of two: stacked bars, amounts, words; a PNG for a telephone.

Drawn three times as wide as a narrow telephone (360 points). The paper is light and neutral: it
reads the same in a light and in a dark conversation.
"""

from __future__ import annotations

from bot.receipts.canvas import (
    HUGE,
    INNER,
    MARGIN,
    ROW,
    SMALL,
    SWATCH,
    TEXT,
    TITLE,
    Canvas,
    Placed,
    font_of,
    width_of,
)
from bot.receipts.cards import PARTS, REIMBURSED, Bar, PartKind, Picture
from bot.receipts.palette import SOFT
from bot.receipts.typefaces import BOLD

BAR, THIN_BAR = 168, 132
COLUMN, WIDEST_COLUMN = 236, 300  # of amounts, when two bars are compared
NOTHING = "–"


def picture_bytes(picture: Picture) -> bytes:
    """Return the picture as a PNG."""
    canvas = Canvas()
    if len(picture.bars) == 1:
        _draw_one(canvas, picture, picture.bars[0])
    else:
        _draw_two(canvas, picture)
    canvas.notes(picture.notes)
    return canvas.png()


def _draw_one(canvas: Canvas, picture: Picture, bar: Bar) -> None:
    canvas.paragraph(picture.title, TITLE, colour=SOFT)
    canvas.y += 2
    size = canvas.fitted(bar.rest, HUGE, INNER, bold=True)
    canvas.text(MARGIN - 4, bar.rest, size, bold=True)
    canvas.y += round(size * 1.16)
    canvas.paragraph(picture.rest_label, TITLE, bold=True)
    canvas.y += 30
    placed = canvas.bar(bar, bar.width, BAR)
    canvas.y += BAR + 16
    _brackets(canvas, picture, bar, placed)
    for part in bar.parts:
        _legend_row(canvas, part.kind, part.label, part.amount)
    canvas.rule()


def _brackets(canvas: Canvas, picture: Picture, bar: Bar, placed: list[Placed]) -> None:
    """Say under the bar which stretch is reimbursed and which is not."""
    sides = [
        [each for each in placed if (each.part.kind in REIMBURSED) == is_paid]
        for is_paid in (True, False)
    ]
    for side in sides:
        if side:
            canvas.bracket(side[0].start, side[-1].end)
    canvas.y += 34
    words = ((picture.paid_label, bar.paid, MARGIN, "l"),
             (picture.rest_label, bar.rest, MARGIN + INNER, "r"))  # fmt: skip
    for side, (label, amount, x, hand) in zip(sides, words, strict=True):
        if side:
            canvas.text(x, label, SMALL, colour=SOFT, anchor=f"{hand}a")
            canvas.text(x, amount, SMALL, bold=True, anchor=f"{hand}a", dy=SMALL * 1.22)
    canvas.y += 116
    canvas.rule()
    canvas.y += 12


def _legend_row(canvas: Canvas, kind: PartKind, label: str, amount: str) -> None:
    canvas.swatch(kind)
    room = INNER - SWATCH - 50 - width_of(amount, font_of(BOLD, TEXT))
    _label(canvas, label, room)
    canvas.text(MARGIN + INNER, amount, TEXT, bold=True, anchor="rm", dy=ROW / 2)
    canvas.y += ROW


def _label(canvas: Canvas, label: str, room: float) -> None:
    size = canvas.fitted(label, TEXT, room)
    canvas.text(MARGIN + SWATCH + 28, label, size, anchor="lm", dy=ROW / 2)


def _cells(canvas: Canvas, amounts: tuple[str, ...], column: int, size: int) -> None:
    """Write the amounts of a row, one a column, from the right."""
    for rank, amount in enumerate(reversed(amounts)):
        place = MARGIN + INNER - rank * column
        canvas.text(place, amount, size, bold=True, anchor="rm", dy=ROW / 2)


def _draw_two(canvas: Canvas, picture: Picture) -> None:
    canvas.paragraph(picture.title, TITLE, bold=True)
    canvas.y += 14
    full = max(bar.width for bar in picture.bars)
    for bar in picture.bars:
        canvas.paragraph(bar.title, SMALL + 4)
        canvas.y += 12
        canvas.bar(bar, full, THIN_BAR)
        canvas.y += THIN_BAR + 34
    canvas.rule()
    _table(canvas, picture)
    canvas.rule()


def _table(canvas: Canvas, picture: Picture) -> None:
    """Write the amounts of every part, one column a bar, then what the patient pays."""
    rows = [(kind, *_row_of(picture, kind)) for kind in PARTS]
    written = [amount for _, _, amounts in rows for amount in amounts]
    written += [bar.rest for bar in picture.bars]
    needed = max(width_of(amount, font_of(BOLD, SMALL)) for amount in written) + 24
    column = min(WIDEST_COLUMN, max(COLUMN, round(needed)))
    size = min(canvas.fitted(amount, TEXT, column - 24, bold=True) for amount in written)
    canvas.y += 14
    for rank, bar in enumerate(reversed(picture.bars)):
        place = MARGIN + INNER - rank * column
        canvas.text(place, bar.name, TEXT, bold=True, colour=SOFT, anchor="ra")
    canvas.y += 58
    room = INNER - column * len(picture.bars) - 10
    for kind, label, amounts in rows:
        if label:
            canvas.swatch(kind)
            _label(canvas, label, room - SWATCH - 28)
            _cells(canvas, amounts, column, size)
            canvas.y += ROW
    canvas.rule()
    canvas.y += 6
    of_label = canvas.fitted(picture.rest_label, TEXT, room, bold=True)
    canvas.text(MARGIN, picture.rest_label, of_label, bold=True, anchor="lm", dy=ROW / 2)
    _cells(canvas, tuple(bar.rest for bar in picture.bars), column, size)
    canvas.y += ROW + 4


def _row_of(picture: Picture, kind: PartKind) -> tuple[str, tuple[str, ...]]:
    """Return the label of a part and its amount in each bar; no label when no bar has it."""
    found = [next((p for p in bar.parts if p.kind == kind), None) for bar in picture.bars]
    label = next((part.label for part in found if part), "")
    return label, tuple(part.amount if part else NOTHING for part in found)
