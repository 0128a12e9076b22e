"""What a picture or a sheet says: words and widths, without any drawing.

A card holds everything that is drawn, in words already put in French: drawing the same card twice
gives the same bytes, so a card can wait in the outbox instead of its picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.receipts.papers import Day, Paper

PartKind = Literal["secu", "mutuelle", "tarif", "depassement", "franchise"]
PARTS: tuple[PartKind, ...] = ("secu", "mutuelle", "tarif", "depassement", "franchise")
REIMBURSED: frozenset[PartKind] = frozenset({"secu", "mutuelle"})


@dataclass(frozen=True, slots=True)
class Part:
    """One share of a price.

    Attributes:
        amount: in words: « 9,73 € », or « 16,05 € à 16,18 € ».
        width: the same amount as a width, in half-cents, so that the middle of a range is exact.
    """

    kind: PartKind
    label: str
    amount: str
    width: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The price of one session as one bar.

    Attributes:
        name: what tells it from the other bar: « A », « B »; empty when it is alone.
        title: whose price it is.
        paid, rest: what is reimbursed, what the patient pays, in words.
        parts: from left to right; they make the whole price.
    """

    name: str
    title: str
    paid: str
    rest: str
    parts: tuple[Part, ...]

    @property
    def width(self) -> int:
        """Return the whole price as a width."""
        return sum(part.width for part in self.parts)


@dataclass(frozen=True, slots=True)
class Picture:
    """One bar, or two to compare.

    Attributes:
        title: above everything.
        paid_label, rest_label: what the two sides of a bar are called.
        notes: small lines at the bottom.
    """

    title: str
    paid_label: str
    rest_label: str
    bars: tuple[Bar, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the computation on a sheet; `source` is the rank of its source."""

    label: str
    formula: str
    amount: str
    since: str
    source: int
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class Reference:
    """A source: its title and its address, empty when it has none."""

    title: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its paragraphs."""

    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: the lines of a treatment that crosses a change."""

    heading: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page A4 to keep or to hand over; it holds no identity.

    Attributes:
        name: of the file.
        answers: what the computation rests on: name and value.
        heads: the headings of the columns: line, formula, amount, since, source.
        bar: the price of a session as a bar, None when it cannot be drawn.
        warning: what the sheet is not, at the foot.
        stretches: the treatment line by line, None when nothing changes on the way.
    """

    name: str
    title: str
    headline: str
    date: str
    answers_heading: str
    answers: tuple[tuple[str, str], ...]
    heads: tuple[str, str, str, str, str]
    lines: tuple[Line, ...]
    picture: Picture | None
    sections: tuple[Section, ...]
    sources_heading: str
    sources: tuple[Reference, ...]
    warning: str
    stretches: Grid | None = None


Document = Sheet | Paper | Day
Card = Picture | Document
