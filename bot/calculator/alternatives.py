"""The other readings of an estimate: of the patient's answers, or of a doubtful rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.calculator.money import Range
from bot.calculator.outcome import Alternative, Note
from bot.calculator.situation import NoCoverage, Situation
from bot.calculator.treatment import Choice, Runs, run
from bot.content.parameters import Bareme, DatedValue

YEAR_CAP = "franchise_an"
OTHER_CAP = "autre-plafond"


def alternatives_of(situation: Situation, runs: Runs, bareme: Bareme) -> tuple[Alternative, ...]:
    """Return the other readings: of the patient's answers first, then of a doubtful rule."""
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
    return [Alternative(Note(OTHER_CAP, {"plafond": previous.value}), totals)]


def doubtful_cap(situation: Situation, bareme: Bareme) -> DatedValue | None:
    """Return the previous yearly cap when the one in force that day rests on a weak source."""
    values = bareme.parameters[YEAR_CAP].values
    current = bareme.value_on(YEAR_CAP, situation.first_day)
    index = values.index(current)
    return values[index - 1] if current.confidence != "high" and index else None
