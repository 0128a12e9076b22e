"""From answers to figures, by one rule for every engine that has no thresholds of its own.

The rule: answer when the best topic is far enough above « not ours ». Far enough is learnt on one
half of the out-of-scope messages, so that at most `FALSE_ANSWERS` of them are answered, and used on
the other half; then the halves change places.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from benchmarks.engines import Answer
from benchmarks.samples import Message
from bot.evaluation.figures import Rate

FALSE_ANSWERS = 0.05
TOP = 3
Asked = tuple[Message, Answer]


@dataclass(frozen=True, slots=True)
class Figures:
    """The rates of one engine.

    Attributes:
        top1, top3: a right topic comes first, or among the first three; in scope.
        right, wrong: answered well, or beside the point; in scope.
        false: answered out of scope; a courtesy (« bonjour ») does not count.
        refused: refused out of scope; neither refused nor false: topics were offered.
    """

    top1: Rate
    top3: Rate
    right: Rate
    wrong: Rate
    false: Rate
    refused: Rate


def figures(asked: Sequence[Asked], courtesies: Collection[str]) -> Figures:
    """Count what an engine did, deciding for it when it does not decide by itself."""
    if any(answer.verdict is None for _, answer in asked):
        asked = decided(asked, courtesies)
    inside = [(m, a) for m, a in asked if m.in_scope]
    outside = [a for m, a in asked if not m.in_scope]
    return Figures(
        top1=share_first(inside),
        top3=_rate(_is_among(m, a, TOP) for m, a in inside),
        right=_rate(a.verdict == "answers" and _is_right(m, a) for m, a in inside),
        wrong=_rate(a.verdict == "answers" and _is_wrong(m, a) for m, a in inside),
        false=_rate(_is_false(a, courtesies) for a in outside),
        refused=_rate(a.verdict != "asks" and not _is_false(a, courtesies) for a in outside),
    )


def share_first(asked: Sequence[Asked]) -> Rate:
    """Return how often the first topic is right, whatever would be decided."""
    return _rate(_is_among(message, answer, 1) for message, answer in asked)


def decided(asked: Sequence[Asked], courtesies: Collection[str]) -> list[Asked]:
    """Decide with the threshold learnt on the other half."""
    halves = [list(_half(asked, 0)), list(_half(asked, 1))]
    result: list[Asked] = []
    for half, other in zip(halves, reversed(halves), strict=True):
        out_of_scope = [answer for message, answer in other if not message.in_scope]
        limit = threshold(out_of_scope, courtesies)
        result += [(message, _decide(answer, limit)) for message, answer in half]
    return result


def threshold(out_of_scope: Sequence[Answer], courtesies: Collection[str]) -> float:
    """Return the confidence that at most `FALSE_ANSWERS` of these messages exceed."""
    harmless = float("-inf")
    ordered = sorted(
        (harmless if _first(a) in courtesies else a.confidence for a in out_of_scope), reverse=True
    )
    return ordered[int(FALSE_ANSWERS * len(ordered))] if ordered else harmless


def _half(asked: Sequence[Asked], parity: int) -> Iterable[Asked]:
    """Return every other message, in scope and out of scope alike."""
    for in_scope in (True, False):
        yield from [(m, a) for m, a in asked if m.in_scope == in_scope][parity::2]


def _decide(answer: Answer, limit: float) -> Answer:
    if answer.confidence > limit:
        return replace(answer, verdict="answers", topics=(_first(answer),))
    return replace(answer, verdict="refuses", topics=())


def _first(answer: Answer) -> str:
    return answer.ranking[0][0] if answer.ranking else ""


def _is_among(message: Message, answer: Answer, count: int) -> bool:
    return any(topic in message.accept for topic, _ in answer.ranking[:count])


def _is_right(message: Message, answer: Answer) -> bool:
    return answer.topics[0] in message.accept


def _is_wrong(message: Message, answer: Answer) -> bool:
    return not message.accept & set(answer.topics) or answer.topics[0] in message.reject


def _is_false(answer: Answer, courtesies: Collection[str]) -> bool:
    return answer.verdict == "answers" and answer.topics[0] not in courtesies


def _rate(hits: Iterable[bool]) -> Rate:
    listed = list(hits)
    return Rate(sum(listed), len(listed))
