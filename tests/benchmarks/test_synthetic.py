"""Invented topics: always the same, and fit for the real training code."""

from __future__ import annotations

from benchmarks.samples import NONE, examples_of
from benchmarks.synthetic import PHRASINGS, content_with, messages, topics
from bot.content.models import Content
from bot.knowledge.training import training_samples

WORDS = [f"mot{number}" for number in range(1000)]


def test_topics_never_change_and_grow_by_their_end():
    assert list(topics(WORDS, 5)) == list(topics(WORDS, 9))[:5]


def test_the_phrasings_of_a_topic_share_a_core_and_nothing_repeats_the_message():
    for topic in topics(WORDS, 20):
        shared = set.intersection(*(set(phrasing.split()) for phrasing in topic.phrasings))
        assert len(shared) >= 3
        assert topic.message not in topic.phrasings


def test_the_training_code_reads_them(content: Content):
    invented = content_with(content, 3)
    learnt = {sample.topic for sample in training_samples(invented)}
    assert learnt == {"sujet-0", "sujet-1", "sujet-2", NONE}
    ours = [topic for _, topic in examples_of(invented) if topic != NONE]
    assert len(ours) == 3 * PHRASINGS
    assert [message.accept for message in messages(content, 3)] == [
        frozenset({topic}) for topic in ("sujet-0", "sujet-1", "sujet-2")
    ]
