"""Cross validation: each phrasing is asked once, of a bot that did not learn it."""

from __future__ import annotations

from benchmarks.cross_validation import FOLDS, folds
from bot.content.models import Content


def test_each_phrasing_is_asked_once_and_never_learnt(content: Content) -> None:
    asked_of_all: list[str] = []
    for learnt, rows in folds(content):
        asked = {(row["accept"][0], row["text"]) for row in rows}
        known = {(topic, text) for topic, texts in learnt.phrasings.items() for text in texts}
        assert asked.isdisjoint(known)
        asked_of_all += [text for _, text in asked]
    assert len(asked_of_all) == sum(map(len, content.phrasings.values()))
    assert FOLDS > 1
