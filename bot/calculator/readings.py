"""Rule `lecture`: from what is not sure to the definite readings that the calculation takes.

Inputs:   the situation, the dated rules.
Output:   the tariffs, prices, regimes and coverages that remain possible; the range of a result
          is the range over them.
Sources:  content/parametres, each value with its own.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from bot.calculator.money import ZERO, Range
from bot.calculator.situation import (
    Coverage,
    NoCoverage,
    PercentCoverage,
    Situation,
    UnknownCoverage,
)
from bot.content.parameters import Act, Bareme, DatedValue, Regime, Source, Tariff, Territory

NOT_REIMBURSED = "non-remboursable"
COMMON_ACT = "acte-courant"
HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rights:
    """The rate and franchise that one combination of situations gives."""

    rate: Decimal
    rate_value: DatedValue
    is_franchise_due: bool
    is_price_capped: bool
    regimes: tuple[Regime, ...]


@dataclass(frozen=True, slots=True)
class Tariffs:
    """The possible tariffs of a session on a day.

    `bounds` are the ends in force; `scheduled` is another end, announced and not confirmed.
    """

    bounds: Range
    source: Source
    single: Tariff | None = None
    scheduled: Range | None = None

    @property
    def ends(self) -> tuple[Decimal, ...]:
        """Return the distinct tariffs to compute with."""
        extra = (self.scheduled.low, self.scheduled.high) if self.scheduled else ()
        return tuple(sorted({self.bounds.low, self.bounds.high, *extra}))


def territory_of(situation: Situation) -> Territory:
    """Mayotte takes the tariffs of the DROM (to be confirmed)."""
    return "metropole" if situation.territory == "metropole" else "drom"


def tariffs_on(situation: Situation, day: dt.date, bareme: Bareme) -> Tariffs:
    """Return the possible tariffs: given, of the act, of the family, or of the price itself."""
    if situation.tariff is not None:
        return Tariffs(Range.of(situation.tariff), bareme.sources["formule_tarif"])
    if situation.act == NOT_REIMBURSED:
        return Tariffs(Range.of(ZERO), bareme.sources["regle_depassement"])
    candidates = _candidates(situation, day, bareme)
    exact = exact_tariff(situation, day, bareme)
    if exact is not None:
        return Tariffs(Range.of(exact), bareme.sources["ngap"])
    amounts = [tariff.amount for tariff in candidates]
    planned = [tariff.scheduled for tariff in candidates if tariff.scheduled is not None]
    return Tariffs(
        bounds=Range.over(amounts),
        source=candidates[0].source,
        single=candidates[0] if len(candidates) == 1 else None,
        scheduled=Range.over(planned) if planned else None,
    )


def _candidates(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Tariff, ...]:
    wanted = situation.act or COMMON_ACT
    ids = [wanted] if wanted in bareme.acts else [act.id for act in bareme.acts_of(wanted)]
    return tuple(bareme.tariff_on(act_id, day, territory_of(situation)) for act_id in ids)


def exact_tariff(situation: Situation, day: dt.date, bareme: Bareme) -> Decimal | None:
    """Return the price when it is exactly a tariff in force of what the act may be.

    Only when the act is unknown (any act counts) or a family that holds that tariff.
    """
    price = situation.price
    if not isinstance(price, Range) or not price.is_one or situation.act in bareme.acts:
        return None
    acts = bareme.acts_of(situation.act) if situation.act else tuple(bareme.acts.values())
    found = {t.amount for t in _known_tariffs(acts, day, territory_of(situation), bareme)}
    return price.low if price.low in found else None


def _known_tariffs(
    acts: tuple[Act, ...], day: dt.date, territory: Territory, bareme: Bareme
) -> list[Tariff]:
    known = []
    for act in acts:
        with contextlib.suppress(LookupError):
            known.append(bareme.tariff_on(act.id, day, territory))
    return known


def prices_of(situation: Situation) -> tuple[Decimal | None, ...]:
    """Return the possible prices; None stands for « the tariff itself »."""
    if not isinstance(situation.price, Range):
        return (None,)
    return tuple(sorted({situation.price.low, situation.price.high}))


def rights_of(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Rights, ...]:
    """Return the possible rights: the best rate of the situations, no franchise if one exempts."""
    options = [_regimes(name, situation) for name in situation.situations or ("general",)]
    combinations = {tuple(sorted(set(combination))): None for combination in product(*options)}
    rights = [_combine(ids, situation, day, bareme) for ids in combinations]
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


def _combine(ids: tuple[str, ...], situation: Situation, day: dt.date, bareme: Bareme) -> Rights:
    regimes = tuple(bareme.regimes[name] for name in ids)
    values = [bareme.value_on(regime.taux, day) for regime in regimes]
    best = max(values, key=lambda value: value.value)
    return Rights(
        rate=best.value if situation.rate is None else situation.rate,
        rate_value=best,
        is_franchise_due=all(regime.franchise for regime in regimes),
        is_price_capped=any(regime.plafond_prix for regime in regimes),
        regimes=regimes,
    )


def coverages_of(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Coverage, ...]:
    """Return the possible coverages; unknown stands between none and the legal minimum."""
    if isinstance(situation.coverage, UnknownCoverage):
        minimum = bareme.amount_on("garantie_minimale", day) * HUNDRED
        return (NoCoverage(), PercentCoverage(minimum))
    return (situation.coverage,)
