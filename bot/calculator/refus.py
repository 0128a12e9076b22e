"""Rule `refus`: what must be asked first, and why nothing can be computed.

Inputs:   the situation, the dated rules.
Output:   the missing answers, in the order to ask them; every reason of a refusal.
Sources:  content/parametres/periode.yaml (verified days), actes.yaml (acts by date).
Not here: a number missing from the content, told by the estimate as it meets it.
"""

from __future__ import annotations

import datetime as dt

from bot.calculator.outcome import Note
from bot.calculator.readings import NOT_REIMBURSED
from bot.calculator.situation import UNSET, Situation
from bot.calculator.tarifs import SCHEDULED
from bot.content.parameters import Bareme


def missing_answers(situation: Situation) -> tuple[str, ...]:
    """Return the questions without which nothing can be computed, in the order to ask them."""
    names = []
    if situation.price is UNSET:
        names.append("price")
    has_none = situation.sessions is not None and situation.count < 1
    if not situation.schedule and (situation.sessions is UNSET or has_none):
        names.append("sessions")
    return tuple(names)


def refusals(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    """Return every reason why nothing can be computed; none when everything is known."""
    reasons = []
    if not situation.is_conventionne:
        reasons.append(Note("non-conventionne"))
    outside = [] if is_replay(situation) else _days_outside(situation, bareme)
    reasons += [Note("date-non-verifiee", {"jour": day}) for day in outside]
    if not outside:
        reasons += _without_tariff(situation, bareme)
    if situation.act == NOT_REIMBURSED and situation.price is None:
        reasons.append(Note("prix-libre-inconnu"))
    return tuple(reasons)


def _days_outside(situation: Situation, bareme: Bareme) -> list[dt.date]:
    """Return the first and the last day of care that nobody verified."""
    ends = (*situation.batches[:1], *situation.batches[-1:])
    if all(bareme.covers(batch.day) for batch, _ in ends):
        return []
    days = [batch.day for batch, _ in situation.batches if not bareme.covers(batch.day)]
    return list(dict.fromkeys((days[0], days[-1]))) if days else []


def _without_tariff(situation: Situation, bareme: Bareme) -> list[Note]:
    act = bareme.acts.get(situation.act or "")
    if act is None or situation.tariff is not None:
        return []
    known = [value for value in act.values if value.status != SCHEDULED]
    days = [batch.day for batch, _ in situation.batches]
    unknown = [day for day in days if not any(value.covers(day) for value in known)]
    return [Note("acte-sans-tarif", {"jour": unknown[0]})] if unknown else []


def is_replay(situation: Situation) -> bool:
    """Tell whether tariff, rate and franchise are all given: the example of another year."""
    return None not in (situation.tariff, situation.rate, situation.franchise)
