"""`kinebot check`: every mistake of the content, file and line, and what to do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.content.checks import find_errors, find_warnings
from bot.content.loader import Reader
from bot.dialogue.proofreading import proofread
from bot.errors import Problem


def check(folder: Path, today: dt.date) -> tuple[list[Problem], list[Problem]]:
    """Return the errors and the warnings of a content folder, in the order of the files."""
    reader = Reader(folder)
    content = reader.content()
    errors = {*reader.problems, *find_errors(reader, today), *proofread(content, reader, today)}
    return sorted(errors), sorted(set(find_warnings(reader, today)))
