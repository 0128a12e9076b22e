"""What a computation takes, next to the naive program that checks it.

The peer is `tests/cases/independent.py`: the same situations, every act of a family, every reading
and every session one by one, with Decimal amounts too. It knows nothing of the bot.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from benchmarks.tables import figure, table
from bot.calculator import Computed, estimate
from bot.content.loader import load_content
from bot.content.parameters import Bareme
from bot.dialogue.requests import EstimateRequest
from bot.evaluation.figures import percentile
from bot.settings import load_settings
from tests.cases import independent

ROUNDS = 200
LONGEST = 2.0  # seconds for one line: beyond, fewer rounds
DAY = dt.date(2026, 11, 21)
HEAD = ("", "médiane", "95 %", "programme naïf, médiane", "rapport")
Input = dict[str, Any]


def _known(**changes: Any) -> Input:
    return {"day": DAY, "price": "35.00", "sessions": 12, "act": "lombalgie_commune",
            "coverage": {"kind": "percent", "percent": "150"}, **changes}  # fmt: skip


def _dated(first: dt.date, count: int, every: int) -> list[Input]:
    return [{"day": first + dt.timedelta(every * rank), "sessions": 1} for rank in range(count)]


UNKNOWN: Input = {"act": None, "price": None, "coverage": {"kind": "unknown"}}
HOME: Input = {"home": "oui-justifie", "km": "7"}
SITUATIONS: dict[str, Input] = {
    "prix et séances seulement": _known(act=None, coverage={"kind": "unknown"}),
    "tout est connu": _known(),
    "deux par jour, conditions inconnues": _known(per_day=2),
    "à domicile, avec bilan": _known(act="sujet_age", price=None, assessment=True, **HOME),
    "200 séances, plafonds de deux années": _known(
        sessions=200, sessions_after_december=100, franchise_already="20.00"
    ),
    "200 séances datées, un tarif et deux plafonds": {
        **{name: value for name, value in _known(act="ter_sans").items()
           if name not in ("day", "sessions")},
        "schedule": _dated(dt.date(2026, 3, 2), 200, 2),
    },
    "200 séances, tout le reste inconnu": _known(sessions=200, **UNKNOWN),
    "200 séances, tout inconnu, deux par jour, bilans, à domicile": _known(
        sessions=200, sessions_after_december=90, per_day=2, assessment=True,
        situations=["ald", "maternite"], **UNKNOWN, **HOME,
    ),
}  # fmt: skip


def calculation() -> None:
    """Print the median and the 95th percentile of each situation, and the peer's median."""
    bareme = load_content(load_settings().content_dir).bareme
    rows = [[name, *_measured(given, bareme)] for name, given in SITUATIONS.items()]
    print(table(HEAD, rows))


def _measured(given: Input, bareme: Bareme) -> list[str]:
    situation = EstimateRequest.model_validate(given).situation(DAY)
    if not isinstance(estimate(situation, bareme), Computed):
        raise TypeError(f"not computed: {given}")
    ours = _milliseconds(lambda: estimate(situation, bareme))
    naive = percentile(_milliseconds(lambda: points(given)), 0.5)
    median = percentile(ours, 0.5)
    return [f"{figure(median)} ms", f"{figure(percentile(ours, 0.95))} ms",
            f"{figure(naive)} ms", f"× {figure(naive / median)}"]  # fmt: skip


def points(given: Input) -> list[tuple[independent.Point, independent.Point]]:
    """Return the first session and the total of every reading, as the naive program does."""
    return [independent.point(given, reading) for reading in independent.readings(given)]


def _milliseconds(work: Callable[[], object]) -> list[float]:
    times: list[float] = []
    while len(times) < ROUNDS and sum(times) < LONGEST * 1000:
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1000)
    return times
