"""The colours of the parts, near those of Okabe and Ito, which colour-blind people tell apart.

Every part has a dark edge, and what the patient pays is hatched, each part in its own way: colour
is never alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.receipts.cards import PartKind

Hatch = Literal["none", "rising", "dots", "level"]

PAPER = "#FBF9F4"
INK = "#1B2733"
SOFT = "#55616D"
RULE = "#D8D4C9"
PALE = "#F1EDE3"
EDGE = "#10181F"


@dataclass(frozen=True, slots=True)
class Tone:
    """How a part is filled: a colour, a hatch, and the colour of both hatch and words on it."""

    fill: str
    ink: str
    hatch: Hatch = "none"


TONES: Mapping[PartKind, Tone] = {
    "secu": Tone("#0072B2", "#FFFFFF"),
    "mutuelle": Tone("#56B4E9", "#10222E"),
    "tarif": Tone("#E69F00", "#3A2800", "level"),
    "depassement": Tone("#B84C00", "#FFFFFF", "rising"),
    "franchise": Tone("#F6EE7C", "#3B3800", "dots"),
}
