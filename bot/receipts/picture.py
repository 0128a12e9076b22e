"""A picture of one price, or of two: stacked bars, amounts, words; a PNG for a telephone.

Drawn three times as wide as a narrow telephone (360 points). The paper is light and neutral: it
reads the same in a light and in a dark conversation.
"""

from __future__ import annotations

from bot.receipts.canvas import INNER, MARGIN, ROW, SWATCH, Canvas, Placed
from bot.receipts.cards import PARTS, REIMBURSED, Bar, PartKind, Picture
from bot.receipts.lettering import HUGE, SMALL, TEXT, TINY, TITLE, Block, block_of, letters, wrapped
from bot.receipts.palette import SOFT

BAR, THIN_BAR = 168, 132
COLUMN = 272  # of amounts, when two bars are compared
AIR = 24  # between two columns, above and below the lines of a row
BESIDE = SWATCH + 28  # where the name of a part begins
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


# --- one price --------------------------------------------------------------------------------


def _draw_one(canvas: Canvas, picture: Picture, bar: Bar) -> None:
    canvas.paragraph(picture.title, TITLE, colour=SOFT)
    canvas.y += 2
    size = canvas.fitted(bar.rest, HUGE, INNER, bold=True)
    canvas.text(MARGIN - 4, bar.rest, size, bold=True)
    canvas.y += round(size * 1.24)
    canvas.paragraph(picture.rest_label, TITLE, bold=True)
    canvas.y += 30
    placed = canvas.bar(bar, bar.width, BAR)
    canvas.y += BAR + 16
    _brackets(canvas, picture, bar, placed)
    for part in bar.parts:
        amount = _block(part.amount, INNER - BESIDE, bold=True)
        label = _block(part.label, INNER - BESIDE - amount.width - AIR)
        _row(canvas, part.kind, label, [amount], 0)
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


# --- two prices -------------------------------------------------------------------------------


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
    canvas.y += 14
    for rank, bar in enumerate(reversed(picture.bars)):
        place = MARGIN + INNER - rank * COLUMN
        canvas.text(place, bar.name, TEXT, bold=True, colour=SOFT, anchor="ra")
    canvas.y += 58
    room = INNER - COLUMN * len(picture.bars) - AIR
    for kind in PARTS:
        label, amounts = _row_of(picture, kind)
        if label:
            _row(canvas, kind, _block(label, room - BESIDE), _cells(amounts), COLUMN)
    canvas.rule()
    canvas.y += 6
    rests = _cells(tuple(bar.rest for bar in picture.bars))
    _row(canvas, None, _block(picture.rest_label, room, bold=True), rests, COLUMN)


def _row_of(picture: Picture, kind: PartKind) -> tuple[str, tuple[str, ...]]:
    """Return the label of a part and its amount in each bar; no label when no bar has it."""
    found = [next((p for p in bar.parts if p.kind == kind), None) for bar in picture.bars]
    label = next((part.label for part in found if part), "")
    return label, tuple(part.amount if part else NOTHING for part in found)


def _cells(amounts: tuple[str, ...]) -> list[Block]:
    return [_block(amount, COLUMN - AIR, bold=True) for amount in amounts]


# --- rows -------------------------------------------------------------------------------------


def _row(
    canvas: Canvas, kind: PartKind | None, label: Block, cells: list[Block], column: int
) -> None:
    """Write a line: the sample of a part, its name, its amounts from the right."""
    blocks = [label, *cells]
    height = max(ROW, *(round(block.height) + AIR for block in blocks))
    if kind is not None:
        canvas.swatch(kind, height)
    is_bold = kind is None
    canvas.block(MARGIN + (BESIDE if kind else 0), label, height, bold=is_bold)
    for rank, cell in enumerate(reversed(cells)):
        canvas.block(MARGIN + INNER - rank * column, cell, height, bold=True, hand="r")
    canvas.y += height


def _block(text: str, room: float, *, bold: bool = False) -> Block:
    """Return words that fit in a room; the smallest letters, on as many lines, at worst."""
    block = block_of(text, room, bold=bold)
    if block is None:
        font = letters(TINY, bold=bold)
        lines = tuple(wrapped(text, font, room))
        block = Block(lines, TINY, max(font.getlength(line) for line in lines))
    return block
