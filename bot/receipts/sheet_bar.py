"""The bar and the samples of a sheet, as pieces of a page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from bot.receipts.cards import Part
from bot.receipts.palette import EDGE, TONES, Tone

ROUND = 3
STEP = 5  # between two lines of a hatch
THINNEST = 4
GAP, BORDER = 1.2, 0.9


class SheetBar(Flowable):
    """The price of a session as a stacked bar across the page."""

    def __init__(self, parts: Sequence[Part], width: float, height: float) -> None:
        super().__init__()
        self.width, self.height = width, height
        self._parts = parts

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size taken."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw every part, from left to right."""
        whole = sum(part.width for part in self._parts)
        shares = [max(THINNEST, self.width * part.width / whole) for part in self._parts]
        scale, x = self.width / sum(shares), 0.0
        for part, share in zip(self._parts, shares, strict=True):
            gap = GAP if part is not self._parts[-1] else 0
            _fill(self.canv, (x, share * scale - gap), self.height, TONES[part.kind])
            x += share * scale


class Swatch(Flowable):
    """The sample of a part, before its name."""

    def __init__(self, part: Part, side: float) -> None:
        super().__init__()
        self.width = self.height = side
        self._part = part

    def wrap(self, *_: float) -> tuple[float, float]:
        """Return the size taken."""
        return self.width, self.height

    def draw(self) -> None:
        """Draw a small square."""
        _fill(self.canv, (0, self.width), self.height, TONES[self._part.kind])


def _fill(canvas: Canvas, span: tuple[float, float], height: float, tone: Tone) -> None:
    """Fill a box with a colour and a hatch, inside a dark edge."""
    x, width = span
    radius = min(ROUND, width / 4)
    canvas.saveState()
    path = canvas.beginPath()
    path.roundRect(x, 0, width, height, radius)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.setFillColor(HexColor(tone.fill))
    canvas.rect(x, 0, width, height, stroke=0, fill=1)
    canvas.setStrokeColor(HexColor(tone.ink))
    canvas.setFillColor(HexColor(tone.ink))
    canvas.setLineWidth(0.8)
    _hatch(canvas, x, width, height, tone)
    canvas.restoreState()
    canvas.setStrokeColor(HexColor(EDGE))
    canvas.setLineWidth(BORDER)
    inset = BORDER / 2
    canvas.roundRect(x + inset, inset, width - BORDER, height - BORDER, radius, stroke=1, fill=0)


def _hatch(canvas: Canvas, x: float, width: float, height: float, tone: Tone) -> None:
    match tone.hatch:
        case "rising":
            for rank in range(int((width + height) / STEP) + 1):
                start = x - height + rank * STEP
                canvas.line(start, 0, start + height, height)
        case "level":
            for rank in range(1, int(height / STEP) + 1):
                canvas.line(x, rank * STEP, x + width, rank * STEP)
        case "dots":
            for row in range(int(height / STEP) + 1):
                for column in range(int(width / STEP) + 1):
                    canvas.circle(x + 1.5 + column * STEP, 1.5 + row * STEP, 0.7, stroke=0, fill=1)
        case "none":
            pass
