"""Rule `choix`: every definite reading of a treatment, from the readings of each answer.

Inputs:   the rules of each period, with what each kiné gives.
Output:   the choices to compute; the estimate is the range over them.
Sources:  those of readings.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import NamedTuple

from bot.calculator.readings import Rights, coverages_of, prices_of, rights_of
from bot.calculator.regles import Rules
from bot.calculator.situation import Coverage, Situation
from bot.calculator.tarifs import ANY_ACT, Tariffs
from bot.content.parameters import Bareme

Amounts = tuple[Decimal, ...]
Readings = tuple[tuple[Amounts, ...], ...]  # of the tariffs: for each kiné, one a period
BOTH_ENDS = (0, -1)
EITHER = (False, True)


class CareChoice(NamedTuple):
    """What one kiné asks: his price (None for the tariff itself), his tariff in each period."""

    price: Decimal | None
    tariffs: Amounts


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Who pays what, whatever the kinés ask; the choices of the same terms share one object.

    Attributes:
        is_second_paid: whether the second session of a day is reimbursed.
        travel_end: the lower (0) or the higher (-1) of the possible travel allowances.
    """

    rights: Rights
    coverage: Coverage
    is_second_paid: bool
    travel_end: int


class Choice(NamedTuple):
    """One definite reading of everything uncertain: what each kiné asks, and who pays."""

    cares: tuple[CareChoice, ...]
    terms: Terms


def possible_choices(
    rules: Rules, per_day: int | None = None, perhaps: tuple[bool, ...] = EITHER
) -> list[Choice]:
    """Return every reading to compute; one when nothing is uncertain.

    Args:
        rules: the rules of the treatment.
        per_day: replaces the number of sessions a day of the situation.
        perhaps: whether a rise that nobody could confirm applies; either by default.
    """
    return _choices(rules, per_day, tariff_readings(rules, perhaps))


def announced_choices(rules: Rules, per_day: int | None = None) -> list[Choice]:
    """Return the readings where every announced rise applies."""
    return _choices(rules, per_day, tariff_readings(rules, is_risen=True))


def _choices(rules: Rules, per_day: int | None, tariffs: Readings) -> list[Choice]:
    situation, day = rules.situation, rules.first_day
    ends = BOTH_ENDS if _has_two_allowances(rules) else (0,)
    asked = {
        coverage: _cares(rules, tariffs, coverage)
        for coverage in coverages_of(situation, day, rules.bareme)
    }
    every_terms = product(
        rights_of(situation, day, rules.bareme),
        asked,
        second_session_of(situation, per_day or situation.per_day),
        ends,
    )
    return [
        Choice(cares, terms)
        for terms in (Terms(*each) for each in every_terms)
        for cares in asked[terms.coverage]
    ]


def _has_two_allowances(rules: Rules) -> bool:
    cares = [care for period in rules.periods for care in period.cares]
    return any(len(care.allowances) > 1 for care in cares)


def second_session_of(situation: Situation, per_day: int) -> tuple[bool, ...]:
    """Tell whether the second session of a day is reimbursed: yes, no, or both."""
    if per_day == 1:
        return (True,)
    conditions = situation.same_day_conditions
    return (True, False) if conditions is None else (conditions,)


def _cares(rules: Rules, readings: Readings, coverage: Coverage) -> list[tuple[CareChoice, ...]]:
    """Return what the kinés may ask: the same act and the same price stay the same for both."""
    if len(rules.cares) == 1:
        price = rules.situation.price
        return [
            (CareChoice(each, own),)
            for (own,) in readings
            for each in prices_of(price, own, coverage)
        ]
    is_one_price = len({care.price for care in rules.cares}) == 1
    found: list[tuple[CareChoice, ...]] = []
    for tariffs in readings:
        asked = [
            prices_of(care.price, own, coverage)
            for care, own in zip(rules.cares, tariffs, strict=True)
        ]
        is_same = is_one_price and len(set(tariffs)) == 1
        every_prices = zip(*asked, strict=True) if is_same else product(*asked)
        found += [tuple(map(CareChoice, prices, tariffs)) for prices in every_prices]
    return found


def tariff_readings(
    rules: Rules, perhaps: tuple[bool, ...] = EITHER, *, is_risen: bool = False
) -> Readings:
    """Return the possible tariffs, without doubles.

    A kiné gives the same act from end to end, and a doubtful rise applies to all or to none.
    """
    tariffs = tuple(
        tuple(period.cares[kine].tariffs for period in rules.periods)
        for kine in range(len(rules.cares))
    )
    return rules.bareme.once(_readings, tariffs, perhaps, is_risen)


def _readings(
    _: Bareme, tariffs: tuple[tuple[Tariffs, ...], ...], perhaps: tuple[bool, ...], is_risen: bool
) -> Readings:
    """Return the readings of the tariffs of each kiné in each period."""
    found: dict[tuple[Amounts, ...], None] = {}
    for is_perhaps in perhaps:
        own = [_by_act(periods, is_perhaps, is_risen) for periods in tariffs]
        if all(amounts.keys() == own[0].keys() for amounts in own):
            found |= {tuple(each[act] for each in own): None for act in own[0]}
        else:
            found |= dict.fromkeys(product(*(each.values() for each in own)))
    return tuple(found)


def _by_act(periods: tuple[Tariffs, ...], is_perhaps: bool, is_risen: bool) -> dict[str, Amounts]:
    acts = dict.fromkeys(act for tariffs in periods for act in tariffs.in_force)
    named = [act for act in acts if act != ANY_ACT] or [ANY_ACT]
    return {
        act: tuple(t.of(act, is_perhaps=is_perhaps, is_risen=is_risen) for t in periods)
        for act in named
    }
