"""Rule `bilan`: after which sessions the kiné invoices an assessment, one more act.

Inputs:   number of sessions of the treatment; whether the act is neurological (article 4).
Output:   the ranks of the sessions with an assessment, from 1.
Sources:  content/parametres/seuils.yaml (bilan_*), NGAP.
"""

from __future__ import annotations

import datetime as dt

from bot.content.parameters import Bareme

NEUROLOGY = "4"


def assessment_ranks(sessions: int, *, is_neuro: bool, day: dt.date, bareme: Bareme) -> set[int]:
    """Return the ranks of the sessions that come with an assessment: first, second, then rhythm."""
    prefix = "bilan_neuro" if is_neuro else "bilan"
    second = int(bareme.amount_on(f"{prefix}_deuxieme", day))
    rhythm = int(bareme.amount_on(f"{prefix}_rythme", day))
    first = {1} if sessions >= 1 else set()
    return first | set(range(second, sessions + 1, rhythm))
