"""What was taken for granted, what the price itself says, what should be confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from bot.calculator.alternatives import OTHER_CAP, YEAR_CAP
from bot.calculator.money import Range
from bot.calculator.outcome import Alternative, Note
from bot.calculator.readings import (
    COMMON_ACT,
    NOT_REIMBURSED,
    exact_tariff,
    tariffs_on,
    territory_of,
)
from bot.calculator.situation import SessionCoverage, Situation, UnknownCoverage
from bot.calculator.treatment import Runs
from bot.content.parameters import Bareme


def assumptions_of(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    """Return what was taken for granted, in the order of its effect on the amount."""
    is_unknown = isinstance(situation.coverage, UnknownCoverage)
    checks = (
        (situation.price is None, Note("prix-au-tarif")),
        (is_unknown and "c2s" not in situation.situations, Note("mutuelle-inconnue")),
        (_is_forfait(situation), Note("contrat-responsable")),
        (situation.act is None and situation.tariff is None, Note("acte-courant")),
        (situation.situations in ((), ("general",)), Note("sans-situation")),
        (situation.territory == "metropole", Note("metropole")),
        (
            situation.franchise_already == 0 and situation.act != NOT_REIMBURSED,
            Note("plafond-non-atteint"),
        ),
        (_could_have_assessment(situation), _without_assessment(situation, bareme)),
        (situation.per_day == 1, Note("une-par-jour")),
        (situation.home == "oui-confort", Note("deplacement-non-compte")),
        (situation.home == "oui-justifie", Note("franchise-deplacement")),
    )
    return (*(note for holds, note in checks if holds), *price_remarks(situation, bareme))


def _is_forfait(situation: Situation) -> bool:
    return isinstance(situation.coverage, SessionCoverage)


def _is_cap_untouched(situation: Situation) -> bool:
    return situation.franchise_already == 0 and situation.act != NOT_REIMBURSED


def _could_have_assessment(situation: Situation) -> bool:
    return not situation.assessment and situation.act not in (NOT_REIMBURSED, "bilan-seul")


def _without_assessment(situation: Situation, bareme: Bareme) -> Note:
    try:
        day, territory = situation.first_day, territory_of(situation)
        price = bareme.tariff_on("bdk", day, territory).amount
    except LookupError:
        return Note("bilan-non-compte-sans-prix")
    return Note("bilan-non-compte", {"prix": price})


def price_remarks(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    """Return what the price itself says: a tariff of another act, an old one, too low."""
    price = situation.price
    if not isinstance(price, Range) or situation.tariff is not None:
        return ()
    if situation.act == NOT_REIMBURSED:
        return (Note("non-remboursable"),)
    day = situation.first_day
    if exact_tariff(situation, day, bareme) is not None:
        return _exact_remark(situation, price.low, day, bareme)
    bounds = tariffs_on(situation, day, bareme).bounds
    lowest = bounds.low
    if bounds.low <= price.low <= bounds.high:
        return ()
    if price.is_one and _is_old(price.low, situation, day, bareme):
        return (Note("ancien-tarif", {"prix": price.low, "tarif": lowest}),)
    if price.low < lowest:
        return (Note("prix-sous-tarif", {"prix": price.low, "tarif": lowest}),)
    return ()


def _exact_remark(
    situation: Situation, price: Decimal, day: dt.date, bareme: Bareme
) -> tuple[Note, ...]:
    common = tariffs_on(replace(situation, price=None, act=COMMON_ACT), day, bareme).bounds
    if situation.act is not None or common.low <= price <= common.high:
        return ()
    labels = [
        act.label for act in bareme.acts.values()
        if _amount(act.id, day, situation, bareme) == price
    ]  # fmt: skip
    return (Note("tarif-d-un-acte", {"prix": price, "actes": " ; ".join(labels)}),)


def _amount(act: str, day: dt.date, situation: Situation, bareme: Bareme) -> Decimal | None:
    try:
        return bareme.tariff_on(act, day, territory_of(situation)).amount
    except LookupError:
        return None


def _is_old(price: Decimal, situation: Situation, day: dt.date, bareme: Bareme) -> bool:
    territory = territory_of(situation)
    for name, parameter in bareme.parameters.items():
        if name.startswith("ancien_tarif_") and any(
            v.value == price and v.territory == territory and not v.covers(day)
            for v in parameter.values
        ):
            return True
    if any(_amount(act, day, situation, bareme) == price for act in bareme.acts):
        return False
    starts = {v.starts_on for act in bareme.acts.values() for v in act.values if v.starts_on}
    past = [start for start in starts if start < day]
    return any(
        _amount(act, start, situation, bareme) == price for act in bareme.acts for start in past
    )


def confirmations_of(
    situation: Situation, runs: Runs, alternatives: tuple[Alternative, ...], bareme: Bareme
) -> tuple[Note, ...]:
    """Return what the patient should have confirmed, once each."""
    day = situation.first_day
    ids = {r.a_confirmer: None for c, _ in runs for r in c.rights.regimes if r.a_confirmer}
    notes = [Note(name) for name in ids]
    if situation.territory == "mayotte":
        notes.append(Note("mayotte"))
    scheduled = tariffs_on(situation, day, bareme).scheduled
    if scheduled is not None:
        notes.append(Note("hausse-annoncee", {"tarif": scheduled.high}))
    if any(other.note.id == OTHER_CAP for other in alternatives):
        cap = bareme.amount_on(YEAR_CAP, day)
        notes.append(Note("plafond-annuel", {"plafond": cap}))
    if situation.home == "oui-justifie":
        notes.append(Note("deplacement-taux"))
    return tuple(notes)
