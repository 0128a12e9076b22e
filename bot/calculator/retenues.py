"""Rule `retenues`: the franchise withheld over a whole treatment, day after day.

Inputs:   the days and their acts, what the Sécu pays for each act, the caps of each period.
Output:   what is withheld in each part of the treatment and in all, in euros at the cent.
Sources:  D. 160-10 and D. 160-11 (day, civil year); content/parametres/franchise.yaml.
Rounding: none, every term is at the cent.
Not here: the caps of one day (franchise.py); who is exempt (situations.yaml).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from bot.calculator.calendrier import Acte, Journees, Part
from bot.calculator.franchise import Caps, due_on_a_day, withhold
from bot.calculator.money import ZERO


@dataclass
class Retenues:
    """What is withheld, in euros.

    Attributes:
        first: on the first act.
        assessments: on all the bilans.
        parts: in each part of the treatment.
        caps: by part where a yearly cap stopped the franchise, what its civil year gave so far.
    """

    first: Decimal = ZERO
    assessments: Decimal = ZERO
    parts: dict[Part, Decimal] = field(default_factory=dict)
    caps: dict[Part, Decimal] = field(default_factory=dict)

    @cached_property
    def total(self) -> Decimal:
        """What is withheld in all, once everything is."""
        return sum(self.parts.values(), ZERO)


def retenues_of(
    days: Sequence[Journees],
    amos: Mapping[tuple[Acte, int], Decimal],
    caps: Sequence[Caps],
    *,
    already: Mapping[int, Decimal],
    other_acts: int,
) -> Retenues:
    """Follow the franchise over the days of a treatment.

    Args:
        days: the days, in order.
        amos: what the Sécu pays for an act in a period, in euros.
        caps: the caps of each period.
        already: withheld before the treatment, by civil year, in euros.
        other_acts: acts of other caregivers on each of these days.
    """
    years: dict[int, Decimal] = defaultdict(lambda: ZERO)
    found = Retenues()
    for group in days:
        cap = caps[group.period]
        bills = [amos[act, group.period] for act in group.acts]
        dues = due_on_a_day(bills, cap, other_acts * cap.act)
        left = max(ZERO, cap.year - already.get(group.year, ZERO) - years[group.year])
        if group is days[0]:
            found.first = min(dues[0], left)
        withheld = withhold(dues, group.count, left)
        for act, amount in zip(group.acts, withheld, strict=True):
            found.assessments += amount if act.kind == "bilan" else ZERO
        years[group.year] += sum(withheld, ZERO)
        found.parts[group.part] = found.parts.get(group.part, ZERO) + sum(withheld, ZERO)
        if sum(dues, ZERO) * group.count > left:
            found.caps[group.part] = years[group.year]
    return found
