"""Rule `deplacement`: the travel of the kiné for a justified home visit.

Inputs:   the articles the act may belong to, the kilometres, the ground, the day, the territory.
Output:   the possible allowances of one visit, in euros at the cent.
Sources:  content/parametres/deplacement.yaml, ifs.yaml (NGAP, article 13).
Rounding: once per visit, half a cent up.
Not here: going on foot or on skis; night and Sunday; comfort visits (never reimbursed).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.calculator.money import ZERO, to_cent
from bot.calculator.situation import Situation
from bot.calculator.tarifs import territory_of
from bot.content.parameters import Bareme

ROUND_TRIP = 2
SCOPE_OF_IFS = "ifs_jours"


def visit_allowances(
    articles: frozenset[str], care: Situation, day: dt.date, bareme: Bareme
) -> tuple[Decimal, ...]:
    """Return the possible totals IFD or IFS + IK of one visit (one or two amounts)."""
    travel = _kilometres(care, day, bareme)
    return tuple(sorted(amount + travel for amount in _fixed(articles, day, bareme)))


def _fixed(articles: frozenset[str], day: dt.date, bareme: Bareme) -> set[Decimal]:
    ifd, ifs = bareme.amount_on("ifd", day), bareme.amount_on("ifs", day)
    maybe = bareme.ifs_always | bareme.ifs_sometimes
    if not _is_scope_known(day, bareme) or not articles:
        return {ifd, ifs}
    if articles <= bareme.ifs_always:
        return {ifs}
    return {ifd, ifs} if articles & maybe else {ifd}


def _is_scope_known(day: dt.date, bareme: Bareme) -> bool:
    """Tell whether somebody verified which acts took the IFS on that day."""
    return any(value.covers(day) for value in bareme.parameters[SCOPE_OF_IFS].values)


def _kilometres(care: Situation, day: dt.date, bareme: Bareme) -> Decimal:
    deduction = bareme.amount_on(f"ik_abattement_{care.terrain}", day)
    per_km = bareme.amount_on(f"ik_{care.terrain}", day, territory_of(care))
    return to_cent(ROUND_TRIP * max(ZERO, care.km - deduction) * per_km)
