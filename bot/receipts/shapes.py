"""The parts of a bar and their samples: a colour, a hatch, a dark edge, round corners.

Shapes are drawn larger, then reduced: their edges are smooth.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from bot.receipts.palette import EDGE, Tone

FINE = 3  # shapes are drawn that many times larger
BORDER = 3
NARROWEST = 20  # a part is never thinner, so that its colour is seen between its edges
GAP = 4  # between two parts
TWO = 2
Corners = tuple[bool, bool, bool, bool]  # from the top left, clockwise
ALL: Corners = (True, True, True, True)


def spans_of(widths: list[int], room: float) -> list[tuple[int, int]]:
    """Share the room between the parts, in whole pixels; none is too thin to be seen."""
    whole = sum(widths)
    shares = [max(NARROWEST, room * width / whole) for width in widths]
    scale = max(room, NARROWEST * len(widths)) / sum(shares)
    stops = [0.0]
    for share in shares:
        stops.append(stops[-1] + share * scale)
    last = len(widths) - 1
    return [
        (round(stops[rank]), round(stops[rank + 1]) - (GAP if rank < last else 0))
        for rank in range(len(widths))
    ]


def corners_of(rank: int, count: int) -> Corners:
    """Return which corners of a part of a bar are round: those at the ends of the bar."""
    is_first, is_last = rank == 0, rank == count - 1
    return is_first, is_last, is_last, is_first


def shape(
    size: tuple[int, int], tone: Tone, radius: int, corners: Corners = ALL
) -> tuple[Image.Image, Image.Image]:
    """Return a shape and its mask."""
    width, height = (side * FINE for side in size)
    tile = Image.new("RGB", (width, height), tone.fill)
    draw = ImageDraw.Draw(tile)
    _hatch(draw, width, height, tone)
    box = (0, 0, width - 1, height - 1)
    draw.rounded_rectangle(box, radius * FINE, outline=EDGE, width=BORDER * FINE, corners=corners)
    mask = Image.new("L", tile.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(box, radius * FINE, fill=255, corners=corners)
    return tile.reduce(FINE), mask.reduce(FINE)


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
