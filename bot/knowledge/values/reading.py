"""What was read in an answer or a sentence: a value, its unit, and whether to read it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Field = Literal["price", "sessions", "coverage", "rhythm"]
Unit = Literal["eur", "count", "percent", "eur_per_session", "per_week", "none"]
Cause = Literal[
    "deplacement", "depassement", "renouveler", "deja-faites", "an", "euros", "nombre", "partiel",
    "tout", "nommee", "plein",
]  # fmt: skip
Bounds = tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Reading:
    """An amount read.

    Two readings are equal when value, unit, ambiguity and range are.

    Attributes:
        value: the amount; None when nothing is usable as it stands.
        unit: its unit; "none" with the value 0 for « pas de mutuelle », or with no value.
        ambiguous: True when the bot must read it back, or ask, before using it.
        range: its two bounds when they were given or calculated.
        proposal: what to offer (« 16,13 € ? » for « 1613 ») when there is no value.
        includes_amo: of a percentage, whether it was said to include the part of the Sécu.
        is_approximate: « environ 25 », « une dizaine ».
        is_done: of sessions, whether they were said to be over.
        cause: what else was said that decides how to ask: a trip (`deplacement`) or a part beyond
            the tariff (`depassement`) beside the price; sessions to renew or done already; an
            amount a year (`an`), in euros of no known span (`euros`), without a unit (`nombre`),
            a percentage below 100 (`partiel`), « tout », a complémentaire only named (`nommee`),
            « je suis à 100 % » (`plein`), which may be the Sécu’s.
        part: the part of a price that goes with `deplacement` and `depassement`.
    """

    value: Decimal | None
    unit: Unit
    ambiguous: bool
    range: Bounds | None = None
    proposal: Decimal | None = field(default=None, compare=False)
    includes_amo: bool | None = field(default=None, compare=False)
    is_approximate: bool = field(default=False, compare=False)
    is_done: bool = field(default=False, compare=False)
    cause: Cause | None = field(default=None, compare=False)
    part: Decimal | None = field(default=None, compare=False)


NOTHING = Reading(None, "none", ambiguous=False)
"""Nothing usable was said, and there is nothing to read back."""
