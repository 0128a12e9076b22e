"""What an estimate answers: computed, missing answers, or not computable with all its reasons.

The explanation is data: steps in the order of the computation. Words come at rendering.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.calculator.money import Range
from bot.content.parameters import Confidence, Source

Value = Decimal | Range | int | str | dt.date | bool


@dataclass(frozen=True, slots=True)
class Note:
    """A remark by id, with the values its sentence needs."""

    id: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the computation.

    Attributes:
        id: `tarif`, `part-secu`, `franchise`, `mutuelle`, `reste`, `total`, `depassement`…
        terms: the values of the formula, by name.
        amount: the result of the line, in euros.
    """

    id: str
    terms: Mapping[str, Value]
    amount: Range
    source: Source
    confidence: Confidence
    valid_from: dt.date | None


@dataclass(frozen=True, slots=True)
class Session:
    """The amounts of the first session, in euros."""

    price: Range
    tariff: Range
    amo_before_franchise: Range
    franchise: Range
    amo: Range
    complementaire: Range
    reste_a_charge: Range
    depassement: Range


@dataclass(frozen=True, slots=True)
class Total:
    """The amounts of the whole treatment, in euros."""

    price: Range
    franchise: Range
    amo: Range
    complementaire: Range
    reste_a_charge: Range


@dataclass(frozen=True, slots=True)
class Stretch:
    """Sessions of one civil year under the same rules: one line of a treatment that crosses a date.

    Attributes:
        starts_on: the first day of care of these sessions.
        year: their civil year.
        sessions: how many there are.
        tariff: the tariff of one session.
        franchise, reste_a_charge: for all of them, bilans and travel included.
    """

    starts_on: dt.date
    year: int
    sessions: int
    tariff: Range
    franchise: Range
    reste_a_charge: Range


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another reading of a rule, or another answer, and the reste à charge it gives in all."""

    note: Note
    total: Range


@dataclass(frozen=True, slots=True)
class Computed:
    """An estimate. `total` is None when the number of sessions is not known.

    `stretches` has one line for each part of the treatment, in order; one when nothing changes.
    """

    per_session: Session
    total: Total | None
    steps: tuple[Step, ...]
    alternatives: tuple[Alternative, ...]
    assumptions: tuple[Note, ...]
    to_confirm: tuple[Note, ...]
    stretches: tuple[Stretch, ...] = ()


@dataclass(frozen=True, slots=True)
class MissingAnswers:
    """The questions without which nothing can be computed, in the order to ask them."""

    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotComputable:
    """Every reason why no amount can be given."""

    reasons: tuple[Note, ...]


Outcome = Computed | MissingAnswers | NotComputable
