"""Words on a picture: their width, and the lines and the size at which they fit in a room."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from PIL import ImageFont

from bot.receipts.typefaces import BOLD, REGULAR

TITLE, HUGE, TEXT, SMALL, TINY = 48, 112, 46, 38, 32
LEADING = 1.28
MOST_LINES = 2
Font = ImageFont.FreeTypeFont


@lru_cache(maxsize=32)
def font_of(path: Path, size: int) -> Font:
    """Return the letters of a file at a size in pixels."""
    return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def letters(size: int, *, bold: bool) -> Font:
    """Return the letters of a size in pixels."""
    return font_of(BOLD if bold else REGULAR, size)


def width_of(text: str, font: Font) -> float:
    """Return how many pixels a line takes."""
    return font.getlength(text)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, as they fit in a room."""

    lines: tuple[str, ...]
    size: int
    width: float

    @property
    def leading(self) -> float:
        """Return the height of a line."""
        return self.size * LEADING

    @property
    def height(self) -> float:
        """Return the height of all the lines."""
        return self.leading * len(self.lines)


def block_of(text: str, room: float, *, smallest: int = TINY, bold: bool = False) -> Block | None:
    """Return a text on one line while it is not too small for that, else on two.

    Returns:
        None when the smallest letters are still too wide.
    """
    for least, most in ((SMALL, 1), (smallest, MOST_LINES)):
        for size in range(TEXT, least - 1, -2):
            font = letters(size, bold=bold)
            lines = wrapped(text, font, room)
            width = max(width_of(line, font) for line in lines)
            if len(lines) <= most and width <= room:
                return Block(tuple(lines), size, width)
    return None


def wrapped(text: str, font: Font, room: float) -> list[str]:
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
