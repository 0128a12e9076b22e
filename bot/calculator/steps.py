"""The lines of the computation, in its order, each with its formula, source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from bot.calculator.money import Range
from bot.calculator.outcome import Session, Step, Total, Value
from bot.calculator.readings import NOT_REIMBURSED, tariffs_on
from bot.calculator.situation import (
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    Situation,
    UnknownCoverage,
)
from bot.calculator.treatment import Runs, Sums
from bot.content.parameters import Bareme, DatedValue, Source


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
    lines += _extra_steps(runs, bareme, situation.first_day)
    if total is not None:
        lines += _total_steps(situation, runs, session, total, bareme)
    return tuple(lines)


def _rule_step(name: str, amount: Range, source: Source, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, source, "high", None)


def _value_step(name: str, amount: Range, value: DatedValue, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, value.source, value.confidence, value.starts_on)


def _tariff_step(situation: Situation, session: Session, bareme: Bareme) -> Step:
    tariffs = tariffs_on(situation, situation.first_day, bareme)
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
    regimes = {regime.id: None for right in rights for regime in right.regimes}
    terms: dict[str, Value] = {
        "taux": rates[0],
        "taux_max": rates[-1],
        "base": _span(base),
        "regimes": " ".join(regimes),
    }
    return _value_step("part-secu", session.amo_before_franchise, best.rate_value, terms)


def _franchise_step(situation: Situation, session: Session, bareme: Bareme) -> Step:
    value = bareme.value_on("franchise_acte", situation.first_day)
    amount = value.value if situation.franchise is None else situation.franchise
    terms: dict[str, Value] = {"franchise": amount, "due": session.franchise.high > 0}
    return _value_step("franchise", session.franchise, value, terms)


def _coverage_step(situation: Situation, runs: Runs, session: Session, bareme: Bareme) -> Step:
    terms: dict[str, Value] = {"amo": session.amo_before_franchise, "tarif": session.tariff}
    if any(choice.rights.is_price_capped for choice, _ in runs):
        terms["sorte"] = "c2s"
    else:
        terms |= _coverage_terms(situation)
    value = bareme.value_on("garantie_minimale", situation.first_day)
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
    one, first = session.reste_a_charge, runs[0][1]
    terms: dict[str, Value] = {
        "nombre": count,
        "seance": one,
        "est_simple": total.reste_a_charge == Range(one.low * count, one.high * count),
        "bilans": first.assessments.acts,
        "deplacements": first.travel.acts,
    }
    steps = [_rule_step("total", total.reste_a_charge, bareme.sources["formule_reste"], terms)]
    expected = Range.of(session.franchise.low * count, session.franchise.high * count)
    if total.franchise.high < expected.high and not _has_assessment(runs):
        cap = bareme.value_on("franchise_an", situation.first_day)
        steps.append(_value_step("plafond-annuel", total.franchise, cap,
            {"plafond": cap.value, "deja": situation.franchise_already}))  # fmt: skip
    return steps


def _has_assessment(runs: Runs) -> bool:
    return runs[0][1].assessments.acts > 0


def _count(situation: Situation) -> int:
    if situation.schedule:
        return sum(batch.sessions for batch in situation.schedule)
    return situation.sessions if isinstance(situation.sessions, int) else 1


def _span(values: Iterable[Decimal]) -> Value:
    """Return one number when all are equal, else their range."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else Range.of(found[0], found[-1])
