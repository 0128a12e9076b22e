"""The explanation of an estimate: steps, alternatives, assumptions, what is to be confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from bot.calculator.money import Range
from bot.calculator.outcome import Alternative, Note, Session, Step, Total, Value
from bot.calculator.readings import (
    COMMON_ACT,
    NOT_REIMBURSED,
    exact_tariff,
    tariffs_on,
    territory_of,
)
from bot.calculator.situation import (
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    Situation,
    UnknownCoverage,
)
from bot.calculator.treatment import Choice, Sums, Treatment, run
from bot.content.parameters import Bareme, DatedValue, Source

Runs = list[tuple[Choice, Treatment]]
YEAR_CAP = "franchise_an"


def _first_day(situation: Situation) -> dt.date:
    return situation.schedule[0].day if situation.schedule else situation.day


def _span(values: Iterable[Decimal]) -> Value:
    """Return one number when all are equal, else their range."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else Range.of(found[0], found[-1])


def steps_of(
    situation: Situation, runs: Runs, session: Session, total: Total | None, bareme: Bareme
) -> tuple[Step, ...]:
    """Return the lines of the computation, in its order, each with its source and date."""
    lines = [
        _tariff_step(situation, session, bareme),
        _rate_step(runs, session),
        _franchise_step(situation, session, bareme),
        _coverage_step(situation, runs, session, bareme),
        _rule_step("reste", session.reste_a_charge, bareme.sources["formule_reste"], {
            "prix": session.price, "amo": session.amo, "mutuelle": session.complementaire,
        }),
    ]  # fmt: skip
    if session.depassement.high > 0 and situation.act != NOT_REIMBURSED:
        lines.append(_rule_step("depassement", session.depassement,
            bareme.sources["regle_depassement"],
            {"prix": session.price, "tarif": session.tariff}))  # fmt: skip
    lines += _extra_steps(runs, bareme, _first_day(situation))
    if total is not None:
        lines += _total_steps(situation, runs, session, total, bareme)
    return tuple(lines)


def _rule_step(name: str, amount: Range, source: Source, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, source, "high", None)


def _value_step(name: str, amount: Range, value: DatedValue, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, value.source, value.confidence, value.starts_on)


def _tariff_step(situation: Situation, session: Session, bareme: Bareme) -> Step:
    tariffs = tariffs_on(situation, _first_day(situation), bareme)
    single = tariffs.single
    if single is None:
        return _rule_step("tarif", session.tariff, tariffs.source, {})
    terms: dict[str, Value] = {
        "coefficient": single.coefficient, "lettre": single.key_letter,
        "acte": single.act.label, "code": single.act.letter,
    }  # fmt: skip
    value = single.value
    return Step("tarif", terms, session.tariff, tariffs.source, value.confidence, value.starts_on)


def _rate_step(runs: Runs, session: Session) -> Step:
    rights = [choice.rights for choice, _ in runs]
    best = max(rights, key=lambda right: right.rate)
    base = [min(t.first.tariff, t.first.price) for _, t in runs]
    rates = sorted({right.rate for right in rights})
    terms: dict[str, Value] = {"taux": rates[0], "taux_max": rates[-1], "base": _span(base)}
    return _value_step("part-secu", session.amo_before_franchise, best.rate_value, terms)


def _franchise_step(situation: Situation, session: Session, bareme: Bareme) -> Step:
    value = bareme.value_on("franchise_acte", _first_day(situation))
    amount = value.value if situation.franchise is None else situation.franchise
    terms: dict[str, Value] = {"franchise": amount, "due": session.franchise.high > 0}
    return _value_step("franchise", session.franchise, value, terms)


def _coverage_step(situation: Situation, runs: Runs, session: Session, bareme: Bareme) -> Step:
    terms: dict[str, Value] = {"amo": session.amo_before_franchise, "tarif": session.tariff}
    if any(choice.rights.is_price_capped for choice, _ in runs):
        terms["sorte"] = "c2s"
    else:
        terms |= _coverage_terms(situation)
    value = bareme.value_on("garantie_minimale", _first_day(situation))
    source = bareme.sources["formule_mutuelle"] if "pourcentage" in terms else value.source
    return _rule_step("mutuelle", session.complementaire, source, terms)


def _coverage_terms(situation: Situation) -> dict[str, Value]:
    match situation.coverage:
        case NoCoverage():
            return {"sorte": "aucune"}
        case PercentCoverage(percent, includes_amo):
            return {"sorte": "incluse" if includes_amo else "en-plus", "pourcentage": percent}
        case SessionCoverage(amount):
            return {"sorte": "forfait", "forfait": amount}
        case UnknownCoverage():
            return {"sorte": "inconnue"}


def _extra_steps(runs: Runs, bareme: Bareme, day: dt.date) -> list[Step]:
    steps = []
    assessments = [treatment.assessments for _, treatment in runs]
    if assessments[0].acts:
        rest, terms = _extra(assessments)
        steps.append(_rule_step("bilan", rest, bareme.sources["ngap"], terms))
    travels = [treatment.travel for _, treatment in runs]
    if travels[0].acts:
        rest, terms = _extra(travels)
        value = bareme.value_on("taux_deplacement", day)
        steps.append(_value_step("deplacement", rest, value, terms))
    return steps


def _extra(sums: list[Sums]) -> tuple[Range, dict[str, Value]]:
    prices = Range.over(each.price / each.acts for each in sums)
    return Range.over(each.rest for each in sums), {"nombre": sums[0].acts, "prix": prices}


