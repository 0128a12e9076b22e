"""A page of a picture: words, bars and samples, put from top to bottom."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from bot.receipts.cards import Bar, Part, PartKind
from bot.receipts.lettering import LEADING, SMALL, TINY, Block, block_of, letters, width_of
from bot.receipts.lettering import wrapped as cut
from bot.receipts.palette import INK, PAPER, RULE, SOFT, TONES
from bot.receipts.shapes import corners_of, shape, spans_of

WIDTH = 1080
MARGIN = 60
INNER = WIDTH - 2 * MARGIN
TALLEST = 2400
ROW, SWATCH = 88, 58
RADIUS, SWATCH_RADIUS = 22, 14
INSIDE = 14  # between the words on a part and its edges


@dataclass(frozen=True, slots=True)
class Placed:
    """A part and where it was drawn, from the left of the page."""

    part: Part
    start: int
    end: int


class Canvas:
    """A page filled from top to bottom; `y` is where the next thing goes."""

    def __init__(self) -> None:
        self._image = Image.new("RGB", (WIDTH, TALLEST), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self.y = MARGIN

    def text(
        self, x: float, text: str, size: int, *, bold: bool = False, colour: str = INK,
        anchor: str = "la", dy: float = 0,
    ) -> None:  # fmt: skip
        """Write at the current height; `anchor` as Pillow's."""
        font = letters(size, bold=bold)
        self._draw.text((x, self.y + dy), text, font=font, fill=colour, anchor=anchor)

    def fitted(self, text: str, size: int, room: float, *, bold: bool = False) -> int:
        """Return the largest size, at most `size`, at which the text fits in the room."""
        while size > TINY and width_of(text, letters(size, bold=bold)) > room:
            size -= 2
        return size

    def block(
        self, x: float, block: Block, height: float, *, bold: bool = False, colour: str = INK,
        hand: str = "l",
    ) -> None:  # fmt: skip
        """Write the lines of a block in the middle of a height."""
        top = (height - block.height + block.leading) / 2
        for rank, line in enumerate(block.lines):
            dy = top + rank * block.leading
            self.text(x, line, block.size, bold=bold, colour=colour, anchor=f"{hand}m", dy=dy)

    def paragraph(self, text: str, size: int, *, bold: bool = False, colour: str = INK) -> None:
        """Write a text on as many lines as it needs."""
        for line in cut(text, letters(size, bold=bold), INNER):
            self.text(MARGIN, line, size, bold=bold, colour=colour)
            self.y += round(size * LEADING)

    def rule(self) -> None:
        """Draw a thin line across."""
        self._draw.rectangle((MARGIN, self.y, MARGIN + INNER, self.y + 2), fill=RULE)

    def bar(self, bar: Bar, full: int, height: int) -> list[Placed]:
        """Draw a bar; `full` is the width of a bar, in half-cents, that fills the page.

        Returns:
            Where each part that is not nothing begins and ends.
        """
        shown = [part for part in bar.parts if part.width]
        spans = spans_of([part.width for part in shown], INNER * bar.width / full)
        placed = []
        for rank, (part, (start, end)) in enumerate(zip(shown, spans, strict=True)):
            size = (end - start, height)
            tile, mask = shape(size, TONES[part.kind], RADIUS, corners_of(rank, len(shown)))
            self._image.paste(tile, (MARGIN + start, self.y), mask)
            placed.append(Placed(part, MARGIN + start, MARGIN + end))
        for each in placed:
            self._amount_inside(each, height)
        return placed

    def _amount_inside(self, placed: Placed, height: int) -> None:
        """Write an amount on its part, when it fits; it is always in the table below."""
        room = placed.end - placed.start - 2 * INSIDE
        block = block_of(placed.part.amount, room, smallest=SMALL - 2, bold=True)
        if block is None:
            return
        tone = TONES[placed.part.kind]
        middle = (placed.start + placed.end) / 2
        if tone.hatch != "none":
            half, tall = block.width / 2 + INSIDE, block.height / 2
            centre = self.y + height / 2
            box = (middle - half + 4, centre - tall, middle + half - 4, centre + tall)
            self._draw.rounded_rectangle(box, SWATCH_RADIUS, fill=tone.fill)
        self.block(middle, block, height, bold=True, colour=tone.ink, hand="m")

    def bracket(self, start: float, end: float) -> None:
        """Draw a bracket under a stretch of a bar."""
        top, low = self.y, self.y + 14
        for box in ((start, low, end, low + 3), (start, top, start + 3, low + 3),
                    (end - 3, top, end, low + 3)):  # fmt: skip
            self._draw.rectangle(box, fill=SOFT)

    def swatch(self, kind: PartKind, row: int = ROW) -> None:
        """Draw the sample of a part at the left of a row."""
        tile, mask = shape((SWATCH, SWATCH), TONES[kind], SWATCH_RADIUS)
        self._image.paste(tile, (MARGIN, self.y + (row - SWATCH) // 2), mask)

    def notes(self, notes: tuple[str, ...]) -> None:
        """Write the small lines of the bottom."""
        self.y += 18
        for note in notes:
            self.paragraph(note, SMALL, colour=SOFT)
            self.y += 6

    def png(self) -> bytes:
        """Return what was drawn, cut below the last line."""
        done = self._image.crop((0, 0, WIDTH, min(TALLEST, round(self.y) + MARGIN - 12)))
        file = BytesIO()
        done.save(file, "PNG", compress_level=6)
        return file.getvalue()
