"""The other readings of an estimate: of the patient's answers, or of a doubtful rule."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from bot.calculator.choices import Choice, announced_choices, possible_choices
from bot.calculator.franchise import doubtful_cap
from bot.calculator.money import Range
from bot.calculator.outcome import Alternative, Note
from bot.calculator.plan import Plan, Runs
from bot.calculator.situation import NoCoverage

OTHER_CAP = "autre-plafond"
RISE = "hausse-annoncee"
AFTER_BIRTH = "maternite-suites"
WITH_FRANCHISE = "franchise-suites"
UNSURE_REGIMES = ("maternite-periode", "ald-liee")

Other = tuple[Note, list[Decimal]]  # another reading, and what remains to be paid in each case


def alternatives_of(plan: Plan, runs: Runs) -> tuple[Alternative, ...]:
    """Return the other readings: of the patient's answers first, then of a doubtful rule."""
    same = Range.over(treatment.total.rest for _, treatment in runs)
    doubtful = [Alternative(note, Range.over(rests)) for note, rests in other_rules(plan, runs)]
    return (
        *_split(runs, _rights_key, "si-situation"),
        *_split(runs, _coverage_key, "si-mutuelle"),
        *_split(runs, lambda c: "oui" if c.terms.is_second_paid else "non", "si-conditions"),
        *_doubtful_rise(plan),
        *(other for other in doubtful if other.total != same),
    )


def other_rules(plan: Plan, runs: Runs, per_day: int | None = None) -> list[Other]:
    """Return what remains to be paid with the other reading of each doubtful rule.

    `per_day` replaces the number of sessions a day of the situation.
    """
    return [
        *_other_year_cap(plan, runs),
        *_announced_rise(plan, per_day),
        *_without_exemption(plan, runs),
    ]


def _rights_key(choice: Choice) -> str:
    """Return the regime that decides, among those that the patient may not have."""
    ids = {regime.id for regime in choice.terms.rights.regimes}
    return next((name for name in UNSURE_REGIMES if name in ids), "general")


def _coverage_key(choice: Choice) -> str:
    return "aucune" if isinstance(choice.terms.coverage, NoCoverage) else "minimale"


def _split(runs: Runs, key: Callable[[Choice], str], note: str) -> list[Alternative]:
    groups: dict[str, list[Decimal]] = {}
    for choice, treatment in runs:
        groups.setdefault(key(choice), []).append(treatment.total.rest)
    return _apart([(Note(note, {"cas": name}), rests) for name, rests in groups.items()])


def _doubtful_rise(plan: Plan) -> list[Alternative]:
    """Return both totals when the day of a rise is past and nobody could confirm it."""
    day = plan.rules.doubtful_on
    if day is None:
        return []
    both = {
        name: possible_choices(plan.rules, perhaps=(is_risen,))
        for name, is_risen in (("non", False), ("oui", True))
    }
    return _apart([
        (Note("si-hausse", {"cas": name, "jour": day}), plan.rests(choices))
        for name, choices in both.items()
    ])  # fmt: skip


def _apart(others: list[Other]) -> list[Alternative]:
    """Return the totals of the answers to one question; none when they are all the same."""
    found = [Alternative(note, Range.over(rests)) for note, rests in others]
    return found if len({other.total for other in found}) > 1 else []


def _other_year_cap(plan: Plan, runs: Runs) -> list[Other]:
    rules = plan.rules
    found = [doubtful_cap(period.day, rules.bareme) for period in rules.periods]
    previous = next((value for value in found if value is not None), None)
    if previous is None:
        return []
    rests = [
        treatment.rest_with(plan.retenues(
            treatment.amos, is_due=choice.terms.rights.is_franchise_due, is_previous_cap=True
        ))
        for choice, treatment in runs
    ]  # fmt: skip
    return [(Note(OTHER_CAP, {"plafond": previous.value}), rests)]


def _announced_rise(plan: Plan, per_day: int | None) -> list[Other]:
    """Return the rests with a rise that was still to come when the rules were verified."""
    day = plan.rules.announced_on
    if day is None:
        return []
    return [(Note(RISE, {"jour": day}), plan.rests(announced_choices(plan.rules, per_day)))]


def _without_exemption(plan: Plan, runs: Runs) -> list[Other]:
    """Return the rests with the franchise, when only a doubtful exemption takes it away."""
    if not all(_exemptions(choice) == [AFTER_BIRTH] for choice, _ in runs):
        return []
    return [(Note(WITH_FRANCHISE), [t.rest_with(plan.retenues(t.amos)) for _, t in runs])]


def _exemptions(choice: Choice) -> list[str]:
    return [regime.id for regime in choice.terms.rights.regimes if not regime.franchise]
