"""The one rule by which every engine is judged."""

from __future__ import annotations

from benchmarks.engines import Answer
from benchmarks.samples import Message
from benchmarks.scoring import decided, figures, threshold


def outside(confidence: float, topic: str = "prix-seance") -> tuple[Message, Answer]:
    return Message("?", frozenset(), frozenset()), Answer([(topic, confidence)])


def inside(confidence: float, topic: str = "prix-seance") -> tuple[Message, Answer]:
    return Message("?", frozenset({"prix-seance"}), frozenset()), Answer([(topic, confidence)])


def test_the_threshold_lets_one_in_twenty_through():
    answers = [answer for _, answer in map(outside, range(20))]
    limit = threshold(answers, ())
    assert sum(answer.confidence > limit for answer in answers) == 1


def test_confidence_is_counted_above_not_ours():
    assert Answer([("a", 0.6)], none=0.5).confidence < Answer([("a", 0.3)]).confidence
    assert Answer([]).confidence == float("-inf")


def test_each_half_is_judged_by_the_threshold_of_the_other():
    low, high = outside(1), outside(9)
    asked = [low, high, inside(5), inside(5)]
    verdicts = [answer.verdict for message, answer in decided(asked, ()) if message.in_scope]
    assert verdicts == ["refuses", "answers"]


def test_a_courtesy_is_never_a_false_answer():
    asked = [outside(9, "salutation"), outside(9, "salutation"), inside(5), inside(5)]
    counted = figures(asked, {"salutation"})
    assert counted.false.count == 0
    assert counted.right.count == 2


def test_an_engine_that_decides_is_taken_at_its_word():
    message = Message("?", frozenset(), frozenset())
    asked = [(message, Answer([("a", 1.0)], verdict=verdict)) for verdict in ("asks", "refuses")]
    counted = figures(asked, ())
    assert (counted.false.count, counted.refused.count) == (0, 1)


def test_wrong_is_neither_right_nor_missed():
    counted = figures([inside(1, "prix-bilan"), inside(1), outside(0), outside(0)], ())
    assert (counted.right.count, counted.wrong.count, counted.top1.count) == (1, 1, 1)
