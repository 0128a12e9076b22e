"""Rule `deplacement`: the travel of the kiné for a justified home visit.

Inputs:   the article of the act if known, the kilometres, the day, the territory.
Output:   the possible allowances of one visit, in euros at the cent.
Sources:  content/parametres/deplacement.yaml, ifs.yaml (NGAP, article 13).
Rounding: once per visit, half a cent up.
Not here: mountain and foot allowances; comfort visits (never reimbursed).
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from bot.calculator.money import ZERO, to_cent
from bot.content.parameters import Bareme, Territory

ROUND_TRIP = 2


def visit_allowances(
    articles: frozenset[str], km: Decimal, day: dt.date, territory: Territory, bareme: Bareme
) -> tuple[Decimal, ...]:
    """Return the possible totals IFD or IFS + IK of one visit (one or two amounts)."""
    ifd = bareme.amount_on("ifd", day)
    ifs = bareme.amount_on("ifs", day)
    deduction = bareme.amount_on("ik_abattement_plaine", day)
    per_km = bareme.amount_on("ik_plaine", day, territory)
    travel = to_cent(ROUND_TRIP * max(ZERO, km - deduction) * per_km)
    if articles and articles <= bareme.ifs_always:
        fixed = {ifs}
    elif articles & (bareme.ifs_always | bareme.ifs_sometimes) or not articles:
        fixed = {ifd, ifs}
    else:
        fixed = {ifd}
    return tuple(sorted(amount + travel for amount in fixed))
