"""`kinebot check`: every mistake of the content, file and line, and what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.content.checks import (
    check_doubles,
    check_freshness,
    check_periods,
    check_references,
    check_texts,
    check_writing,
)
from bot.content.loader import Reader
from bot.dialogue.proofreading import proofread
from bot.errors import Problem


def check(folder: Path, today: dt.date) -> tuple[list[Problem], list[Problem]]:
    """Return the errors and the warnings of a content folder, in the order of the files."""
    reader = Reader(folder)
    content = reader.content()
    errors = list(reader.problems)
    warnings: list[Problem] = []
    if content is not None and not errors:
        errors += check_references(content, reader)
        errors += check_texts(content, reader)
        errors += check_periods(content, reader)
        errors += check_doubles(content, reader)
        errors += check_writing(content, reader)
        errors += proofread(content, reader, today)
        for problem, is_error in check_freshness(content, reader, today):
            (errors if is_error else warnings).append(problem)
    return sorted(set(errors)), sorted(set(warnings))
