"""The letters of a sheet, at one scale."""

from __future__ import annotations

from typing import Literal

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from bot.receipts.palette import INK, SOFT
from bot.receipts.typefaces import BOLD, REGULAR

PLAIN, STRONG = "OpenSans", "OpenSans-Bold"
LEADING = 1.32
SMALLEST = 6.5  # points
RIGHT: Literal[2] = 2  # as the library counts

pdfmetrics.registerFont(TTFont(PLAIN, str(REGULAR)))
pdfmetrics.registerFont(TTFont(STRONG, str(BOLD)))
pdfmetrics.registerFontFamily(PLAIN, normal=PLAIN, bold=STRONG, italic=PLAIN, boldItalic=STRONG)


class Styles:
    """Every style of a sheet."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self.text = self._style("text", 9.6)
        self.strong = self._style("strong", 9.6, font=STRONG)
        self.number = self._style("number", 9.6, alignment=RIGHT)
        self.amount = self._style("amount", 9.6, font=STRONG, alignment=RIGHT)
        self.name = self._style("name", 9.6, colour=SOFT)
        self.head = self._style("head", 8.6, colour=SOFT)
        self.head_right = self._style("head_right", 8.6, colour=SOFT, alignment=RIGHT)
        self.fine = self._style("fine", 8.4, colour=SOFT)
        self.source = self._style("source", 8.4)
        self.heading = self._style("heading", 11, font=STRONG)
        self.title = self._style("title", 13, colour=SOFT)
        self.headline = self._style("headline", 18, font=STRONG)

    def _style(
        self,
        name: str,
        size: float,
        *,
        font: str = PLAIN,
        colour: str = INK,
        alignment: Literal[0, 2] = 0,
    ) -> ParagraphStyle:
        size = max(SMALLEST, size * self._scale)
        return ParagraphStyle(
            name, fontName=font, fontSize=size, leading=size * LEADING,
            textColor=HexColor(colour), alignment=alignment, bulletFontName=PLAIN,
        )  # fmt: skip


def width_of(text: str, style: ParagraphStyle, *, bold: bool = False) -> float:
    """Return the width of a line in points."""
    return float(pdfmetrics.stringWidth(text, STRONG if bold else style.fontName, style.fontSize))
