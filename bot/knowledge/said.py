"""A message, with what was read of it: read once, and forgotten with the message."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

S = TypeVar("S")
T = TypeVar("T")


class Said(str):
    """A message as typed, which remembers what each reader found in it."""

    known: dict[Hashable, Any]

    def __new__(cls, text: str) -> Said:
        """Return a message of which nothing is known yet."""
        said = super().__new__(cls, text)
        said.known = {}
        return said


class Words(tuple[str, ...]):
    """The words of a message, which remember what each reader found in them."""

    known: dict[Hashable, Any]

    def __new__(cls, words: Iterable[str]) -> Words:
        """Return words of which nothing is known yet."""
        said = super().__new__(cls, words)
        said.known = {}
        return said


def read_once(reader: Callable[[S], T], said: S) -> T:
    """Return what `reader`, a pure function, finds in a message; there only once."""
    if not isinstance(said, Said | Words):
        return reader(said)
    if reader not in said.known:
        said.known[reader] = reader(said)
    found: T = said.known[reader]
    return found
