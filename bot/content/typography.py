"""French typography of what is shown: no-break spaces where a line must not be cut."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
_BEFORE = re.compile(r"[ \u00a0\u202f]+([;:!?»€%])")
_AFTER = re.compile(r"(«)[ \u00a0\u202f]+")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}\b)")
_UNITS = re.compile(r"(?<=\d) (?=(?:km|h|min)\b)")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


def typeset(text: str) -> str:
    """Put the no-break spaces and the typographic apostrophes; doing it twice changes nothing."""
    text = _BEFORE.sub(rf"{NO_BREAK}\1", text)
    text = _AFTER.sub(rf"\1{NO_BREAK}", text)
    text = _THOUSANDS.sub(NO_BREAK, text)
    text = _UNITS.sub(NO_BREAK, text)
    return _APOSTROPHE.sub("’", text)
