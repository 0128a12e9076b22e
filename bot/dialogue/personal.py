"""Personal data that a patient should not send: recognised to be ignored, never kept."""

from __future__ import annotations

import re

_IDENTIFYING = [
    re.compile(r"(?<!\d)[12][ .]?\d{2}[ .]?(?:0[1-9]|1[0-2]|[2-9]\d)[ .]?(?:\d{2}|2[ab])"
               r"[ .]?\d{3}[ .]?\d{3}(?:[ .]?\d{2})?(?!\d)", re.IGNORECASE),
    re.compile(r"(?<![\d,])(?:\+33|0033|0)[ .-]?[1-9](?:[ .-]?\d{2}){4}(?!\d)"),
    re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.]{2,}\b"),
]  # fmt: skip


def without_personal_data(text: str) -> tuple[str, bool]:
    """Return the text without Sécu numbers, telephones and e-mail addresses, and if it had any."""
    cleaned = text
    for pattern in _IDENTIFYING:
        cleaned = pattern.sub(" ", cleaned)
    return cleaned, cleaned != text
