"""The other readings of an estimate: of the patient's answers, or of a doubtful rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.calculator.calendrier import Journees
from bot.calculator.choices import announced_choices
from bot.calculator.franchise import doubtful_cap
from bot.calculator.money import Range
from bot.calculator.outcome import Alternative, Note
from bot.calculator.regles import Rules
from bot.calculator.situation import NoCoverage
from bot.calculator.treatment import Choice, Runs, run

OTHER_CAP = "autre-plafond"
RISE = "hausse-annoncee"
AFTER_BIRTH = "maternite-suites"
UNSURE_REGIMES = ("maternite-periode", "ald-liee")


def alternatives_of(
    rules: Rules, days: tuple[Journees, ...], runs: Runs
) -> tuple[Alternative, ...]:
    """Return the other readings: of the patient's answers first, then of a doubtful rule."""
    return (
        *_split(runs, _rights_key, "si-situation"),
        *_split(runs, _coverage_key, "si-mutuelle"),
        *_split(runs, lambda c: "oui" if c.is_second_paid else "non", "si-conditions"),
        *_other_year_cap(rules, days, runs),
        *_announced_rise(rules, days, runs),
        *_without_exemption(rules, days, runs),
    )


def _rights_key(choice: Choice) -> str:
    """Return the regime that decides, among those that the patient may not have."""
    ids = {regime.id for regime in choice.rights.regimes}
    return next((name for name in UNSURE_REGIMES if name in ids), "general")


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


def _other_year_cap(rules: Rules, days: tuple[Journees, ...], runs: Runs) -> list[Alternative]:
    found = [doubtful_cap(period.day, rules.bareme) for period in rules.periods]
    previous = next((value for value in found if value is not None), None)
    if previous is None:
        return []
    totals = _rests(rules, days, [replace(choice, is_previous_cap=True) for choice, _ in runs])
    if totals == Range.over(treatment.total.rest for _, treatment in runs):
        return []
    return [Alternative(Note(OTHER_CAP, {"plafond": previous.value}), totals)]


def _announced_rise(rules: Rules, days: tuple[Journees, ...], runs: Runs) -> list[Alternative]:
    """Return the total with a rise that was still to come when the rules were verified."""
    rise_on = rules.announced_on()
    if rise_on is None:
        return []
    totals = _rests(rules, days, announced_choices(rules))
    if totals == Range.over(treatment.total.rest for _, treatment in runs):
        return []
    return [Alternative(Note(RISE, {"jour": rise_on}), totals)]


def _without_exemption(rules: Rules, days: tuple[Journees, ...], runs: Runs) -> list[Alternative]:
    """Return the total with the franchise, when only a doubtful exemption takes it away."""
    due = [
        replace(choice, rights=replace(choice.rights, is_franchise_due=True))
        for choice, _ in runs
        if [r.id for r in choice.rights.regimes if not r.franchise] == [AFTER_BIRTH]
    ]
    if not due:
        return []
    return [Alternative(Note("franchise-suites"), _rests(rules, days, due))]


def _rests(rules: Rules, days: tuple[Journees, ...], choices: list[Choice]) -> Range:
    return Range.over(run(rules, days, choice).total.rest for choice in choices)
