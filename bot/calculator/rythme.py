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
from bot.calculator.estimate import estimate
from bot.calculator.money import Range
from bot.calculator.outcome import Computed
from bot.calculator.situation import Situation
from bot.content.parameters import Bareme

USUAL_RHYTHMS = (Decimal(1), Decimal(2), Decimal(3))


def does_rhythm_matter(situation: Situation, bareme: Bareme) -> bool:
    """Tell whether a usual rhythm, from one to three a week, gives another total.

    It does when a tariff, a cap or the year changes during the treatment. False when the patient
    already said when the sessions take place, or how many there are is not known.
    """
    if situation.schedule or situation.sessions_after_december or situation.count < 1:
        return False
    plain = _rest(situation, bareme)
    spread = (
        replace(situation, schedule=schedule_of(situation.day, situation.count, per_week))
        for per_week in USUAL_RHYTHMS
    )
    return plain is not None and any(
        rest not in (plain, None) for rest in (_rest(each, bareme) for each in spread)
    )


def _rest(situation: Situation, bareme: Bareme) -> Range | None:
    outcome = estimate(situation, bareme)
    if isinstance(outcome, Computed) and outcome.total is not None:
        return outcome.total.reste_a_charge
    return None
