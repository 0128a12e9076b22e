"""What the index learns from is never what it is measured on."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz, process

from bot.content.models import Content
from bot.knowledge.text import fold

MESSAGES = Path(__file__).parents[2] / "benchmarks" / "messages"
TOO_NEAR = 95
SHORTEST = 4  # words: « bonjour » and « merci » are written by everybody


def normalised(text: str) -> str:
    return " ".join(re.sub(r"[^\w€%]+", " ", fold(text)).split())


@pytest.fixture(scope="module")
def phrasings(content: Content) -> set[str]:
    """Return how patients write each topic, and the questions of the FAQ."""
    written = {phrasing for group in content.phrasings.values() for phrasing in group}
    return {normalised(text) for text in written | {e.question for e in content.faq.values()}}


@pytest.fixture(scope="module")
def off_topic(content: Content) -> set[str]:
    """Return the sentences from which the bot learns to say no."""
    themes = (*content.off_topic.proches.values(), *content.off_topic.lointains.values())
    return {normalised(text) for theme in themes for text in theme}


def measured(name: str) -> list[str]:
    lines = (MESSAGES / name).read_text("utf-8").splitlines()
    return [text for line in lines if (text := normalised(json.loads(line)["text"]))]


FILES = sorted(path.name for path in MESSAGES.glob("*.jsonl"))


def test_there_are_messages_to_measure_with() -> None:
    assert set(FILES) >= {"temoin.jsonl", "calibration.jsonl"}


def near(learnt: set[str]) -> list[tuple[str, str]]:
    """Return the measured messages that are, but for a letter or two, a learnt sentence."""
    texts, sentences = sorted({t for name in FILES for t in measured(name)}), sorted(learnt)
    scores = process.cdist(
        texts, sentences, scorer=fuzz.ratio, score_cutoff=TOO_NEAR, dtype=np.uint8
    )
    pairs = [(texts[row], sentences[column]) for row, column in np.argwhere(scores)]
    return [(text, sentence) for text, sentence in pairs if len(text.split()) >= SHORTEST]


def test_no_phrasing_is_a_message_the_bot_is_measured_on(phrasings: set[str]) -> None:
    assert [text for name in FILES for text in measured(name) if text in phrasings] == []


def test_no_phrasing_is_nearly_a_message_the_bot_is_measured_on(phrasings: set[str]) -> None:
    assert near(phrasings) == []


def test_no_refused_sentence_is_a_message_the_bot_is_measured_on(off_topic: set[str]) -> None:
    assert [text for name in FILES for text in measured(name) if text in off_topic] == []
    assert near(off_topic) == []


def test_no_message_is_measured_twice() -> None:
    places = defaultdict(list)
    for name in FILES:
        for text in measured(name):
            places[text].append(name)
    assert {text: names for text, names in places.items() if len(names) > 1} == {}
