"""Each phrasing asked of a bot that never learnt it: how far the content generalises by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.tables import percent, table
from bot.content.loader import load_content
from bot.content.models import Content
from bot.evaluation.figures import Rate
from bot.evaluation.messages import evaluate_messages
from bot.knowledge.training import compile_index
from bot.knowledge.understanding import Understanding
from bot.settings import load_settings

FOLDS = 5
SHOWN = ("top1", "top3", "correct", "wrong", "asked_back", "missed")

Row = dict[str, Any]


def cross_validate() -> None:
    """Print the rates over all folds."""
    content = load_content(load_settings().content_dir)
    groups = {topic: str(entry.group) for topic, entry in content.faq.items()}
    hits: Counter[str] = Counter()
    totals: Counter[str] = Counter()
    for learnt, asked in folds(content):
        scores = evaluate_messages(asked, Understanding(learnt, compile_index(learnt)), groups)
        for name, rate in scores.rates.items():
            hits[name] += rate.count
            totals[name] += rate.total
    print(table(SHOWN, [[percent(Rate(hits[name], totals[name])) for name in SHOWN]]))


def folds(content: Content) -> Iterator[tuple[Content, list[Row]]]:
    """Yield (content without a fifth of each topic's phrasings, that fifth as labelled rows)."""
    for fold in range(FOLDS):
        kept = {
            topic: tuple(p for rank, p in enumerate(phrasings) if rank % FOLDS != fold)
            for topic, phrasings in content.phrasings.items()
        }
        asked = [
            {"text": phrasing, "accept": [topic]}
            for topic, phrasings in content.phrasings.items()
            for phrasing in phrasings[fold::FOLDS]
        ]
        yield replace(content, phrasings=kept), asked
