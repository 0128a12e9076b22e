"""Rule `calendrier`: which acts fall on which calendar days, and in which civil year.

Inputs:   the sessions of a situation, who gives each of them, the ranks of the bilans.
Output:   runs of days alike, in order: the franchise counts by day and by civil year.
Sources:  D. 160-10 and D. 160-11 (day, civil year); NGAP (bilans).
Rounding: none, there is no amount here.
Not here: what each act costs (treatment.py).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from bot.calculator.situation import Batch, Situation

DAYS_OF_A_WEEK = 7
MOST_KEPT = 256
Kind = Literal["seance", "seconde", "bilan"]
Part = tuple[int, int]  # of a treatment: a civil year, and the index of its rules


class Acte(NamedTuple):
    """One act of a day: who gives it (0 or 1), and whether it is the second session of the day."""

    kine: int
    kind: Kind


Acts = tuple[Acte, ...]
Chunk = tuple[int, dt.date, int, Acts, int]  # year, day, period, acts, number of days alike
FIRST, SECOND = Acte(0, "seance"), Acte(0, "seconde")


@dataclass(frozen=True, slots=True)
class Journees:
    """Consecutive days alike: `count` calendar days with these acts, under the same rules.

    Attributes:
        year: the civil year, for the yearly cap of the franchise.
        day: the first of the days whose rules apply.
        period: index of the rules (regles.py).
    """

    year: int
    day: dt.date
    period: int
    acts: Acts
    count: int

    @property
    def part(self) -> Part:
        """Return the part of the treatment these days belong to."""
        return self.year, self.period

    @property
    def sessions(self) -> int:
        """Return the number of sessions of these days, without the bilans."""
        return self.count * sum(act.kind != "bilan" for act in self.acts)


def journees_of(
    situation: Situation,
    kines: Sequence[int],
    ranks: Sequence[set[int]],
    period_of: Callable[[dt.date], int],
    *,
    per_day: int,
    is_once_each: bool = False,
) -> tuple[Journees, ...]:
    """Lay the sessions out over calendar days.

    Args:
        situation: the batches of sessions.
        kines: who gives each session, in order.
        ranks: for each kiné, the ranks of his sessions that come with a bilan.
        period_of: the rules of a day.
        per_day: sessions on one calendar day, 1 or 2.
        is_once_each: nobody sees the same kiné twice a day.
    """
    chunks = _laid_out(situation, kines, ranks, period_of, per_day, is_once_each=is_once_each)
    return tuple(_together(list(alike)) for _, alike in groupby(chunks, key=itemgetter(0, 2, 3)))


def _together(alike: list[Chunk]) -> Journees:
    year, day, period, acts, _ = alike[0]
    return Journees(year, day, period, acts, sum(count for *_, count in alike))


def _laid_out(
    situation: Situation, kines: Sequence[int], ranks: Sequence[set[int]],
    period_of: Callable[[dt.date], int], per_day: int, *, is_once_each: bool,
) -> Iterator[Chunk]:  # fmt: skip
    """Yield the days, a few alike at a time."""
    if len(ranks) == 1 and not ranks[0] and not is_once_each:  # nothing tells two days apart
        for batch, year in situation.batches:
            period = period_of(batch.day)
            for acts, count in _plain_days(batch.sessions, per_day):
                yield year, batch.day, period, acts, count
        return
    done = [0] * len(ranks)
    start = 0
    for batch, year in situation.batches:
        period = period_of(batch.day)
        whose = kines[start : start + batch.sessions]
        start += batch.sessions
        for today in _days(whose, per_day, is_once_each=is_once_each):
            yield year, batch.day, period, tuple(_acts(today, done, ranks)), 1


@lru_cache(maxsize=MOST_KEPT)
def _plain_days(sessions: int, per_day: int) -> tuple[tuple[Acts, int], ...]:
    """Return full days, then the day of what is left."""
    full, left = divmod(sessions, per_day)
    return tuple(
        ((FIRST, *[SECOND] * (acts - 1)), count)
        for acts, count in ((per_day, full), (left, 1)) if acts and count
    )  # fmt: skip


def _days(whose: Sequence[int], per_day: int, *, is_once_each: bool) -> Iterator[list[int]]:
    today: list[int] = []
    for kine in whose:
        if len(today) == per_day or (is_once_each and kine in today):
            yield today
            today = []
        today.append(kine)
    if today:
        yield today


def _acts(today: list[int], done: list[int], ranks: Sequence[set[int]]) -> Iterator[Acte]:
    for index, kine in enumerate(today):
        done[kine] += 1
        yield Acte(kine, "seconde" if index else "seance")
        if done[kine] in ranks[kine]:
            yield Acte(kine, "bilan")


@lru_cache(maxsize=MOST_KEPT)
def schedule_of(first_day: dt.date, sessions: int, per_week: Decimal) -> tuple[Batch, ...]:
    """Spread sessions evenly from `first_day`, `per_week` a week (0.5 to 14), one batch a day.

    The answer to « combien de séances par semaine ? », as a `schedule`.
    """
    numerator, denominator = per_week.as_integer_ratio()
    shifts = Counter(rank * DAYS_OF_A_WEEK * denominator // numerator for rank in range(sessions))
    return tuple(
        Batch(first_day + dt.timedelta(days=shift), count) for shift, count in shifts.items()
    )
