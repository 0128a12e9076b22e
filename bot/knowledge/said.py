"""A message, with what was read of it: read once, and forgotten with the message."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Said(str):
    """A message as typed, which remembers what each reader found in it."""

    known: dict[Hashable, Any]

    def __new__(cls, text: str) -> Said:
        """Return a message of which nothing is known yet."""
        said = super().__new__(cls, text)
        said.known = {}
        return said


def read_once(reader: Callable[[str], T], text: str) -> T:
    """Return what `reader`, a pure function, finds in a text; of a message, only once."""
    if not isinstance(text, Said):
        return reader(text)
    if reader not in text.known:
        text.known[reader] = reader(text)
    found: T = text.known[reader]
    return found
