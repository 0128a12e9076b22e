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
from typing import Literal, NamedTuple

from bot.calculator.situation import Batch, Situation

DAYS_OF_A_WEEK = 7
Kind = Literal["seance", "seconde", "bilan"]
Part = tuple[int, int]  # of a treatment: a civil year, and the index of its rules


class Acte(NamedTuple):
    """One act of a day: who gives it (0 or 1), and whether it is the second session of the day."""

    kine: int
    kind: Kind


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
    acts: tuple[Acte, ...]
    count: int

    @property
    def part(self) -> Part:
        """Return the part of the treatment these days belong to."""
        return self.year, self.period

    @property
    def sessions(self) -> int:
        """Return the number of sessions of these days, without the bilans."""
        return self.count * sum(act.kind != "bilan" for act in self.acts)


def batches_of(situation: Situation) -> tuple[tuple[Batch, int], ...]:
    """Return the batches of sessions in order, each with its civil year."""
    if situation.schedule:
        ordered = sorted(situation.schedule, key=lambda batch: batch.day)
        return tuple((batch, batch.day.year) for batch in ordered)
    after = min(situation.sessions_after_december, situation.count)
    day = situation.day
    both = ((situation.count - after, day.year), (after, day.year + 1))
    return tuple((Batch(day, sessions), year) for sessions, year in both if sessions)


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
    done: Counter[int] = Counter()
    found: list[Journees] = []
    start = 0
    for batch, year in batches_of(situation):
        period = period_of(batch.day)
        whose = kines[start : start + batch.sessions]
        start += batch.sessions
        for today in _days(whose, per_day, is_once_each=is_once_each):
            acts = tuple(_acts(today, done, ranks))
            _add(found, Journees(year, batch.day, period, acts, 1))
    return tuple(found)


def _days(whose: Sequence[int], per_day: int, *, is_once_each: bool) -> Iterator[list[int]]:
    today: list[int] = []
    for kine in whose:
        if len(today) == per_day or (is_once_each and kine in today):
            yield today
            today = []
        today.append(kine)
    if today:
        yield today


def _acts(today: list[int], done: Counter[int], ranks: Sequence[set[int]]) -> Iterator[Acte]:
    for index, kine in enumerate(today):
        done[kine] += 1
        yield Acte(kine, "seconde" if index else "seance")
        if done[kine] in ranks[kine]:
            yield Acte(kine, "bilan")


def _add(found: list[Journees], one: Journees) -> None:
    last = found[-1] if found else None
    if last and (last.year, last.period, last.acts) == (one.year, one.period, one.acts):
        found[-1] = Journees(last.year, last.day, last.period, last.acts, last.count + 1)
    else:
        found.append(one)


def schedule_of(first_day: dt.date, sessions: int, per_week: Decimal) -> tuple[Batch, ...]:
    """Spread sessions evenly from `first_day`, `per_week` a week (0.5 to 14), one batch a day.

    The answer to « combien de séances par semaine ? », as a `schedule`.
    """
    shifts = [int(rank * DAYS_OF_A_WEEK / per_week) for rank in range(sessions)]
    counted = Counter(first_day + dt.timedelta(days=shift) for shift in shifts)
    return tuple(Batch(day, count) for day, count in sorted(counted.items()))
