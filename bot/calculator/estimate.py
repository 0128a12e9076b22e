"""The estimate: what remains to be paid, every reading computed, every line explained."""

from __future__ import annotations

from dataclasses import replace

from bot.calculator.alternatives import alternatives_of
from bot.calculator.bilan import BILANS, assessment_ranks
from bot.calculator.calendrier import Journees, journees_of
from bot.calculator.choices import possible_choices
from bot.calculator.money import Range
from bot.calculator.outcome import (
    Computed,
    MissingAnswers,
    NotComputable,
    Note,
    Outcome,
    Session,
    Stretch,
    Total,
)
from bot.calculator.plan import Plan, Runs
from bot.calculator.readings import NOT_REIMBURSED
from bot.calculator.refus import missing_answers, refusals
from bot.calculator.regles import Rules
from bot.calculator.remarks import assumptions_of, confirmations_of
from bot.calculator.situation import Situation
from bot.calculator.steps import steps_of
from bot.calculator.tarifs import articles_of
from bot.calculator.treatment import Treatment
from bot.content.parameters import Bareme


def estimate(situation: Situation, bareme: Bareme) -> Outcome:
    """Estimate what remains to be paid by the patient.

    Args:
        situation: what the patient told; amounts in euros.
        bareme: the dated rules.

    Returns:
        `Computed`, `MissingAnswers` (price, sessions) or `NotComputable` with all its reasons.

    Source: R. 160-5, D. 160-9 and R. 871-2 of the Code de la sécurité sociale; NGAP, titre XIV.
    """
    plan = plan_of(situation, bareme)
    if not isinstance(plan, Plan):
        return plan
    try:
        runs = [(choice, plan.run(choice)) for choice in possible_choices(plan.rules)]
        return _summarise(plan, runs)
    except LookupError as error:
        return _unknown(error)


def left_to_pay(situation: Situation, bareme: Bareme) -> Range | None:
    """Return what an estimate leaves to pay, without its explanation.

    In all when the number of sessions is known, else for one; None when it cannot be computed.
    """
    plan = plan_of(situation, bareme)
    return left_by(plan) if isinstance(plan, Plan) else None


def left_by(plan: Plan) -> Range | None:
    """Return what a plan leaves to pay."""
    try:
        choices = possible_choices(plan.rules)
    except LookupError:
        return None
    if _has_total(plan.rules.situation):
        return Range.over(plan.rests(choices))
    return Range.over(plan.run(choice).first_rest for choice in choices)


def plan_of(situation: Situation, bareme: Bareme) -> Plan | MissingAnswers | NotComputable:
    """Return the acts to compute, or why nothing can be."""
    missing = missing_answers(situation)
    if missing:
        return MissingAnswers(missing)
    reasons = refusals(situation, bareme)
    if reasons:
        return NotComputable(reasons)
    situation = without_idle_answers(situation, bareme)
    try:
        rules = Rules((situation,), bareme)
        return Plan(rules, _days(rules))
    except LookupError as error:
        return _unknown(error)


def _unknown(error: LookupError) -> NotComputable:
    return NotComputable((Note("valeur-inconnue", {"detail": str(error)}),))


def _has_total(situation: Situation) -> bool:
    return bool(situation.schedule) or situation.sessions is not None


def without_idle_answers(situation: Situation, bareme: Bareme) -> Situation:
    """Return the situation without the answers that its act makes pointless.

    A bilan is not added to a bilan; nothing that goes with an act which is not reimbursed is.
    """
    is_free = situation.act == NOT_REIMBURSED
    if is_free and situation.home == "oui-justifie":
        situation = replace(situation, home="oui-confort")
    articles = articles_of(situation, bareme)
    if is_free or (articles and articles <= BILANS):
        situation = replace(situation, assessment=False)
    return situation


def ranks_of(care: Situation, sessions: int, bareme: Bareme) -> set[int]:
    """Return the ranks of one kiné's sessions that come with a bilan."""
    if not care.assessment:
        return set()
    articles = articles_of(care, bareme)
    return assessment_ranks(sessions, articles=articles, day=care.first_day, bareme=bareme)


def _days(rules: Rules) -> tuple[Journees, ...]:
    situation = rules.situation
    count = situation.count
    ranks = ranks_of(situation, count, rules.bareme)
    per_day = situation.per_day
    return journees_of(situation, [0] * count, [ranks], rules.period_of, per_day=per_day)


def _summarise(plan: Plan, runs: Runs) -> Computed:
    rules, situation = plan.rules, plan.rules.situation
    results = [treatment for _, treatment in runs]
    session = session_of(results)
    total = None
    if _has_total(situation):
        total = total_of(results)
    alternatives = alternatives_of(plan, runs)
    return Computed(
        per_session=session,
        total=total,
        steps=steps_of(rules, runs, session, total),
        alternatives=alternatives,
        assumptions=assumptions_of(rules, runs),
        to_confirm=confirmations_of(rules, runs, tuple(a.note for a in alternatives)),
        stretches=_stretches(plan.days, runs),
    )


def session_of(results: list[Treatment]) -> Session:
    """Return the amounts of the first session over every reading."""
    firsts = [(t.first, t.retenues.first) for t in results]
    return Session(
        price=Range.over(s.price for s, _ in firsts),
        tariff=Range.over(s.tariff for s, _ in firsts),
        amo_before_franchise=Range.over(s.amo for s, _ in firsts),
        franchise=Range.over(f for _, f in firsts),
        amo=Range.over(s.amo - f for s, f in firsts),
        complementaire=Range.over(s.complementaire for s, _ in firsts),
        reste_a_charge=Range.over(t.first_rest for t in results),
        depassement=Range.over(s.depassement for s, _ in firsts),
    )


def total_of(results: list[Treatment]) -> Total:
    """Return the amounts of the whole treatment over every reading."""
    sums = [treatment.total for treatment in results]
    return Total(
        price=Range.over(s.price for s in sums),
        franchise=Range.over(s.franchise for s in sums),
        amo=Range.over(s.amo for s in sums),
        complementaire=Range.over(s.complementaire for s in sums),
        reste_a_charge=Range.over(s.rest for s in sums),
    )


def _stretches(days: tuple[Journees, ...], runs: Runs) -> tuple[Stretch, ...]:
    """Return one line for each civil year and each period of the rules."""
    lines = []
    for year, period in dict.fromkeys(group.part for group in days):
        groups = [group for group in days if group.part == (year, period)]
        sums = [treatment.parts[year, period] for _, treatment in runs]
        lines.append(Stretch(
            starts_on=groups[0].day,
            year=year,
            sessions=sum(group.sessions for group in groups),
            tariff=Range.over(choice.cares[0].tariffs[period] for choice, _ in runs),
            franchise=Range.over(each.franchise for each in sums),
            reste_a_charge=Range.over(each.rest for each in sums),
        ))  # fmt: skip
    return tuple(lines)


def with_today_rules(situation: Situation) -> Situation:
    """Return the same situation without its replayed tariff, rate and franchise."""
    return replace(situation, tariff=None, rate=None, franchise=None)
