"""A sheet: an estimate on one page A4, as a PDF whose text can be copied and searched.

Letters and spaces are set smaller until everything fits on the page. The file holds neither an
identity nor the time of day, and the same sheet gives the same bytes.
"""

from __future__ import annotations

from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from bot.receipts.cards import Sheet
from bot.receipts.palette import INK, RULE
from bot.receipts.sheet_page import ROOM, SIDE, Page
from bot.receipts.sheet_styles import PLAIN, STRONG

TOP, FOOT = 14 * mm, 14 * mm
SCALES = tuple(1 - step / 50 for step in range(25))  # 1 to 0.52
AUTHOR = "Kinébot"
LANGUAGE = "fr-FR"


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
    canvas.setProducer(AUTHOR)
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
    """Return everything to draw in the largest letters that fit, with its heights.

    The right scale is looked for by halves: a page takes more room in larger letters.
    """
    room = A4[1] - TOP - FOOT - 6 * mm
    found: tuple[list[Flowable], list[float]] | None = None
    first, last = 0, len(SCALES) - 1
    middle = 0  # most sheets fit in the largest letters
    while first <= last:
        flowables = Page(sheet, SCALES[middle]).flowables()
        heights = [flowable.wrapOn(canvas, ROOM, room)[1] for flowable in flowables]
        if sum(heights) <= room:
            found, last = (flowables, heights), middle - 1
        else:
            first = middle + 1
        middle = (first + last) // 2
    if found is None:
        raise ValueError("too much is said for one page")
    return found


def _foot(canvas: Canvas, warning: str) -> None:
    canvas.setStrokeColor(HexColor(RULE))
    canvas.line(SIDE, FOOT + 3 * mm, A4[0] - SIDE, FOOT + 3 * mm)
    canvas.setFillColor(HexColor(INK))
    canvas.setFont(STRONG, 9)
    canvas.drawString(SIDE, FOOT - 1 * mm, warning)