def _total_steps(
    situation: Situation, runs: Runs, session: Session, total: Total, bareme: Bareme
) -> list[Step]:
    count = _count(situation)
    steps = [_rule_step("total", total.reste_a_charge, bareme.sources["formule_reste"],
        {"nombre": count, "seance": session.reste_a_charge, "franchise": total.franchise,
         "bilans": runs[0][1].assessments.acts})]  # fmt: skip
    expected = Range.of(session.franchise.low * count, session.franchise.high * count)
    if total.franchise.high < expected.high and not _has_assessment(runs):
        cap = bareme.value_on(YEAR_CAP, _first_day(situation))
        steps.append(_value_step("plafond-annuel", total.franchise, cap,
            {"plafond": cap.value, "deja": situation.franchise_already}))  # fmt: skip
    return steps


def _has_assessment(runs: Runs) -> bool:
    return runs[0][1].assessments.acts > 0


def _count(situation: Situation) -> int:
    if situation.schedule:
        return sum(batch.sessions for batch in situation.schedule)
    return situation.sessions if isinstance(situation.sessions, int) else 1


def alternatives_of(
    situation: Situation, runs: Runs, total: Total | None, bareme: Bareme
) -> tuple[Alternative, ...]:
    """Return the other readings: of the patient's answers first, then of a doubtful rule."""
    if total is None:
        return ()
    found = [
        *_split(runs, _rights_key, "si-situation"),
        *_split(runs, _coverage_key, "si-mutuelle"),
        *_split(runs, lambda c: "oui" if c.is_second_paid else "non", "si-conditions"),
    ]
    other = _other_year_cap(situation, runs, bareme)
    return (*found, *other)


def _rights_key(choice: Choice) -> str:
    """Return the regime that decides: the one with the best rate, or without franchise."""
    regimes = [regime.id for regime in choice.rights.regimes]
    return next((name for name in reversed(regimes) if name != "general"), "general")


def _coverage_key(choice: Choice) -> str:
    return "aucune" if isinstance(choice.coverage, NoCoverage) else "minimale"


def _split(runs: Runs, key: Callable[[Choice], str], note: str) -> list[Alternative]:
    groups: dict[str, list[Decimal]] = {}
    for choice, treatment in runs:
        groups.setdefault(key(choice), []).append(treatment.total.rest)
    totals = {name: Range.over(rests) for name, rests in groups.items()}
    if len(set(totals.values())) == 1:
        return []
    return [Alternative(Note(note, {"cas": name}), total) for name, total in totals.items()]


def _other_year_cap(situation: Situation, runs: Runs, bareme: Bareme) -> list[Alternative]:
    previous = doubtful_cap(situation, bareme)
    if previous is None:
        return []
    reruns = [run(situation, replace(c, year_cap=previous.value), bareme) for c, _ in runs]
    totals = Range.over(t.total.rest for t in reruns)
    if totals == Range.over(t.total.rest for _, t in runs):
        return []
    return [Alternative(Note("autre-plafond", {"plafond": previous.value}), totals)]


def doubtful_cap(situation: Situation, bareme: Bareme) -> DatedValue | None:
    """Return the previous yearly cap when the one in force that day rests on a weak source."""
    values = bareme.parameters[YEAR_CAP].values
    current = bareme.value_on(YEAR_CAP, _first_day(situation))
    index = values.index(current)
    return values[index - 1] if current.confidence != "high" and index else None


def assumptions_of(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    """Return what was taken for granted, in the order of its effect on the amount."""
    checks = (
        (situation.price is None, Note("prix-au-tarif")),
        (isinstance(situation.coverage, UnknownCoverage), Note("mutuelle-inconnue")),
        (_is_forfait(situation), Note("contrat-responsable")),
        (situation.act is None and situation.tariff is None, Note("acte-courant")),
        (situation.situations in ((), ("general",)), Note("sans-situation")),
        (situation.territory == "metropole", Note("metropole")),
        (situation.franchise_already == 0, Note("plafond-non-atteint")),
        (not situation.assessment, _without_assessment(situation, bareme)),
        (situation.per_day == 1, Note("une-par-jour")),
        (situation.home == "oui-confort", Note("deplacement-non-compte")),
        (situation.home == "oui-justifie", Note("franchise-deplacement")),
    )
    return (*(note for holds, note in checks if holds), *price_remarks(situation, bareme))


def _is_forfait(situation: Situation) -> bool:
    return isinstance(situation.coverage, SessionCoverage)


def _without_assessment(situation: Situation, bareme: Bareme) -> Note:
    try:
        day, territory = _first_day(situation), territory_of(situation)
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
    day = _first_day(situation)
    if exact_tariff(situation, day, bareme) is not None:
        return _exact_remark(situation, price.low, day, bareme)
    lowest = tariffs_on(situation, day, bareme).bounds.low
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
    starts = {v.starts_on for act in bareme.acts.values() for v in act.values if v.starts_on}
    past = [start for start in starts if start < day]
    return any(
        _amount(act, start, situation, bareme) == price for act in bareme.acts for start in past
    )


def confirmations_of(situation: Situation, runs: Runs, bareme: Bareme) -> tuple[Note, ...]:
    """Return what the patient should have confirmed, once each."""
    day = _first_day(situation)
    ids = {r.a_confirmer: None for c, _ in runs for r in c.rights.regimes if r.a_confirmer}
    notes = [Note(name) for name in ids]
    if situation.territory == "mayotte":
        notes.append(Note("mayotte"))
    scheduled = tariffs_on(situation, day, bareme).scheduled
    if scheduled is not None:
        notes.append(Note("hausse-annoncee", {"tarif": scheduled.high}))
    if _other_year_cap(situation, runs, bareme):
        cap = bareme.amount_on(YEAR_CAP, day)
        notes.append(Note("plafond-annuel", {"plafond": cap}))
    if situation.home == "oui-justifie":
        notes.append(Note("deplacement-taux"))
    return tuple(notes)
