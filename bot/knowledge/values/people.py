"""Who the patient is: situations, age, pregnancy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal, cast

from bot.content.values import SituationId
from bot.knowledge.said import read_once
from bot.knowledge.values.line import Line
from bot.knowledge.values.signs import Message
from bot.knowledge.values.topics import Topics

MaternityPeriod = Literal[
    "avant-6e-mois", "du-6e-mois-a-j12", "apres-perinee-ou-abdominaux", "apres-autre"
]

_MAJORITY, _OLDEST = Decimal(18), Decimal(120)
_SIXTH_MONTH, _FIFTH_MONTH = Decimal(6), Decimal(5)
_SURELY_IN, _SURELY_BEFORE = Decimal(26), Decimal(22)
_TWELFTH_DAY = Decimal(12)
_AGES = (
    "HAVE (?:FROM )?#a YEAR(?! FROM)",
    "(?:TO|THE) #a YEAR(?! (?:FROM|THEN|SINCE))",
    r"(?:(?<=^ )|[,;(.] )#a YEAR(?! (?:FROM|THEN|SINCE))",
)
_AGES_OF_CHILD = (r"(?:[a-z]+ |FROM )#a YEAR(?! (?:THEN|SINCE))",)
_MONTHS = ("PREGNANCY <3>#a MONTH", "#a MONTH (?:AND HALF )?<2>PREGNANCY")
_RANKS = ("RANK#a MONTH",)
_WEEKS = ("PREGNANCY <3>#a WEEK", "#a WEEK <3>PREGNANCY", "#a PREGNANCY")


def situations_of(message: Message, topics: Topics) -> tuple[SituationId, ...]:
    """Return the situations said and not denied, in the order of the content."""
    words = read_once(topics.without_other_situations, message.words)
    said = {hit.owner for hit in topics.affirmed(topics.situations, words)}
    if topics.has("ald_unrelated", message.words):
        said.add("ald")
    if _is_minor(message, topics):
        said.add("mineur")
    elif said & {"mineur"} and _ages(message.line, has_child=True):
        said.discard("mineur")
    return cast("tuple[SituationId, ...]", tuple(n for n in _ORDER if n in said))


def denied_of(
    message: Message, topics: Topics, said: tuple[SituationId, ...]
) -> tuple[SituationId, ...]:
    """Return the situations named only to be denied: « pas d’ALD », « si je perds la C2S »."""
    words = read_once(topics.without_other_situations, message.words)
    named = {hit.owner for hit in read_once(topics.situations.find, words)}
    return cast("tuple[SituationId, ...]", tuple(n for n in _ORDER if n in named.difference(said)))


def ald_related_of(message: Message, topics: Topics) -> bool | None:
    """Tell whether the care was said to be linked to the ALD; None when not said."""
    if topics.has("ald_unrelated", message.words):
        return False
    return True if topics.has("ald_related", message.words) else None


def maternity_period_of(
    message: Message, topics: Topics, act: str | None
) -> MaternityPeriod | None:
    """Return when the sessions fall, around a birth; None when not said."""
    if topics.has("pregnant", message.words):
        return _during(message.line)
    if not topics.has("birth", message.words):
        return None
    days = list(_found(message.line, "SINCE <2>#a DAY", "#a DAY THEN"))
    if days and days[0] <= _TWELFTH_DAY:
        return "du-6e-mois-a-j12"
    if topics.has("birth_care", message.words):
        return "apres-perinee-ou-abdominaux"
    return "apres-autre" if act else None


_ORDER: tuple[SituationId, ...] = (
    "ald", "maternite", "accident-travail", "invalidite", "c2s", "ame", "mineur",
    "alsace-moselle", "aspa",
)  # fmt: skip


def _is_minor(message: Message, topics: Topics) -> bool:
    """Tell whether the patient is said to be under 18."""
    words = topics.masked(message.words, "not_child")
    is_child = topics.has("child", words)
    ages = _ages(message.line, has_child=is_child)
    if ages:
        return any(age < _MAJORITY for age in ages)
    return is_child and not topics.has("adult", message.words)


def _ages(line: Line, *, has_child: bool) -> list[Decimal]:
    sources = _AGES + _AGES_OF_CHILD if has_child else _AGES
    return [age for age in _found(line, *sources) if 0 < age <= _OLDEST]


def _found(line: Line, *sources: str) -> Iterator[Decimal]:
    for source in sources:
        for match in line.find(source):
            yield line.number(match, "a").low


def _during(line: Line) -> MaternityPeriod | None:
    """Read how far the pregnancy is; « 5 mois » may be before or in the sixth month."""
    if reached := _first(line, _RANKS):
        return _compare(reached, _SIXTH_MONTH, _FIFTH_MONTH)
    if months := _first(line, _MONTHS):
        return _compare(months, _SIXTH_MONTH, _FIFTH_MONTH - 1)
    if weeks := _first(line, _WEEKS):
        return _compare(weeks, _SURELY_IN, _SURELY_BEFORE)
    return None


def _compare(reached: Decimal, inside: Decimal, before: Decimal) -> MaternityPeriod | None:
    if reached >= inside:
        return "du-6e-mois-a-j12"
    return "avant-6e-mois" if reached <= before else None


def _first(line: Line, sources: Sequence[str]) -> Decimal | None:
    return next(_found(line, *sources), None)
