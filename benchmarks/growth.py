"""What the bot becomes with more topics: invented ones, see synthetic.py."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from benchmarks import worker
from benchmarks.engines import BAYES, BM25, MODELS
from benchmarks.samples import examples_of
from benchmarks.scoring import share_first
from benchmarks.synthetic import content_with, messages
from benchmarks.tables import figure, number, percent, table, times
from bot.content.loader import load_content
from bot.content.models import Content
from bot.evaluation.figures import percentile
from bot.settings import load_settings

SIZES = (88, 1_000, 10_000)
GROWING = (BM25, MODELS, BAYES)
HEAD = (
    "sujets", "", "1er sujet juste", "médiane", "95 %", "médiane, rapport à BM25",
    "préparation", "mémoire, maximum",
)  # fmt: skip


def growth(sizes: Sequence[int] = SIZES) -> None:
    """Print the table, one line per size and engine."""
    content = load_content(load_settings().content_dir)
    print(table(HEAD, [row for size in sizes for row in _rows(content, size)]))


def _rows(content: Content, size: int) -> list[list[str]]:
    asked = messages(content, size)
    examples = examples_of(content_with(content, size))
    reference, rows = 0.0, []
    for name in GROWING:
        print(f"… {number(size)} sujets, {name}", file=sys.stderr)
        run = worker.run(worker.Job(name, examples, [m.text for m in asked], size))
        row = [number(size), name]
        if isinstance(run, worker.Skipped):
            rows.append([*row, *["—"] * 4, run.reason, "—"])
            continue
        if name == BM25:
            reference = percentile(list(run.milliseconds), 0.5)
        right = share_first(list(zip(asked, run.answers, strict=True)))
        build, peak = f"{figure(run.build_seconds)} s", f"{number(run.peak_mb)} Mo"
        rows.append([*row, percent(right), *times(run.milliseconds, reference), build, peak])
    return rows
