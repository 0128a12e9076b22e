"""The calculator: what a patient pays a kiné, to the cent, explained line by line.

Pure and synchronous: `estimate(situation, bareme)` returns an `Outcome`.
"""

from bot.calculator.estimate import estimate, is_replay, with_today_rules
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
    Total,
)
from bot.calculator.situation import (
    UNSET,
    Batch,
    Coverage,
    NoCoverage,
    PercentCoverage,
    SessionCoverage,
    Situation,
    UnknownCoverage,
)

__all__ = [
    "UNSET",
    "Alternative",
    "Batch",
    "Computed",
    "Coverage",
    "MissingAnswers",
    "NoCoverage",
    "NotComputable",
    "Note",
    "Outcome",
    "PercentCoverage",
    "Range",
    "Session",
    "SessionCoverage",
    "Situation",
    "Step",
    "Total",
    "UnknownCoverage",
    "estimate",
    "is_replay",
    "with_today_rules",
]
