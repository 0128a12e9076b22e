"""Rule `lecture`: from what is not sure to the definite readings that the calculation takes.

Inputs:   the situation, the dated rules.
Output:   the prices, regimes and coverages that remain possible; the range of a result is the
          range over them.
Sources:  content/parametres, each value with its own.
Not here: the tariffs (tarifs.py).
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from bot.calculator.money import Range, to_cent
from bot.calculator.situation import (
    Coverage,
    NoCoverage,
    PercentCoverage,
    Situation,
    UnknownCoverage,
)
from bot.content.parameters import Bareme, DatedValue, Regime

NOT_REIMBURSED = "non-remboursable"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rights:
    """The rate and franchise that one combination of situations gives, on the first day."""

    rate: Decimal
    rate_value: DatedValue
    is_franchise_due: bool
    is_price_capped: bool
    regimes: tuple[Regime, ...]


def prices_of(
    price: object, tariffs: tuple[Decimal, ...], coverage: Coverage
) -> tuple[Decimal | None, ...]:
    """Return the prices to compute with; None stands for « the tariff itself ».

    The two ends of a range, and the price at which a guarantee below the tariff stops growing:
    with it, the range of each part holds the part of every price in between.
    """
    if not isinstance(price, Range):
        return (None,)
    if price.is_one:
        return (price.low,)
    turning: set[Decimal] = set()
    if isinstance(coverage, PercentCoverage):
        turning = {to_cent(coverage.percent / HUNDRED * tariff) for tariff in tariffs}
    inside = {amount for amount in turning if price.low < amount < price.high}
    return tuple(sorted({price.low, price.high, *inside}))


def rights_of(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Rights, ...]:
    """Return the possible rights: the best rate of the situations, no franchise if one exempts."""
    options = tuple(_regimes(name, situation) for name in situation.situations or ("general",))
    if situation.rate is None:
        return bareme.once(_rights, options, day)
    return _rights(bareme, options, day, situation.rate)


def _rights(
    bareme: Bareme,
    options: tuple[tuple[str, ...], ...],
    day: dt.date,
    rate: Decimal | None = None,
) -> tuple[Rights, ...]:
    """Return the rights of each combination of regimes; `rate` replaces that of the rules."""
    combinations = {tuple(sorted(set(combination))): None for combination in product(*options)}
    rights = [_combine(ids, rate, day, bareme) for ids in combinations]
    unique: dict[tuple[Decimal, bool, bool], Rights] = {}
    for right in rights:
        unique.setdefault((right.rate, right.is_franchise_due, right.is_price_capped), right)
    return tuple(unique.values())


def _regimes(name: str, situation: Situation) -> tuple[str, ...]:
    match name:
        case "ald":
            linked = {True: ("ald-liee",), False: ("general",), None: ("ald-liee", "general")}
            return linked[situation.ald_related]
        case "maternite":
            return _maternity_regimes(situation)
        case _:
            return (name,)


def _maternity_regimes(situation: Situation) -> tuple[str, ...]:
    match situation.maternity_period:
        case "du-6e-mois-a-j12":
            return ("maternite-periode",)
        case "apres-perinee-ou-abdominaux":
            return ("maternite-suites",)
        case "avant-6e-mois" | "apres-autre":
            return ("general",)
        case None:
            return ("general", "maternite-periode")


def _combine(ids: tuple[str, ...], rate: Decimal | None, day: dt.date, bareme: Bareme) -> Rights:
    regimes = tuple(bareme.regimes[name] for name in ids)
    best = _best_rate(regimes, day, bareme)
    return Rights(
        rate=best.value if rate is None else rate,
        rate_value=best,
        is_franchise_due=all(regime.franchise for regime in regimes),
        is_price_capped=any(regime.plafond_prix for regime in regimes),
        regimes=regimes,
    )


def _best_rate(regimes: tuple[Regime, ...], day: dt.date, bareme: Bareme) -> DatedValue:
    values = [bareme.value_on(regime.taux, day) for regime in regimes]
    return max(values, key=lambda value: value.value)


def rate_on(
    regimes: tuple[Regime, ...], situation: Situation, day: dt.date, bareme: Bareme
) -> Decimal:
    """Return the rate of the Sécu that day: the one given, or the best of the regimes."""
    if situation.rate is not None:
        return situation.rate
    return _best_rate(regimes, day, bareme).value


def coverages_of(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Coverage, ...]:
    """Return the possible coverages; unknown stands between none and the legal minimum."""
    unknown = bareme.once(_unknown_coverages, day)
    return unknown if isinstance(situation.coverage, UnknownCoverage) else (situation.coverage,)


def _unknown_coverages(bareme: Bareme, day: dt.date) -> tuple[Coverage, ...]:
    return NoCoverage(), PercentCoverage(bareme.amount_on("garantie_minimale", day) * HUNDRED)
