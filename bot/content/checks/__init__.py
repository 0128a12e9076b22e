"""What a shape alone cannot see, rule by rule.

The rules read the files as they are written, not as they are loaded: a mistake of shape in one
entry hides nothing of what stands beside it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator

from bot.content.checks.acronyms import check_acronyms
from bot.content.checks.freshness import check_overdue, check_soon_due
from bot.content.checks.links import check_links
from bot.content.checks.numbers import check_numbers
from bot.content.checks.parameters import check_parameters, check_periods
from bot.content.checks.phrasings import check_phrasings
from bot.content.checks.references import check_references
from bot.content.checks.texts import check_texts
from bot.content.checks.variables import check_variables
from bot.content.checks.writing import check_writing
from bot.content.loader import Reader
from bot.errors import Problem

Rule = Callable[[Reader], Iterable[Problem]]
RULES: tuple[Rule, ...] = (
    check_references,
    check_texts,
    check_parameters,
    check_periods,
    check_phrasings,
    check_writing,
    check_links,
    check_numbers,
    check_acronyms,
    check_variables,
)


def find_errors(reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield the mistakes of what was read."""
    for rule in RULES:
        yield from rule(reader)
    yield from check_overdue(reader, today)


def find_warnings(reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield what will soon be a mistake."""
    yield from check_soon_due(reader, today)
