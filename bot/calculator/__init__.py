"""The calculator: what a patient pays a kiné, to the cent, explained line by line.

Pure and synchronous. As a library:

    from bot.calculator import Situation, Range, estimate
    outcome = estimate(Situation(day=..., price=Range.of(Decimal("35")), sessions=10), bareme)

`estimate` returns an `Outcome`, `left_to_pay` its last amount alone; `compare` puts one kiné and
two side by side; `schedule_of` turns a rhythm into the days of a treatment, and
`does_rhythm_matter` tells whether to ask for it.
"""

from bot.calculator.calendrier import schedule_of
from bot.calculator.compare import Comparison, Organisation, OtherReading, SecondKine, compare
from bot.calculator.estimate import estimate, left_to_pay, with_today_rules
from bot.calculator.money import Range
from bot.calculator.outcome import (
    Alternative,
    Computed,
    MissingAnswers,
    NotComputable,
    Note,
    Outcome,
    Session,
    Step,
    Stretch,
    Total,
)
from bot.calculator.refus import is_replay
from bot.calculator.rythme import does_rhythm_matter
from bot.calculator.situation import (
    UNSET,
    Batch,
    Coverage,
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
)

__all__ = [
    "UNSET",
    "Alternative",
    "Batch",
    "Comparison",
    "Computed",
    "Coverage",
    "MissingAnswers",
    "NoCoverage",
    "NotComputable",
    "Note",
    "Organisation",
    "OtherReading",
    "Outcome",
    "PercentCoverage",
    "Range",
    "SecondKine",
    "Session",
    "SessionCoverage",
    "Situation",
    "Step",
    "Stretch",
    "Total",
    "UnknownCoverage",
    "YearCoverage",
    "compare",
    "does_rhythm_matter",
    "estimate",
    "is_replay",
    "left_to_pay",
    "schedule_of",
    "with_today_rules",
]
