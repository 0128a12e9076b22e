"""French typography of what is shown: no-break spaces where a line must not be cut."""

from __future__ import annotations

import re

NO_BREAK = "\u00a0"
# what is replaced comes first, what must stand around it next: the search is short
_BEFORE = re.compile(r"[ \u00a0\u202f]+(?=[;:!?»€%])")
_AFTER = re.compile(r"«[ \u00a0\u202f]+")
_COUNTED = re.compile(r" (?=(?:\d{3}|km|h|min)\b)(?<=\d )")
_APOSTROPHE = re.compile(r"'(?=\w)(?<=\w')")


def typeset(text: str) -> str:
    """Put the no-break spaces and the typographic apostrophes; doing it twice changes nothing."""
    text = _BEFORE.sub(NO_BREAK, text)
    text = _AFTER.sub(f"«{NO_BREAK}", text)
    text = _COUNTED.sub(NO_BREAK, text)
    return _APOSTROPHE.sub("’", text)
