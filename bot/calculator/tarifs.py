"""Rule `tarif`: the convention tariffs that a session may have on a day.

Inputs:   the situation (act, family or nothing; price), the day, the dated rules.
Output:   the tariffs in force, those of a rise nobody could confirm, those of a rise to come.
Sources:  content/parametres/actes.yaml, tarifs.yaml, familles.yaml (NGAP).
Rounding: coefficient × lettre-clé once, half a cent up.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from bot.calculator.money import ZERO, Range, to_cent
from bot.calculator.readings import NOT_REIMBURSED
from bot.calculator.situation import Situation
from bot.content.parameters import (
    Act,
    ActValue,
    Bareme,
    Confidence,
    Source,
    Tariff,
    Territory,
)

COMMON_ACT = "acte-courant"
SCHEDULED = "programme"
ANY_ACT = ""
WEAKEST_FIRST: tuple[Confidence, ...] = ("low", "medium")


@dataclass(frozen=True, eq=False)
class Tariffs:
    """The possible tariffs of a session on a day, in euros at the cent.

    Those of an act on a day are one object, however often they are asked for.

    Attributes:
        in_force: the tariff of each act the session may be.
        perhaps: those of a rise whose date is past and that nobody could confirm.
        perhaps_on: the day of that rise.
        announced: those of a rise that was still to come when the rules were verified.
        announced_on: the day of that rise.
        exact: the acts of which the price is exactly the tariff.
        single: the only act the session may be, with its coefficient.
        values: the dated coefficients in force that it rests on; none when it was given.
    """

    in_force: Mapping[str, Decimal]
    perhaps: Mapping[str, Decimal]
    announced: Mapping[str, Decimal]
    source: Source
    perhaps_on: dt.date | None = None
    announced_on: dt.date | None = None
    exact: tuple[Act, ...] = ()
    single: Tariff | None = None
    values: tuple[ActValue, ...] = ()

    @cached_property
    def valid_from(self) -> dt.date | None:
        """Return the day since which all these tariffs are in force."""
        return max((v.starts_on for v in self.values if v.starts_on), default=None)

    @cached_property
    def confidence(self) -> Confidence:
        """Return the weakest confidence of the coefficients."""
        found = {value.confidence for value in self.values}
        return next((level for level in WEAKEST_FIRST if level in found), "high")

    @cached_property
    def bounds(self) -> Range:
        """Return the ends of the tariffs in force."""
        return Range.over(self.in_force.values())

    @cached_property
    def highest_rise(self) -> Decimal | None:
        """Return the highest tariff of a rise, past or to come, that is not confirmed."""
        return max((*self.perhaps.values(), *self.announced.values()), default=None)

    def of(self, act: str, *, is_perhaps: bool, is_risen: bool) -> Decimal:
        """Return the tariff of one act, with the doubtful rise and the announced one or not."""
        if is_risen and act in self.announced:
            return self.announced[act]
        if is_perhaps and act in self.perhaps:
            return self.perhaps[act]
        return self.in_force[act if act in self.in_force else ANY_ACT]


def territory_of(situation: Situation) -> Territory:
    """Mayotte takes the tariffs of the DROM (to be confirmed)."""
    return "metropole" if situation.territory == "metropole" else "drom"


def articles_of(situation: Situation, bareme: Bareme) -> frozenset[str]:
    """Return the articles the act may belong to; empty when nothing is known of it."""
    return frozenset() if situation.act is None else bareme.once(_articles, situation.act)


def _articles(bareme: Bareme, act: str) -> frozenset[str]:
    if act in bareme.acts:
        return frozenset({bareme.acts[act].article})
    return frozenset(act.article for act in bareme.acts_of(act))


def tariffs_on(situation: Situation, day: dt.date, bareme: Bareme) -> Tariffs:
    """Return the possible tariffs: given, of the act, of the family, or of the price itself.

    Raises:
        LookupError: no tariff is known for the act on that day.
    """
    if situation.tariff is not None:
        return _only(situation.tariff, bareme.sources["formule_tarif"])
    if situation.act == NOT_REIMBURSED:
        return _only(ZERO, bareme.sources["regle_depassement"])
    territory = territory_of(situation)
    exact = _exact_tariffs(situation, day, bareme)
    return exact or bareme.once(_tariffs, situation.act or COMMON_ACT, day, territory)


def _only(amount: Decimal, source: Source, exact: tuple[InForce, ...] = ()) -> Tariffs:
    return Tariffs(
        {ANY_ACT: to_cent(amount)}, {}, {}, source,
        exact=tuple(each.act for each in exact),
        values=tuple(each.value for each in exact),
    )  # fmt: skip


def _tariffs(bareme: Bareme, act: str, day: dt.date, territory: Territory) -> Tariffs:
    ids = [act] if act in bareme.acts else [each.id for each in bareme.acts_of(act)]
    found = tuple(bareme.tariff_on(act_id, day, territory) for act_id in ids)
    past, to_come = _rises(found, day)
    return Tariffs(
        in_force={tariff.act.id: tariff.amount for tariff in found},
        perhaps={rise.act: rise.amount for rise in past},
        perhaps_on=min((rise.day for rise in past), default=None),
        announced={rise.act: rise.amount for rise in to_come},
        announced_on=min((rise.day for rise in to_come), default=None),
        source=found[0].source,
        single=found[0] if len(found) == 1 else None,
        values=tuple(tariff.value for tariff in found),
    )


class Rise(NamedTuple):
    """A rise that nobody confirmed: the act, its tariff then, the first day."""

    act: str
    amount: Decimal
    day: dt.date


def _rises(tariffs: tuple[Tariff, ...], day: dt.date) -> tuple[list[Rise], list[Rise]]:
    """Return the rises of that day: past, then still to come when somebody verified them."""
    past: list[Rise] = []
    to_come: list[Rise] = []
    for tariff in tariffs:
        for value in tariff.act.values:
            if tariff.scheduled and value.starts_on and _is_scheduled(value, day):
                found = to_come if value.starts_on > value.verified_on else past
                found.append(Rise(tariff.act.id, tariff.scheduled, value.starts_on))
                break
    return past, to_come


def _is_scheduled(value: ActValue, day: dt.date) -> bool:
    return value.status == SCHEDULED and value.covers(day)


class InForce(NamedTuple):
    """An act, its dated coefficient and its tariff on a day."""

    act: Act
    value: ActValue
    amount: Decimal


def acts_at_tariff(situation: Situation, bareme: Bareme) -> tuple[Act, ...]:
    """Return the acts whose tariff is exactly the price, among what a family or nothing may be."""
    exact = _exact_tariffs(situation, situation.first_day, bareme)
    return exact.exact if exact else ()


def _exact_tariffs(situation: Situation, day: dt.date, bareme: Bareme) -> Tariffs | None:
    """Return the tariffs in force that are exactly the price, among what the act may be.

    Only when the act is unknown (any act counts) or a family that holds that tariff.
    """
    price = situation.price
    if not isinstance(price, Range) or not price.is_one or situation.act in bareme.acts:
        return None
    territory = territory_of(situation)
    return bareme.once(_by_amount, situation.act, day, territory).get(price.low)


def _by_amount(
    bareme: Bareme, act: str | None, day: dt.date, territory: Territory
) -> dict[Decimal, Tariffs]:
    found: dict[Decimal, list[InForce]] = {}
    for each in amounts_in_force(act, day, territory, bareme):
        found.setdefault(each.amount, []).append(each)
    return {
        amount: _only(amount, bareme.sources[exact[0].value.source], tuple(exact))
        for amount, exact in found.items()
    }


def amounts_in_force(
    family: str | None, day: dt.date, territory: Territory, bareme: Bareme
) -> tuple[InForce, ...]:
    """Return the tariff in force of each act of a family (None: of every act) that has one."""
    return bareme.once(_in_force, family, day, territory)


def _in_force(
    bareme: Bareme, family: str | None, day: dt.date, territory: Territory
) -> tuple[InForce, ...]:
    """Compute the tariffs: coefficient × lettre-clé."""
    try:
        letter = bareme.amount_on("lettre_cle", day, territory)
    except LookupError:
        return ()
    acts = bareme.acts_of(family) if family else bareme.acts.values()
    return tuple(
        InForce(act, value, to_cent(value.coefficient * letter))
        for act in acts
        for value in act.values
        if value.status != SCHEDULED and value.covers(day)
    )
