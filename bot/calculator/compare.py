"""One kiné or two: the same sessions, organised in two ways, side by side.

Inputs:   the situation with one kiné, what changes with a second one, the dated rules.
Output:   for each way: days, sessions of each kiné, acts, bilans, franchise, travel, total.
Sources:  those of the estimate: D. 160-9 to D. 160-11 (franchise), NGAP (bilans, travel).
Rounding: as in the estimate; a difference is taken reading by reading.
Not here: whether two kinés are allowed for this treatment (the dialogue `two_kines`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from bot.calculator.alternatives import other_rules
from bot.calculator.calendrier import Journees, journees_of
from bot.calculator.choices import possible_choices
from bot.calculator.estimate import ranks_of, total_of, without_idle_answers
from bot.calculator.franchise import Caps
from bot.calculator.money import Range
from bot.calculator.outcome import MissingAnswers, NotComputable, Note, Total
from bot.calculator.plan import Plan, Runs
from bot.calculator.refus import missing_answers, refusals
from bot.calculator.regles import Rules
from bot.calculator.remarks import confirmations_of
from bot.calculator.situation import UNSET, Home, Situation, Unset
from bot.content.parameters import Bareme

TWO = 2


@dataclass(frozen=True, slots=True)
class SecondKine:
    """What the second kiné changes; what is not said is as with the first one.

    Attributes:
        sessions: how many of the sessions he gives; None = half of them, rounded down.
        price: price of his sessions, in euros; None = the tariff; UNSET = the same price.
        act: an act or a family; UNSET = the same care.
        home, km: how he travels; UNSET = as the first one. `km` is one way.
        is_same_day: both are seen on the same days; the situation says whether the four
            conditions are met (`same_day_conditions`), otherwise the later session is not paid.
    """

    sessions: int | None = None
    price: Range | Unset | None = UNSET
    act: str | Unset | None = UNSET
    home: Home | Unset = UNSET
    km: Decimal | Unset = UNSET
    is_same_day: bool = False


@dataclass(frozen=True, slots=True)
class Organisation:
    """One way of having the sessions. Amounts in euros, for all of them.

    Attributes:
        sessions: sessions of each kiné.
        days: calendar days of care.
        acts: acts invoiced, bilans included; each owes the franchise.
        assessments: how many of them are bilans.
        visits: how many times a kiné comes home.
        franchise: withheld in all, caps applied.
        assessment, travel: what remains to be paid on the bilans and on the travel.
        total: the amounts of the whole.
    """

    sessions: tuple[int, ...]
    days: int
    acts: int
    assessments: int
    visits: int
    franchise: Range
    assessment: Range
    travel: Range
    total: Total


@dataclass(frozen=True, slots=True)
class OtherReading:
    """What remains to be paid in all with another reading of a doubtful rule, in euros."""

    note: Note
    one: Range
    two: Range
    difference: Range


@dataclass(frozen=True, slots=True)
class Comparison:
    """The same treatment with one kiné and with two.

    Attributes:
        one, two: the two ways.
        difference: what two kinés cost more than one, reading by reading; negative when less.
        caps: the franchise of an act, of a day and of a year on the first day of care.
        alternatives: the other readings of a doubtful rule, when one changes a total.
        to_confirm: what the patient should have confirmed.
    """

    one: Organisation
    two: Organisation
    difference: Range
    caps: Caps
    alternatives: tuple[OtherReading, ...]
    to_confirm: tuple[Note, ...]


def compare(
    situation: Situation, bareme: Bareme, second: SecondKine | None = None
) -> Comparison | MissingAnswers | NotComputable:
    """Compare the same sessions with one kiné and with two.

    Args:
        situation: the treatment with one kiné; `sessions` must be a number or a `schedule`.
        bareme: the dated rules.
        second: what the second kiné changes; nothing by default.

    Returns:
        `Comparison`, `MissingAnswers`, or `NotComputable` with all its reasons.

    Raises:
        ValueError: the second kiné would give more sessions than there are.
    """
    second = second or SecondKine()
    missing = missing_answers(situation)
    if not missing and situation.sessions is None and not situation.schedule:
        missing = ("sessions",)
    if missing:
        return MissingAnswers(missing)
    other = _second_care(situation, second)
    reasons = refusals(situation, bareme)
    reasons += tuple(note for note in refusals(other, bareme) if note not in reasons)
    if reasons:
        return NotComputable(reasons)
    cares = tuple(without_idle_answers(care, bareme) for care in (situation, other))
    try:
        return _compare(cares, _shared_out(situation.count, second), second, bareme)
    except LookupError as error:
        return NotComputable((Note("valeur-inconnue", {"detail": str(error)}),))


def _second_care(situation: Situation, second: SecondKine) -> Situation:
    return replace(
        situation,
        price=situation.price if second.price is UNSET else second.price,
        act=situation.act if isinstance(second.act, Unset) else second.act,
        home=situation.home if isinstance(second.home, Unset) else second.home,
        km=situation.km if isinstance(second.km, Unset) else second.km,
    )


def _shared_out(count: int, second: SecondKine) -> tuple[int, int]:
    theirs = count // TWO if second.sessions is None else second.sessions
    if not 0 <= theirs <= count:
        raise ValueError(f"{theirs} sessions of {count} for the second kiné")
    return count - theirs, theirs


def _compare(
    cares: tuple[Situation, ...], shares: tuple[int, int], second: SecondKine, bareme: Bareme
) -> Comparison:
    rules = Rules(cares, bareme)
    situation = cares[0]
    alone = [0] * sum(shares)
    ranks_alone = [ranks_of(situation, len(alone), bareme)]
    one = journees_of(situation, alone, ranks_alone, rules.period_of, per_day=situation.per_day)
    ranks = [ranks_of(care, count, bareme) for care, count in zip(cares, shares, strict=True)]
    two = journees_of(
        situation,
        _turn_by_turn(shares),
        ranks,
        rules.period_of,
        per_day=TWO if second.is_same_day else 1,
        is_once_each=True,
    )
    per_day = TWO if second.is_same_day else situation.per_day
    choices = possible_choices(rules, per_day=per_day)
    plans = Plan(rules, one), Plan(rules, two)
    both = [[(choice, plan.run(choice)) for choice in choices] for plan in plans]
    alternatives = _alternatives(plans, both, per_day)
    return Comparison(
        one=_organisation(one, (len(alone),), both[0]),
        two=_organisation(two, shares, both[1]),
        difference=_difference(*(_rests(runs) for runs in both)),
        caps=rules.periods[0].caps,
        alternatives=alternatives,
        to_confirm=confirmations_of(rules, both[1], tuple(a.note for a in alternatives)),
    )


def _alternatives(
    plans: tuple[Plan, Plan], both: list[Runs], per_day: int
) -> tuple[OtherReading, ...]:
    found = []
    ways = (other_rules(plan, runs, per_day) for plan, runs in zip(plans, both, strict=True))
    for (note, one), (_, two) in zip(*ways, strict=True):
        totals = Range.over(one), Range.over(two)
        if totals != tuple(Range.over(_rests(runs)) for runs in both):
            found.append(OtherReading(note, *totals, _difference(one, two)))
    return tuple(found)


def _rests(runs: Runs) -> list[Decimal]:
    return [treatment.total.rest for _, treatment in runs]


def _difference(one: list[Decimal], two: list[Decimal]) -> Range:
    return Range.over(more - less for less, more in zip(one, two, strict=True))


def _turn_by_turn(shares: tuple[int, int]) -> list[int]:
    """Return who gives each session: in turn, the first kiné first, then whoever has some left."""
    pairs = min(shares)
    left = 0 if shares[0] > shares[1] else 1
    return [0, 1] * pairs + [left] * (max(shares) - pairs)


def _organisation(
    days: tuple[Journees, ...], sessions: tuple[int, ...], runs: Runs
) -> Organisation:
    results = [treatment for _, treatment in runs]
    first = results[0]
    return Organisation(
        sessions=sessions,
        days=sum(group.count for group in days),
        acts=sum(group.count * len(group.acts) for group in days),
        assessments=first.assessments.acts,
        visits=first.travel.acts,
        franchise=Range.over(t.total.franchise for t in results),
        assessment=Range.over(t.assessments.rest for t in results),
        travel=Range.over(t.travel.rest for t in results),
        total=total_of(results),
    )
