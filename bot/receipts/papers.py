"""What a letter, a list to tick or a reminder says: words only, without any drawing.

They hold neither an identity nor the time of day: drawing the same paper twice gives the same
bytes, so a paper can wait in the outbox instead of its file.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "text", "box", "space"]
ENDINGS = (".pdf", ".docx")
_UNWRITABLE = re.compile("[^\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a paper, from top to bottom.

    Attributes:
        text: its line breaks and its blank lines are kept.
        note: small words after the words of a box.
        is_ticked: whether a box is crossed.
    """

    kind: BlockKind
    text: str = ""
    note: str = ""
    is_ticked: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter to fill in, or a list to tick.

    Attributes:
        name: of the file; its ending says which file is made.
        title: above the blocks; a letter is sent to somebody, and keeps it for the details
            of the file.
        foot: at the bottom of each page; nothing when it is empty.

    Raises:
        ValueError: no such file can be made.
    """

    name: str
    title: str
    blocks: tuple[Block, ...]
    foot: str

    def __post_init__(self) -> None:
        if not self.name.endswith(ENDINGS):
            raise ValueError(f"a paper is a {' or a '.join(ENDINGS)} file: {self.name!r}")

    @property
    def is_letter(self) -> bool:
        """Return whether it holds plain text only."""
        return all(block.kind in {"text", "space"} for block in self.blocks)


@dataclass(frozen=True, slots=True)
class Day:
    """A day to note in a calendar, with a reminder the day before.

    Attributes:
        name: of the file.
        title: may be seen by others on a telephone: it says nothing of health.
        uid: the same event twice has the same.
    """

    name: str
    title: str
    on: dt.date
    uid: str


def plain(text: str) -> str:
    """Return a text with its line breaks, without the characters that no file can hold."""
    return "\n".join(_UNWRITABLE.sub("", line.replace("\t", " ")) for line in text.splitlines())
