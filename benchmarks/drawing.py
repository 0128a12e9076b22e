"""What a picture and a sheet take to draw, next to the least that can be done with the library.

The peers: the same picture, already drawn, only written as a PNG; a page with as many lines of
text in the same letters, put one under the other.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from benchmarks.tables import table, times
from bot.calculator import Computed, PercentCoverage, Range, Situation, estimate
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.comparison import ComparisonView
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.receipt_view import Given, ReceiptView
from bot.dialogue.rendering import Renderer
from bot.evaluation.figures import percentile
from bot.receipts.cards import Card, Picture, Sheet
from bot.receipts.drawing import draw
from bot.receipts.sheet_styles import PLAIN
from bot.settings import load_settings

ROUNDS = 20
DAY = dt.date(2026, 11, 21)
USUAL = Situation(
    day=DAY, price=Range.of(Decimal(35)), sessions=10, act="dos-cou",
    coverage=PercentCoverage(Decimal(150)),
)  # fmt: skip
LONGEST = replace(
    USUAL, sessions=200, sessions_after_december=60, act="neuro-autre", territory="mayotte",
    situations=("ald", "maternite", "invalidite"), franchise_already=Decimal(50), assessment=True,
    per_day=2, other_care_same_day=2, home="oui-justifie", km=Decimal("12.5"),
)  # fmt: skip


def drawing() -> None:
    """Print the median and the 95th percentile of each card, and the ratio to its peer."""
    rows = []
    for name, card in cards_of(load_content(load_settings().content_dir)).items():
        file = draw(card)  # the first time also loads the library and the letters
        peer = _milliseconds(_peer_of(card, file.content))
        ours = _milliseconds(lambda card=card: draw(card))  # type: ignore[misc]
        size = f"{len(file.content) / 1000:.0f} Ko"
        rows.append([name, *times(ours, percentile(peer, 0.5)), size])
    print(table(("", "médiane", "95 %", "rapport au minimum", "taille"), rows))


def cards_of(content: Content) -> dict[str, Card]:
    """Return what is drawn: pictures of one and of two prices, a usual and a long sheet."""
    renderer = Renderer(content, DAY)
    view = EstimateView(renderer)
    receipts = ReceiptView(renderer, view)
    comparisons = ComparisonView(renderer, view, receipts)
    usual = Given(USUAL, _outcome(USUAL, content))
    answers = tuple((f"Question {number}", "réponse") for number in range(20))
    longest = Given(LONGEST, _outcome(LONGEST, content), answers)
    both = [USUAL, replace(USUAL, price=Range.of(Decimal(55)))]
    sides = comparisons.sides("prix", both)
    picture = receipts.picture(usual)
    if isinstance(sides, str) or not isinstance(picture, Picture):
        raise TypeError("a usual price cannot be drawn")
    compared = comparisons.picture("prix", sides)
    if not isinstance(compared, Picture):
        raise TypeError("two usual prices cannot be drawn")
    return {
        "image d’un prix": picture,
        "image de deux prix": compared,
        "feuille courante": receipts.sheet(usual),
        "feuille la plus longue": receipts.sheet(longest),
    }


def _outcome(situation: Situation, content: Content) -> Computed:
    outcome = estimate(situation, content.bareme)
    if not isinstance(outcome, Computed):
        raise TypeError("a usual situation cannot be computed")
    return outcome


def _peer_of(card: Card, drawn: bytes) -> Callable[[], object]:
    match card:
        case Picture():
            image = Image.open(BytesIO(drawn)).convert("RGB")
            return lambda: image.save(BytesIO(), "PNG", compress_level=6)
        case Sheet():
            return lambda: _plain_page(card)
        case _:
            raise TypeError("not a drawing of the estimate")


def _plain_page(sheet: Sheet) -> bytes:
    file = BytesIO()
    canvas = Canvas(file)
    canvas.setFont(PLAIN, 9)
    words = [sheet.title, sheet.headline, *(f"{n} {value}" for n, value in sheet.answers)]
    words += [f"{line.label} {line.formula} {line.amount}" for line in sheet.lines]
    words += [text for section in sheet.sections for text in section.paragraphs]
    words += [f"{source.title} {source.url}" for source in sheet.sources]
    for rank, line in enumerate(words):
        canvas.drawString(40, 800 - 12 * rank, line)
    canvas.save()
    return file.getvalue()


def _milliseconds(work: Callable[[], object]) -> list[float]:
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        found.append((time.perf_counter() - start) * 1000)
    return found
