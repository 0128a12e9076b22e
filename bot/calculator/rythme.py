"""Rule `rythme`: whether the number of sessions a week changes what remains to be paid.

Inputs:   a situation without a schedule, the dated rules.
Output:   yes or no: the dialogue asks for the rhythm only when it matters.
Sources:  those of the estimate.
Rounding: as in the estimate.
Not here: the days themselves (calendrier.py).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.calculator.calendrier import schedule_of
from bot.calculator.estimate import left_by, plan_of
from bot.calculator.money import Range
from bot.calculator.plan import Plan
from bot.calculator.situation import Situation
from bot.content.parameters import Bareme

USUAL_RHYTHMS = (Decimal(1), Decimal(2), Decimal(3))


def does_rhythm_matter(situation: Situation, bareme: Bareme, plain: Range | None = None) -> bool:
    """Tell whether a usual rhythm, from one to three a week, gives another total.

    It does when a tariff, a cap or the year changes during the treatment. False when the patient
    already said when the sessions take place, or how many there are is not known.

    Args:
        situation: the treatment.
        bareme: the dated rules.
        plain: what it leaves to pay, when that is already known.
    """
    if situation.schedule or situation.sessions_after_december or situation.sessions is None:
        return False
    plan = plan_of(situation, bareme)
    if not isinstance(plan, Plan):
        return False
    every = (schedule_of(situation.day, situation.count, n) for n in USUAL_RHYTHMS)
    plans = [plan_of(replace(situation, schedule=days), bareme) for days in every]
    others = [each for each in plans if isinstance(each, Plan) and each.days != plan.days]
    if others and plain is None:
        plain = left_by(plan)
    return plain is not None and any(left_by(each) not in (plain, None) for each in others)
