"""The estimate: what remains to be paid, every reading computed, every line explained."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

from bot.calculator.alternatives import alternatives_of
from bot.calculator.money import Range
from bot.calculator.outcome import (
    Computed,
    MissingAnswers,
    NotComputable,
    Note,
    Outcome,
    Session,
    Total,
)
from bot.calculator.readings import (
    NOT_REIMBURSED,
    coverages_of,
    prices_of,
    rights_of,
    tariffs_on,
)
from bot.calculator.remarks import assumptions_of, confirmations_of
from bot.calculator.situation import UNSET, Situation
from bot.calculator.steps import steps_of
from bot.calculator.treatment import Choice, Runs, Treatment, run
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
    missing = _missing(situation)
    if missing:
        return MissingAnswers(missing)
    reasons = _refusals(situation, bareme)
    if reasons:
        return NotComputable(reasons)
    try:
        choices = possible_choices(situation, bareme)
        runs = [(choice, run(situation, choice, bareme)) for choice in choices]
        return _summarise(situation, runs, bareme)
    except LookupError as error:
        return NotComputable((Note("valeur-inconnue", {"detail": str(error)}),))


def _missing(situation: Situation) -> tuple[str, ...]:
    asked = {"price": situation.price, "sessions": situation.sessions}
    if situation.schedule:
        asked.pop("sessions")
    return tuple(name for name, answer in asked.items() if answer is UNSET)


def _refusals(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    reasons = []
    if not is_replay(situation):
        days = [batch.day for batch in situation.schedule] or [situation.day]
        reasons += [
            Note("date-non-verifiee", {"jour": day}) for day in days if not bareme.covers(day)
        ]
    if not reasons and situation.act in bareme.acts and situation.tariff is None:
        try:
            tariffs_on(situation, situation.day, bareme)
        except LookupError:
            reasons.append(Note("acte-sans-tarif", {"jour": situation.day}))
    if situation.act == NOT_REIMBURSED and situation.price is None:
        reasons.append(Note("prix-libre-inconnu"))
    return tuple(reasons)


def is_replay(situation: Situation) -> bool:
    """Tell whether tariff, rate and franchise are all given: the example of another year."""
    return None not in (situation.tariff, situation.rate, situation.franchise)


def possible_choices(situation: Situation, bareme: Bareme) -> list[Choice]:
    """Return every reading to compute; one when nothing is uncertain."""
    day = situation.first_day
    tariffs = tariffs_on(situation, day, bareme)
    return [
        Choice(end, price, rights, coverage, is_second_paid, travel)
        for end, price, rights, coverage, is_second_paid, travel in product(
            range(-1, 1) if len(tariffs.ends) > 1 else (0,),
            prices_of(situation),
            rights_of(situation, day, bareme),
            coverages_of(situation, day, bareme),
            _second_session(situation),
            (0, 1) if situation.home == "oui-justifie" else (0,),
        )
    ]


def _second_session(situation: Situation) -> tuple[bool, ...]:
    if situation.per_day == 1:
        return (True,)
    conditions = situation.same_day_conditions
    return (True, False) if conditions is None else (conditions,)


def _summarise(situation: Situation, runs: Runs, bareme: Bareme) -> Computed:
    results = [treatment for _, treatment in runs]
    session, total = _session(results), _total(situation, results)
    alternatives = alternatives_of(situation, runs, bareme)
    return Computed(
        per_session=session,
        total=total,
        steps=steps_of(situation, runs, session, total, bareme),
        alternatives=alternatives,
        assumptions=assumptions_of(situation, bareme),
        to_confirm=confirmations_of(situation, runs, alternatives, bareme),
    )


def _session(results: list[Treatment]) -> Session:
    firsts = [(t.first, t.first_franchise) for t in results]
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


def _total(situation: Situation, results: list[Treatment]) -> Total | None:
    if situation.sessions is None and not situation.schedule:
        return None
    sums = [treatment.total for treatment in results]
    return Total(
        price=Range.over(s.price for s in sums),
        franchise=Range.over(s.franchise for s in sums),
        amo=Range.over(s.amo for s in sums),
        complementaire=Range.over(s.complementaire for s in sums),
        reste_a_charge=Range.over(s.rest for s in sums),
    )


def with_today_rules(situation: Situation) -> Situation:
    """Return the same situation without its replayed tariff, rate and franchise."""
    return replace(situation, tariff=None, rate=None, franchise=None)
