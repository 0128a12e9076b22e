"""The figures of a labelled file of messages, as in the contract §4."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from bot.dialogue.routing import Answers, Clarifies, NotUnderstood, Opens, Route, Urgent, route
from bot.evaluation.figures import Rate, percentile
from bot.knowledge.understanding import Understanding, Understood
from bot.knowledge.values import Reading, Slots

OUT_OF_SCOPE = ("near", "far", "lang")
ALIASES = {"enfant": "mineur"}
TOP = 3
Row = dict[str, Any]


@dataclass(slots=True)
class Tally:
    """Counts by name: how many of how many."""

    hits: dict[str, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, *, hit: bool) -> None:
        """Count one case."""
        self.totals[name] = self.totals.get(name, 0) + 1
        self.hits[name] = self.hits.get(name, 0) + hit

    def rates(self) -> dict[str, Rate]:
        """Return every rate."""
        return {name: Rate(self.hits[name], total) for name, total in self.totals.items()}


@dataclass(frozen=True, slots=True)
class Scores:
    """The rates, the times, and the lines that went wrong."""

    rates: Mapping[str, Rate]
    p50: float
    p95: float
    mistakes: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """The group of each topic, and the groups whose lines are counted apart."""

    groups: Mapping[str, str]
    only: Collection[str]

    def holds(self, accept: set[str]) -> bool:
        """Tell whether a line that accepts these topics is counted in the main figures."""
        return not self.only or any(self.groups.get(topic) in self.only for topic in accept)


def evaluate_messages(
    rows: Iterable[Row],
    understanding: Understanding,
    groups: Mapping[str, str],
    only: Collection[str] = (),
) -> Scores:
    """Score the decisions on labelled messages.

    Args:
        rows: the labelled lines.
        understanding: the engine.
        groups: topic → group.
        only: groups; in-scope lines accepting a topic of these are counted apart (`…` and
            `other_…` figures), as asked by `--groups`.
    """
    tally, scope = Tally(), Scope(groups, only)
    times: list[float] = []
    mistakes: list[Row] = []
    for row in rows:
        start = time.perf_counter()
        decision, understood = route(row["text"], understanding)
        times.append((time.perf_counter() - start) * 1000)
        verdict = _count(tally, row, decision, understood, scope)
        if verdict:
            topics = list(topics_of(decision))
            mistakes.append({"text": row["text"], "verdict": verdict, "decided": topics,
                             "accept": row.get("accept", []), "kind": kind_of(row)})  # fmt: skip
    return Scores(tally.rates(), percentile(times, 0.5), percentile(times, 0.95), tuple(mistakes))


def kind_of(row: Row) -> str:
    """Return the kind of a line; a missing one is `faq`."""
    return str(row.get("kind") or "faq")


def topics_of(decision: Route) -> tuple[str, ...]:
    """Return the topics answered or offered."""
    match decision:
        case Answers(topics) | Clarifies(topics) | Opens(topics=topics):
            return topics
        case _:
            return ()


def _count(
    tally: Tally,
    row: Row,
    decision: Route,
    understood: Understood,
    scope: Scope,
) -> str | None:
    kind = kind_of(row)
    if kind == "urgent":
        return _count_urgent(tally, row, decision)
    if kind in OUT_OF_SCOPE:
        return _count_out_of_scope(tally, decision, scope.groups)
    if kind == "urgent_hard_negative":
        tally.add("false_alarm", hit=isinstance(decision, Urgent))
    return _count_in_scope(tally, row, decision, understood, scope)


def _count_urgent(tally: Tally, row: Row, decision: Route) -> str | None:
    caught = isinstance(decision, Urgent)
    tally.add("caught", hit=caught)
    is_right = isinstance(decision, Urgent) and decision.urgency.level == row.get("level")
    tally.add("level_right", hit=is_right)
    return None if is_right else ("wrong_level" if caught else "not_caught")


def _count_out_of_scope(tally: Tally, decision: Route, groups: Mapping[str, str]) -> str | None:
    topics = topics_of(decision)
    is_ours = bool(topics) and groups.get(topics[0]) != "bot"
    false_answer = isinstance(decision, Answers | Opens) and is_ours
    asked_back = isinstance(decision, Clarifies)
    tally.add("false_answer", hit=false_answer)
    tally.add("oos_asked_back", hit=asked_back)
    tally.add("refused", hit=not false_answer and not asked_back)
    tally.add("oos_alarm", hit=isinstance(decision, Urgent))
    if isinstance(decision, Urgent):
        return "oos_alarm"
    return "false_answer" if false_answer else None


def _count_in_scope(
    tally: Tally,
    row: Row,
    decision: Route,
    understood: Understood,
    scope: Scope,
) -> str | None:
    accept, reject = set(row["accept"]), set(row.get("reject", ()))
    verdict = _verdict(decision, accept, reject)
    inside = scope.holds(accept)
    prefix = "" if inside else "other_"
    for name in ("correct", "wrong", "asked_back", "missed"):
        tally.add(prefix + name, hit=verdict == name)
    best = [candidate.topic for candidate in understood.candidates]
    tally.add(prefix + "top1", hit=bool(best) and best[0] in accept)
    tally.add(prefix + "top3", hit=bool(accept & set(best[:TOP])))
    topics = topics_of(decision)
    if row.get("both"):
        tally.add("double", hit=set(row["both"]) <= set(topics))
    if reject:
        tally.add("flipped", hit=bool(topics) and topics[0] in reject)
    if row.get("slots") is not None:
        slots = decision.slots if isinstance(decision, Opens) else None
        is_right = slots is not None and slots_are_right(slots, row["slots"])
        tally.add("slots_right", hit=is_right)
        if verdict == "correct" and not is_right:
            return "slots"
    return None if verdict == "correct" else verdict


def _verdict(decision: Route, accept: set[str], reject: set[str]) -> str:
    topics = topics_of(decision)
    match decision:
        case Answers() | Opens():
            is_wrong = not accept & set(topics) or topics[0] in reject
            if is_wrong:
                return "wrong"
            return "correct" if topics[0] in accept else "missed"
        case Clarifies():
            return "asked_back" if accept & set(topics) else "missed"
        case Urgent() | NotUnderstood():
            return "missed"


def slots_are_right(slots: Slots, expected: Mapping[str, Any]) -> bool:
    """Tell whether every expected value was read, and no other price, sessions or coverage."""
    found = {
        "price": _value(slots.price),
        "sessions": _value(slots.sessions),
        "coverage_percent": _percent(slots.coverage),
    }
    for name, value in found.items():
        wanted = expected.get(name)
        if (None if wanted is None else Decimal(str(wanted))) != value:
            return False
    situation = expected.get("situation")
    return situation is None or ALIASES.get(situation, situation) in slots.situations


def _value(reading: Reading | None) -> Decimal | None:
    return reading.value if reading else None


def _percent(reading: Reading | None) -> Decimal | None:
    if reading is None or reading.unit not in ("percent", "none"):
        return None
    return reading.value
