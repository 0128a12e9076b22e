"""Personal data that a patient should not send: recognised to be ignored, never kept."""

from __future__ import annotations

import re

_IDENTIFYING = [
    re.compile(r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[ab])"
               r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d,])(?:\+33|0033|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)"),
    re.compile(
        r"\b\d{1,4}\s?(?:bis|ter)?,?\s+(?:rue|avenue|av\.|bd|boulevard|place|chemin|impasse|all[ée]e|"
        r"route|quai|cours|square|lotissement|r[ée]sidence)\b[^,.;?!\n]*",
        re.IGNORECASE,
    ),
    re.compile(r"\b\d{5}\s+[A-ZÉÈ][\w'’-]+"),
    re.compile(r"\bje m['’]appelle\s+\S+(?:\s+[A-ZÉÈ][\w'’-]+)?", re.IGNORECASE),
    re.compile(r"\bnée?\s+le\s+\d{1,2}[/. -]\w+[/. -]\d{2,4}", re.IGNORECASE),
    re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]{2,}\b"),
]  # fmt: skip


def without_personal_data(text: str) -> tuple[str, bool]:
    """Return the text without what identifies its author, and whether it had any."""
    cleaned = text
    for pattern in _IDENTIFYING:
        cleaned = pattern.sub(" ", cleaned)
    return cleaned, cleaned != text
