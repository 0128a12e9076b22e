"""The lines of the computation, in its order, each with its formula, source and date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from bot.calculator.franchise import YEAR_CAP
from bot.calculator.money import ZERO, Range
from bot.calculator.outcome import Session, Step, Total, Value
from bot.calculator.plan import Runs
from bot.calculator.readings import NOT_REIMBURSED
from bot.calculator.regles import Rules
from bot.calculator.situation import (
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
)
from bot.calculator.tarifs import Tariffs
from bot.calculator.treatment import Sums
from bot.content.parameters import Bareme, DatedValue, Source


def steps_of(rules: Rules, runs: Runs, session: Session, total: Total | None) -> tuple[Step, ...]:
    """Return the lines of the computation, in its order, each with its source and date."""
    situation, bareme = rules.situation, rules.bareme
    lines = [
        *_tariff_steps(rules, runs),
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
    lines += _extra_steps(runs, bareme, rules.first_day)
    if total is not None:
        lines.append(_total_step(situation, runs, session, total, bareme))
        lines += _cap_steps(rules, runs)
    return tuple(lines)


def _rule_step(name: str, amount: Range, source: Source, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, source, "high", None)


def _value_step(name: str, amount: Range, value: DatedValue, terms: dict[str, Value]) -> Step:
    return Step(name, terms, amount, value.source, value.confidence, value.starts_on)


def _tariff_steps(rules: Rules, runs: Runs) -> list[Step]:
    """Return the tariff of the first session, then each tariff that replaces it later."""
    steps: list[Step] = []
    for index, period in enumerate(rules.periods):
        amount = Range.over(choice.cares[0].tariffs[index] for choice, _ in runs)
        if not steps or amount != steps[-1].amount:
            steps.append(_tariff_step(period.cares[0].tariffs, amount))
    return steps


def _tariff_step(tariffs: Tariffs, amount: Range) -> Step:
    single = tariffs.single
    terms: dict[str, Value] = {}
    if single is not None:
        terms = {
            "coefficient": single.coefficient, "lettre": single.key_letter,
            "acte": single.act.label, "code": single.act.letter,
        }  # fmt: skip
    return Step("tarif", terms, amount, tariffs.source, tariffs.confidence, tariffs.valid_from)


def _rate_step(runs: Runs, session: Session) -> Step:
    rights = [choice.terms.rights for choice, _ in runs]
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
    if any(choice.terms.rights.is_price_capped for choice, _ in runs):
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
        case YearCoverage(amount):
            return {"sorte": "forfait-annuel", "forfait": amount}
        case UnknownCoverage():
            return {"sorte": "inconnue"}


def _extra_steps(runs: Runs, bareme: Bareme, day: dt.date) -> list[Step]:
    steps = []
    assessments = [treatment.assessments for _, treatment in runs]
    if assessments[0].acts:
        rest, terms = _extra(assessments)
        steps.append(_value_step("bilan", rest, bareme.value_on("bilan_rythme", day), terms))
    travels = [treatment.travel for _, treatment in runs]
    if travels[0].acts:
        rest, terms = _extra(travels)
        value = bareme.value_on("taux_deplacement", day)
        steps.append(_value_step("deplacement", rest, value, terms))
    return steps


def _extra(sums: list[Sums]) -> tuple[Range, dict[str, Value]]:
    prices = Range.over(each.price / each.acts for each in sums)
    return Range.over(each.rest for each in sums), {"nombre": sums[0].acts, "prix": prices}


def _total_step(
    situation: Situation, runs: Runs, session: Session, total: Total, bareme: Bareme
) -> Step:
    count = situation.count
    one, first = session.reste_a_charge, runs[0][1]
    terms: dict[str, Value] = {
        "nombre": count,
        "seance": one,
        "est_simple": total.reste_a_charge == Range(one.low * count, one.high * count),
        "bilans": first.assessments.acts,
        "deplacements": first.travel.acts,
    }
    return _rule_step("total", total.reste_a_charge, bareme.sources["formule_reste"], terms)


def _cap_steps(rules: Rules, runs: Runs) -> list[Step]:
    """Return one line for each yearly cap that stopped the franchise in some reading."""
    situation = rules.situation
    found: dict[tuple[int, int], list[Decimal]] = {}
    for _, treatment in runs:
        for key, withheld in treatment.retenues.caps.items():
            found.setdefault(key, []).append(withheld)
    steps = []
    for (year, period), amounts in sorted(found.items()):
        value = rules.bareme.value_on(YEAR_CAP, rules.periods[period].day)
        already = situation.franchise_already if year == rules.first_day.year else ZERO
        terms: dict[str, Value] = {"plafond": value.value, "deja": already, "annee": year}
        steps.append(_value_step("plafond-annuel", Range.over(amounts), value, terms))
    return steps


def _span(values: Iterable[Decimal]) -> Value:
    """Return one number when all are equal, else their range."""
    found = sorted(set(values))
    return found[0] if len(found) == 1 else Range.of(found[0], found[-1])
