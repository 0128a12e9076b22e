"""French typography of every text a patient reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.content.checks.passages import SHOWN, around, passages
from bot.content.loader import Reader
from bot.errors import Problem

FAULTS = (  # what is wrong, and what to do about it
    (re.compile(r"'"), "apostrophe droite (mettez ’)"),
    (re.compile(r'"[^"\n]*"?'), "guillemet droit (mettez « ou »)"),
    (re.compile(r"\.{2,}"), "points à la suite (mettez …)"),
    (re.compile(r"(?<=\S)[^\S\n]{2,}(?=\S)"), "deux espaces de suite"),
    (re.compile(r"(?<=\S)[^\S\n]+(?=[,.](?:\s|$))"), "une espace de trop devant la ponctuation"),
    (re.compile(r"«(?=\S)"), "il manque une espace après « « »"),
    (
        re.compile(r"(?<=[^\s«(?!:/])(?:[;?!»€%]|:(?=\s|$))"),
        "il manque une espace devant « {} »",
    ),
)


def check_writing(reader: Reader) -> Iterator[Problem]:
    """Yield every typography fault."""
    for passage in passages(reader, SHOWN):
        prose = passage.prose
        for pattern, advice in FAULTS:
            for match in pattern.finditer(prose):
                said = advice.format(match.group())
                message = f"{said} : {around(passage.text, match)}"
                yield passage.problem(match.start(), message)
