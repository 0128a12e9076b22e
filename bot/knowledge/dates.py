"""Reading a day in French: « le 5 novembre », « 5/11 », « hier », « il y a trois jours »."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from bot.knowledge.text import fold

MONTHS = ("janvier", "fevrier", "mars", "avril", "juin", "juillet", "aout", "septembre",
          "octobre", "novembre", "decembre")  # fmt: skip
SHORTEST = 5
_SURE = re.compile(
    r"(?:le )?(?:[a-z]+ )?\d{1,2}(?:er)?(?: [a-z]+\.?|[/.-]\d{1,2})(?:[ /.-](?:20)?\d{2})?"
    r"|20\d\d-\d{2}-\d{2}|aujourd'?hui|hier|avant[- ]hier"
)
_BARE = re.compile(r"\d{1,4}")
_LAST = re.compile(r"\b(?:derniere?|passee?)\b")
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day read in a message; `is_sure` when it was written in full and alone."""

    day: dt.date
    is_sure: bool


def read_day(text: str, today: dt.date) -> ReadDay | None:
    """Return the day that a message means, the last one that fits, or None.

    Args:
        text: an answer as typed.
        today: what « hier » is counted from.
    """
    said = _WORD.sub(lambda match: _mended(match.group()), fold(text)).strip(" .!?")
    if _BARE.fullmatch(said):
        return None
    day = _parsed(said, today)
    if day is not None:
        return ReadDay(day, is_sure=_SURE.fullmatch(said) is not None)
    day = _parsed(_LAST.sub("", said).strip(), today) or _found(said, today)
    return ReadDay(day, is_sure=False) if day else None


def _mended(word: str) -> str:
    """Return the month that a word misspells, or the word."""
    if len(word) < SHORTEST:
        return word
    near = [month for month in MONTHS if OSA.distance(word, month, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else word


def _settings(today: dt.date) -> dict[str, object]:
    base = dt.datetime.combine(today, dt.time(12))
    return {"RELATIVE_BASE": base, "PREFER_DATES_FROM": "past", "DATE_ORDER": "DMY"}


def _parsed(said: str, today: dt.date) -> dt.date | None:
    from dateparser.date import DateDataParser  # noqa: PLC0415 — a tenth of a second, rarely paid

    if said.replace("-", " ") == "avant hier":
        return today - dt.timedelta(days=2)
    found = DateDataParser(languages=["fr"], settings=_settings(today)).get_date_data(said)
    return found.date_obj.date() if found.date_obj and found.period == "day" else None


def _found(said: str, today: dt.date) -> dt.date | None:
    """Return the one day named inside a sentence."""
    from dateparser.search import search_dates  # noqa: PLC0415

    settings = {**_settings(today), "REQUIRE_PARTS": ["day", "month"]}
    found = search_dates(said, languages=["fr"], settings=settings) or []
    days = {when.date() for _, when in found}
    return days.pop() if len(days) == 1 else None
