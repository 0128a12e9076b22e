"""The dated rules as one estimate reads them: each number is looked up once a period.

A period is a run of days of care between which nothing that the estimate uses changes.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.calculator.bilan import assessment_act
from bot.calculator.deplacement import visit_allowances
from bot.calculator.franchise import Caps, caps_on, doubtful_cap
from bot.calculator.readings import Rights, rate_on
from bot.calculator.situation import Situation
from bot.calculator.tarifs import Tariffs, articles_of, tariffs_on, territory_of
from bot.content.parameters import Bareme, Dated

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class CareRules:
    """What applies to one kiné's sessions in one period, in euros.

    `allowances` are the possible travel allowances of a visit; `assessment` the tariff of a bilan.
    """

    tariffs: Tariffs
    allowances: tuple[Decimal, ...]
    assessment: Decimal | None


@dataclass(frozen=True, slots=True)
class PeriodRules:
    """What applies in one period.

    `previous_caps` are the other reading of a doubtful yearly cap; `caps` when nothing is doubtful.
    """

    day: dt.date
    caps: Caps
    previous_caps: Caps
    cares: tuple[CareRules, ...]


class Rules:
    """The rules of every day of a treatment, given by one kiné or by several."""

    def __init__(self, cares: tuple[Situation, ...], bareme: Bareme) -> None:
        """Read the rules of every period of the treatment.

        Args:
            cares: what each kiné gives; the first one also has the days, the rights, the mutuelle.
            bareme: the dated rules.

        Raises:
            LookupError: a number is not known on one of the days.
        """
        self.cares = cares
        self.situation = cares[0]
        self.bareme = bareme
        self.first_day = self.situation.first_day
        days = [batch.day for batch, _ in self.situation.batches]
        turns = bareme.once(_turns)
        if bisect_right(turns, days[0]) == bisect_right(turns, days[-1]):
            days = days[:1]  # nothing changes in between
        firsts: dict[int, dt.date] = {}
        for day in days:
            firsts.setdefault(bisect_right(turns, day), day)
        self._turns = turns
        self._index = {turn: index for index, turn in enumerate(firsts)}
        self.periods = tuple(self._read(cares, day) for day in firsts.values())
        self._rates: dict[tuple[tuple[str, ...], int], Decimal] = {}

    def period_of(self, day: dt.date) -> int:
        """Return the index of the period of a day of care."""
        return self._index[bisect_right(self._turns, day)]

    def rate(self, rights: Rights, period: int) -> Decimal:
        """Return the rate of the Sécu in that period, 0 to 1."""
        key = (tuple(regime.id for regime in rights.regimes), period)
        if key not in self._rates:
            day = self.periods[period].day
            self._rates[key] = rate_on(rights.regimes, self.situation, day, self.bareme)
        return self._rates[key]

    @property
    def doubtful_on(self) -> dt.date | None:
        """Return the day of the first rise, already past, that nobody could confirm."""
        return min((t.perhaps_on for t in self._tariffs() if t.perhaps_on), default=None)

    @property
    def announced_on(self) -> dt.date | None:
        """Return the day of the first announced rise that the treatment may meet."""
        return min((t.announced_on for t in self._tariffs() if t.announced_on), default=None)

    @property
    def highest_rise(self) -> Decimal | None:
        """Return the highest tariff of a rise, past or to come, that is not confirmed."""
        rises = [t.highest_rise for t in self._tariffs() if t.highest_rise is not None]
        return max(rises, default=None)

    def _tariffs(self) -> Iterator[Tariffs]:
        return (care.tariffs for period in self.periods for care in period.cares)

    def _read(self, cares: tuple[Situation, ...], day: dt.date) -> PeriodRules:
        given = self.situation.franchise
        of_day = self.bareme.once(_caps, day) if given is None else _caps(self.bareme, day, given)
        caps, previous_caps = of_day
        return PeriodRules(
            day=day,
            caps=caps,
            previous_caps=previous_caps,
            cares=tuple(self._care(care, day) for care in cares),
        )

    def _care(self, care: Situation, day: dt.date) -> CareRules:
        articles = articles_of(care, self.bareme)
        territory = territory_of(care)
        allowances: tuple[Decimal, ...] = ()
        if care.home == "oui-justifie":
            allowances = visit_allowances(articles, care, day, self.bareme)
        assessment = None
        if care.assessment:
            act = assessment_act(articles)
            assessment = self.bareme.tariff_on(act, day, territory).amount
        return CareRules(tariffs_on(care, day, self.bareme), allowances, assessment)


def _caps(bareme: Bareme, day: dt.date, act: Decimal | None = None) -> tuple[Caps, Caps]:
    """Return the caps of a day, then their other reading, the same when nothing is doubtful."""
    caps = caps_on(day, bareme, act=act)
    previous = doubtful_cap(day, bareme)
    return caps, replace(caps, year=previous.value) if previous else caps


def _turns(bareme: Bareme) -> list[dt.date]:
    """Return every first day of something new among the numbers of the rules, in order."""
    found = set()
    for dated in _dated(bareme):
        if dated.starts_on is not None:
            found.add(dated.starts_on)
        if dated.ends_on is not None:
            found.add(dated.ends_on + ONE_DAY)
    return sorted(found)


def _dated(bareme: Bareme) -> Iterator[Dated]:
    for parameter in bareme.parameters.values():
        yield from parameter.values
    for act in bareme.acts.values():
        yield from act.values
