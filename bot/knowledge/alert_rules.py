"""When the signs found make an emergency, and what makes them harmless."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.urgencies import Exclusion, Rule, Scope, one_of
from bot.knowledge.alert_grammar import Hit, Word


@dataclass(frozen=True, slots=True)
class Plan:
    """A rule with the concepts it looks at and the exclusions that stop it."""

    rule: Rule
    concepts: frozenset[str]
    stops: frozenset[str]


def compares(message: Sequence[Word], position: int, hit: Hit) -> bool:
    """Tell whether the negation is « plus … que », a comparison."""
    after = message[hit.end : hit.end + 2]
    return message[position].text == "plus" and any(word.text == "que" for word in after)


def reaches(exclusion: Exclusion, other: Hit, hit: Hit, message: Sequence[Word]) -> bool:
    """Tell whether an exclusion found at `other` cancels `hit`."""
    if not share(exclusion.scope, message, other, hit) or not _is_on_side(exclusion, other, hit):
        return False
    distance = max(hit.start - other.end, other.start - hit.end)
    return exclusion.reach is None or distance <= exclusion.reach


def share(scope: Scope, message: Sequence[Word], one: Hit, other: Hit) -> bool:
    """Tell whether two hits begin in the same clause, sentence or message."""
    first, second = message[one.start], message[other.start]
    match scope:
        case "clause":
            return first.clause == second.clause
        case "sentence":
            return first.sentence == second.sentence
        case "message":
            return True


def _is_on_side(exclusion: Exclusion, other: Hit, hit: Hit) -> bool:
    match exclusion.side:
        case "before":
            return other.start <= hit.start
        case "after":
            return other.end >= hit.end
        case "both":
            return True


def fires(plan: Plan, hits: Sequence[Hit]) -> bool:
    """Tell whether the concepts of the rule stand together in some window of the message."""
    rule = plan.rule
    usable = [h for h in hits if h.owner in plan.concepts and not h.cancelled_by & plan.stops]
    if not _is_complete(rule, {hit.owner for hit in usable}):
        return False
    if any(hit.owner in rule.none for hit in hits):
        return False
    return any(
        _is_complete(rule, {h.owner for h in usable if _is_near(rule, first, h)})
        for first in usable
    )


def _is_near(rule: Rule, first: Hit, hit: Hit) -> bool:
    return rule.within is None or 0 <= hit.start - first.start <= rule.within


def _is_complete(rule: Rule, owners: set[str]) -> bool:
    """Tell whether `owners` satisfy the rule."""
    enough = not rule.any or len(owners.intersection(rule.any)) >= rule.at_least
    return enough and all(owners.intersection(one_of(item)) for item in rule.all)
