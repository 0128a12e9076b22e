"""A page of a picture: words, bars and samples, put from top to bottom, with smooth edges."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.receipts.cards import Bar, Part, PartKind
from bot.receipts.palette import INK, PAPER, RULE, SOFT, TONES, Tone
from bot.receipts.typefaces import BOLD, REGULAR

WIDTH = 1080
MARGIN = 60
INNER = WIDTH - 2 * MARGIN
TALLEST = 2000
TITLE, HUGE, TEXT, SMALL, TINY = 48, 112, 46, 38, 32
ROW, SWATCH = 88, 58
FINE = 4  # shapes are drawn that many times larger, then reduced: smooth edges
RADIUS = 22
GAP = 6  # between two parts
NARROWEST = 14
TWO = 2
Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=16)
def font_of(path: Path, size: int) -> Font:
    """Return the letters of a file at a size in pixels."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def width_of(text: str, font: Font) -> float:
    """Return how many pixels a line takes."""
    return font.getlength(text)


@dataclass(frozen=True, slots=True)
class Placed:
    """A part and where it was drawn, from the left of the page."""

    part: Part
    start: float
    end: float


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
        font = font_of(BOLD if bold else REGULAR, size)
        self._draw.text((x, self.y + dy), text, font=font, fill=colour, anchor=anchor)

    def fitted(self, text: str, size: int, room: float, *, bold: bool = False) -> int:
        """Return the largest size, at most `size`, at which the text fits in the room."""
        path = BOLD if bold else REGULAR
        while size > TINY and width_of(text, font_of(path, size)) > room:
            size -= 2
        return size

    def paragraph(self, text: str, size: int, *, bold: bool = False, colour: str = INK) -> None:
        """Write a text on as many lines as it needs."""
        font = font_of(BOLD if bold else REGULAR, size)
        for line in _wrapped(text, font, INNER):
            self.text(MARGIN, line, size, bold=bold, colour=colour)
            self.y += round(size * 1.28)

    def rule(self) -> None:
        """Draw a thin line across."""
        self._draw.rectangle((MARGIN, self.y, MARGIN + INNER, self.y + 2), fill=RULE)

    def bar(self, bar: Bar, full: int, height: int) -> list[Placed]:
        """Draw a bar; `full` is the width, in hundredths of a euro, that fills the page.

        Returns:
            Where each part that is not nothing begins and ends.
        """
        shown = [part for part in bar.parts if part.width]
        spans = _spans([part.width for part in shown], INNER * bar.width / full)
        whole = spans[-1][1]
        mask = Image.new("L", (INNER * FINE, height * FINE), 0)
        box = (0, 0, round(whole * FINE) - 1, height * FINE - 1)
        ImageDraw.Draw(mask).rounded_rectangle(box, RADIUS * FINE, fill=255)
        image = Image.new("RGB", mask.size, PAPER)
        for part, (start, end) in zip(shown, spans, strict=True):
            _fill(image, (start, 0, end, height), TONES[part.kind])
        small = image.resize((INNER, height), Image.Resampling.BOX)
        self._image.paste(small, (MARGIN, self.y), mask.resize(small.size, Image.Resampling.BOX))
        for part, span in zip(shown, spans, strict=True):
            self._amount_inside(part, span, height)
        return [Placed(p, MARGIN + a, MARGIN + b) for p, (a, b) in zip(shown, spans, strict=True)]

    def _amount_inside(self, part: Part, span: tuple[float, float], height: int) -> None:
        start, end = span
        tone = TONES[part.kind]
        font = font_of(BOLD, TEXT)
        needed = width_of(part.amount, font)
        if needed + 2 * RADIUS > end - start:
            return
        middle = MARGIN + (start + end) / 2
        if tone.hatch != "none":
            half, tall = needed / 2 + 18, TEXT * 0.72
            centre = self.y + height / 2
            box = (middle - half, centre - tall, middle + half, centre + tall)
            self._draw.rounded_rectangle(box, 16, fill=tone.fill)
        self.text(middle, part.amount, TEXT, bold=True, colour=tone.ink, anchor="mm",
                  dy=height / 2)  # fmt: skip

    def bracket(self, start: float, end: float) -> None:
        """Draw a bracket under a stretch of a bar."""
        top, low = self.y, self.y + 14
        for box in ((start, low, end, low + 3), (start, top, start + 3, low + 3),
                    (end - 3, top, end, low + 3)):  # fmt: skip
            self._draw.rectangle(box, fill=SOFT)

    def swatch(self, kind: PartKind) -> None:
        """Draw the sample of a part at the left of a row."""
        image = Image.new("RGB", (SWATCH * FINE, SWATCH * FINE), PAPER)
        _fill(image, (0, 0, SWATCH, SWATCH), TONES[kind])
        mask = Image.new("L", image.size, 0)
        box = (0, 0, image.width - 1, image.height - 1)
        ImageDraw.Draw(mask).rounded_rectangle(box, 14 * FINE, fill=255)
        size = (SWATCH, SWATCH)
        small = image.resize(size, Image.Resampling.BOX)
        place = (MARGIN, self.y + (ROW - SWATCH) // 2)
        self._image.paste(small, place, mask.resize(size, Image.Resampling.BOX))

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


def _spans(widths: list[int], room: float) -> list[tuple[float, float]]:
    """Share the room between the parts; none is too thin to be seen."""
    whole = sum(widths)
    shares = [max(NARROWEST, room * width / whole) for width in widths]
    scale = room / sum(shares)
    spans, x = [], 0.0
    for share in shares:
        spans.append((x, x + share * scale))
        x += share * scale
    gaps = [(start, end - GAP) for start, end in spans[:-1]]
    return [*gaps, spans[-1]]


def _fill(image: Image.Image, box: tuple[float, float, float, float], tone: Tone) -> None:
    """Fill a box, given before magnification, with the colour and the hatch of a tone."""
    left, top, right, bottom = (round(value * FINE) for value in box)
    if right <= left:
        return
    tile = Image.new("RGB", (right - left, bottom - top), tone.fill)
    _hatch(ImageDraw.Draw(tile), tile.width, tile.height, tone)
    image.paste(tile, (left, top))


def _hatch(draw: ImageDraw.ImageDraw, width: int, height: int, tone: Tone) -> None:
    step, line = 22 * FINE, 3 * FINE
    match tone.hatch:
        case "rising":
            for x in range(-height, width, step):
                draw.line((x, height, x + height, 0), fill=tone.ink, width=line)
        case "level":
            for y in range(step // 2, height, step):
                draw.line((0, y, width, y), fill=tone.ink, width=line)
        case "dots":
            for row, y in enumerate(range(step // 3, height, step * 2 // 3)):
                for x in range(step // 3 + row % TWO * step // 3, width, step * 2 // 3):
                    draw.circle((x, y), line, fill=tone.ink)
        case "none":
            pass


def _wrapped(text: str, font: Font, room: float) -> list[str]:
    """Cut a text at its spaces, never at its no-break spaces."""
    words = text.split(" ")
    lines = [words[0]]
    for _, word in pairwise(words):
        longer = f"{lines[-1]} {word}"
        if width_of(longer, font) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
