"""Content files: a byte for the file, then what is written in it."""
# ruff: noqa: S101 — what does not hold is what is looked for

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.content.documents import read_document
from bot.content.flows import Flow
from bot.content.guides import Guide
from bot.content.loader import CONTENT_FOLDER
from bot.content.models import Acronyms, Commands, FaqEntry, Lexicon, Menu, OffTopic, Thresholds
from bot.content.parameters import Act, Parameter, Regime, Source
from bot.content.urgencies import UrgencyContent
from bot.content.values import ValuesContent
from bot.errors import Problem
from bot.knowledge.urgency import UrgencyDetector
from bot.knowledge.values import SlotReader
from fuzz.harness import fuzz
from tests.hostile.contents import LAUGHS, VALUES

SHAPES: dict[str, Any] = {
    "faq_fr.yaml": list[FaqEntry], "menu_fr.yaml": Menu, "sigles_fr.yaml": Acronyms,
    "commandes_fr.yaml": Commands, "lexique_fr.yaml": Lexicon, "hors_sujet_fr.yaml": OffTopic,
    "comprehension.yaml": Thresholds, "urgences_fr.yaml": UrgencyContent,
    "valeurs_fr.yaml": ValuesContent, "dialogues/estimate.yaml": Flow,
    "dialogues/letter.yaml": Guide, "parametres/actes.yaml": list[Act],
    "parametres/taux.yaml": list[Parameter], "parametres/situations.yaml": list[Regime],
    "parametres/sources.yaml": dict[str, Source], "textes_fr.yaml": dict[str, Any],
}  # fmt: skip
NAMES, READERS = list(SHAPES), [TypeAdapter(shape) for shape in SHAPES.values()]
FOLDER = Path(tempfile.mkdtemp())
BEGINNING = 1500  # bytes of a file that are enough of a seed


def try_one(data: bytes) -> None:
    """Read a file, and what is built on it."""
    number = (data[0] if data else 0) % len(NAMES)
    path = FOLDER / NAMES[number].rpartition("/")[2]
    path.write_bytes(data[1:])
    problems: list[Problem] = []
    document = read_document(FOLDER, path, problems)
    found = document.parse(READERS[number], problems) if document else None
    assert problems or document
    assert all(problem.line >= 1 and problem.message for problem in problems)
    match found:
        case ValuesContent():
            SlotReader(found).read("10 séances à 35 €")
        case UrgencyContent():
            UrgencyDetector(found).detect("j’ai mal dans la poitrine")
        case _:
            pass


def _seeds() -> list[bytes]:
    files = [(CONTENT_FOLDER / name).read_bytes() for name in NAMES]
    whole = [bytes([number]) + content[:BEGINNING] for number, content in enumerate(files)]
    return [*whole, b"\x00" + LAUGHS.encode(), *(b"\x01a: " + text.encode() for text in VALUES)]


if __name__ == "__main__":
    fuzz("contents", _seeds(), try_one)
