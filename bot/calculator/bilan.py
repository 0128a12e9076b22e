"""Rule `bilan`: after which sessions the kiné invoices an assessment, one more act.

Inputs:   number of sessions of the treatment; the articles the act may belong to.
Output:   the ranks of the sessions with an assessment, from 1; the act that is invoiced.
Sources:  content/parametres/seuils.yaml (bilan_*), NGAP.
Not here: acts that are bilans themselves, or not reimbursed: no other bilan is counted then.
"""

from __future__ import annotations

import datetime as dt

from bot.content.parameters import Bareme

NEUROLOGY = frozenset({"4"})
BILANS = frozenset({"I.1", "I.2"})


def assessment_act(articles: frozenset[str]) -> str:
    """Return the bilan that goes with an act: the neurological one when it is surely neurology."""
    return "bdk_neuro" if articles == NEUROLOGY else "bdk"


def assessment_ranks(
    sessions: int, *, articles: frozenset[str], day: dt.date, bareme: Bareme
) -> set[int]:
    """Return the ranks of the sessions that come with an assessment: first, second, then rhythm."""
    prefix = "bilan_neuro" if articles == NEUROLOGY else "bilan"
    second = int(bareme.amount_on(f"{prefix}_deuxieme", day))
    rhythm = int(bareme.amount_on(f"{prefix}_rythme", day))
    return {1, *range(second, sessions + 1, rhythm)}
