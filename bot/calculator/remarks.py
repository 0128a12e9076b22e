"""What was taken for granted, what the price itself says, what should be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from bot.calculator.alternatives import OTHER_CAP
from bot.calculator.bilan import BILANS
from bot.calculator.money import Range, to_cent
from bot.calculator.outcome import Note
from bot.calculator.plan import Runs
from bot.calculator.readings import NOT_REIMBURSED
from bot.calculator.regles import Rules
from bot.calculator.situation import (
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
)
from bot.calculator.tarifs import (
    COMMON_ACT,
    SCHEDULED,
    amounts_in_force,
    articles_of,
    territory_of,
)
from bot.content.parameters import Act, Bareme, Territory

OLD_TARIFF = "ancien_tarif_"


def assumptions_of(rules: Rules, runs: Runs) -> tuple[Note, ...]:
    """Return what was taken for granted, in the order of its effect on the amount."""
    situation, bareme = rules.situation, rules.bareme
    is_unknown = isinstance(situation.coverage, UnknownCoverage)
    checks = (
        (situation.price is None, Note("prix-au-tarif")),
        (is_unknown and "c2s" not in situation.situations, Note("mutuelle-inconnue")),
        (_is_forfait(situation), Note("contrat-responsable")),
        (_is_yearly(situation), Note("forfait-annuel")),
        (situation.act is None and situation.tariff is None, Note("acte-courant")),
        (situation.situations in ((), ("general",)), Note("sans-situation")),
        (situation.territory == "metropole", Note("metropole")),
        (
            situation.franchise_already == 0 and situation.act != NOT_REIMBURSED,
            Note("plafond-non-atteint"),
        ),
        (_could_have_assessment(situation, bareme), _without_assessment(situation, bareme)),
        (situation.per_day == 1, Note("une-par-jour")),
        (_is_on_one_day(situation), Note("tarif-du-jour", {"jour": rules.first_day})),
        (any(t.retenues.caps for _, t in runs), Note("date-de-remboursement")),
        (_is_on_the_plain(situation), Note("terrain-plaine")),
        (situation.home == "oui-confort", Note("deplacement-non-compte")),
        (situation.home == "oui-justifie", Note("franchise-deplacement")),
    )
    return (*(note for holds, note in checks if holds), *price_remarks(rules))


def _is_forfait(situation: Situation) -> bool:
    return isinstance(situation.coverage, SessionCoverage)


def _is_yearly(situation: Situation) -> bool:
    """Tell whether a yearly amount was read as the legal minimum: the act is reimbursed."""
    return isinstance(situation.coverage, YearCoverage) and situation.act != NOT_REIMBURSED


def _is_on_one_day(situation: Situation) -> bool:
    return situation.count > 1 and not situation.schedule


def _is_on_the_plain(situation: Situation) -> bool:
    is_far = situation.home == "oui-justifie" and situation.km > 0
    return is_far and situation.terrain == "plaine"


def _could_have_assessment(situation: Situation, bareme: Bareme) -> bool:
    if situation.assessment or situation.act == NOT_REIMBURSED:
        return False
    articles = articles_of(situation, bareme)
    return not (articles and articles <= BILANS)


def _without_assessment(situation: Situation, bareme: Bareme) -> Note:
    try:
        day, territory = situation.first_day, territory_of(situation)
        price = bareme.tariff_on("bdk", day, territory).amount
    except LookupError:
        return Note("bilan-non-compte-sans-prix")
    return Note("bilan-non-compte", {"prix": price})


def price_remarks(rules: Rules) -> tuple[Note, ...]:
    """Return what the price itself says: a tariff of another act, an old one, too low."""
    situation, bareme = rules.situation, rules.bareme
    price = situation.price
    if not isinstance(price, Range) or situation.tariff is not None:
        return ()
    if situation.act == NOT_REIMBURSED:
        return (Note("non-remboursable"),)
    tariffs = rules.periods[0].cares[0].tariffs
    if tariffs.exact:
        return _exact_remark(situation, price.low, tariffs.exact, bareme)
    bounds = tariffs.bounds
    lowest = bounds.low
    if bounds.low <= price.low <= bounds.high:
        return ()
    is_low = price.low < lowest
    if price.is_one and (
        is_old_tariff(price.low, situation, bareme)
        or (is_low and _is_between_old_tariffs(price.low, situation, bareme))
    ):
        return (Note("ancien-tarif", {"prix": price.low, "tarif": lowest}),)
    if is_low:
        return (Note("prix-sous-tarif", {"prix": price.low, "tarif": lowest}),)
    return ()


def _exact_remark(
    situation: Situation, price: Decimal, exact: tuple[Act, ...], bareme: Bareme
) -> tuple[Note, ...]:
    if situation.act is not None:
        return ()
    day, territory = situation.first_day, territory_of(situation)
    common = amounts_in_force(COMMON_ACT, day, territory, bareme)
    bounds = Range.over(each.amount for each in common)
    if bounds.low <= price <= bounds.high:
        return ()
    labels = " ; ".join(act.label for act in exact)
    return (Note("tarif-d-un-acte", {"prix": price, "actes": labels}),)


def is_old_tariff(price: Decimal, situation: Situation, bareme: Bareme) -> bool:
    """Tell whether a price is a tariff of the past and of no act today."""
    return price in bareme.once(_old_tariffs, situation.first_day, territory_of(situation))


def _old_tariffs(bareme: Bareme, day: dt.date, territory: Territory) -> frozenset[Decimal]:
    old = {*_named_old_tariffs(day, territory, bareme), *_ended(day, territory, bareme)}
    in_force = amounts_in_force(None, day, territory, bareme)
    return frozenset(old.difference(each.amount for each in in_force))


def _ended(day: dt.date, territory: Territory, bareme: Bareme) -> Iterator[Decimal]:
    """Yield the tariff that each coefficient of the past gave on its last day."""
    for act in bareme.acts.values():
        for value in act.values:
            if value.ends_on and value.ends_on < day and value.status != SCHEDULED:
                letter = bareme.amount_on("lettre_cle", value.ends_on, territory)
                yield to_cent(value.coefficient * letter)


def _named_old_tariffs(day: dt.date, territory: Territory, bareme: Bareme) -> Iterator[Decimal]:
    for name, parameter in bareme.parameters.items():
        if name.startswith(OLD_TARIFF):
            for value in parameter.values:
                if value.territory == territory and not value.covers(day):
                    yield value.value


def _is_between_old_tariffs(price: Decimal, situation: Situation, bareme: Bareme) -> bool:
    """Tell whether a price lies among the tariffs a common session had: pages round otherwise."""
    spans = bareme.once(_old_spans, situation.first_day, territory_of(situation))
    return any(span.low <= price <= span.high for span in spans)


def _old_spans(bareme: Bareme, day: dt.date, territory: Territory) -> tuple[Range, ...]:
    """Return the tariffs that a common session had, until each day on which one changed."""
    values = (value for act in bareme.acts_of(COMMON_ACT) for value in act.values)
    past = {value.ends_on for value in values if value.ends_on and value.ends_on < day}
    return tuple(
        Range.over(e.amount for e in amounts_in_force(COMMON_ACT, ended_on, territory, bareme))
        for ended_on in past
    )


def confirmations_of(rules: Rules, runs: Runs, others: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return what the patient should have confirmed, once each; `others` are the other readings."""
    situation = rules.situation
    ids = {r.a_confirmer: None for c, _ in runs for r in c.terms.rights.regimes if r.a_confirmer}
    notes = [Note(name) for name in ids]
    if situation.territory == "mayotte":
        notes.append(Note("mayotte"))
    if rules.highest_rise is not None:
        notes.append(Note("hausse-annoncee", {"tarif": rules.highest_rise}))
    if any(note.id == OTHER_CAP for note in others):
        doubtful = [p.caps.year for p in rules.periods if p.previous_caps != p.caps]
        notes.append(Note("plafond-annuel", {"plafond": max(doubtful)}))
    if any(care.home == "oui-justifie" for care in rules.cares):
        notes.append(Note("deplacement-taux"))
    return tuple(notes)
