"""Answers whose sources must be read again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from bot.content.checks.passages import topics
from bot.content.loader import Reader
from bot.errors import Problem

WARNING_DAYS = 45


def check_overdue(reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield the answers past their review date."""
    for problem, left in _reviews(reader, today, "devait être relue"):
        if left < 0:
            yield problem


def check_soon_due(reader: Reader, today: dt.date) -> Iterator[Problem]:
    """Yield the answers that will be, soon."""
    for problem, left in _reviews(reader, today, "est à relire"):
        if 0 <= left <= WARNING_DAYS:
            yield problem


def _reviews(reader: Reader, today: dt.date, verb: str) -> Iterator[tuple[Problem, int]]:
    for faq, index, entry in topics(reader):
        review = entry.get("review_before")
        if isinstance(review, dt.date):
            message = f"« {entry.get('id')} » {verb} avant le {review}"
            yield faq.problem((index, "review_before"), message), (review - today).days
