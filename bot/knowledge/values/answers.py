"""Answers to « combien ? »: the value of one field, whatever the way it is written."""

from __future__ import annotations

from typing import assert_never

from bot.content.values import ValuesContent
from bot.knowledge.values.coverage import read_coverage
from bot.knowledge.values.price import read_price
from bot.knowledge.values.reading import Field, Reading
from bot.knowledge.values.rhythm import read_rhythm
from bot.knowledge.values.sessions import read_sessions
from bot.knowledge.values.signs import SignReader


class ValueReader:
    """Reads the answer about a price, a number of sessions, a coverage or a rhythm."""

    def __init__(self, content: ValuesContent, signs: SignReader | None = None) -> None:
        """Compile the words of `content`; `signs` are those of another reader of it."""
        self._signs = signs or SignReader(content)

    def read(self, field: Field, text: str) -> Reading:
        """Return the value of `field` in `text`. Never raises; same text, same reading.

        Args:
            field: what was asked.
            text: the answer as typed.
        """
        message = self._signs.read(text)
        line, roles = message.line, message.roles
        match field:
            case "price":
                return read_price(line, roles)
            case "sessions":
                return read_sessions(line, roles)
            case "coverage":
                return read_coverage(line, roles)
            case "rhythm":
                return read_rhythm(line)
            case _:
                assert_never(field)
