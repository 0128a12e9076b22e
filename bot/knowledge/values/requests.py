"""What a sentence asks: an amount to pay, or nothing but a calculation on its values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.content.values import Topic, ValuesContent
from bot.knowledge.values.phrasebook import Phrasebook, without_overlap
from bot.knowledge.values.signs import Message
from bot.knowledge.values.topics import Topics, blanked, is_blank

_ENOUGH, _PLENTY = 2, 3
_CARERS = r"#\d+ (?:KINE|OTHER_CARER)"
_SIGNS_OF_VALUES = (
    "euro", "cent", "percent", "seance", "seances", "times", "x", "week", "weekly", "month", "day",
    "year", "minute", "number_of", "per", "the", "of", "from", "to", "and", "or", "between", "plus",
    "for", "during", "en", "one", "only", "half", "each", "total", "series", "approx", "some",
    "have", "prescribed", "mutuelle", "secu", "base", "includes", "excludes", "depassement", "kine",
    "no_coverage", "none_of_it", "ticket_moderateur", "no_convention",
)  # fmt: skip


_SIGNS_AROUND = (
    "correction", "hesitation", "now", "was", "refusal", "approx", "some", "bound", "claims",
    "refund", "grants", "all_covered", "partly", "ticket_moderateur", "tariff", "double", "triple",
    "instead", "lot", "then", "month_name", "question",
)  # fmt: skip
_PLACES: tuple[Topic, ...] = ("alsace_alone", "at_home")
_ASKING: tuple[Topic, ...] = (
    "changed", "amount_surely", "amount_wanted", "amount_asked", "amount_maybe"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a sentence gives.

    Attributes:
        values: how many of price (or total), sessions and coverage.
        is_priced: a price, a total or a number of sessions is among them.
        is_in_situation: a situation is named.
    """

    values: int
    is_priced: bool
    is_in_situation: bool


class RequestReader:
    """Tells what is asked of the values of a sentence."""

    def __init__(self, content: ValuesContent, topics: Topics) -> None:
        """Compile the signs that may stand in a message of values."""
        self._topics = topics
        self._signs = _signs(content, _SIGNS_OF_VALUES)
        self._around = _signs(content, _SIGNS_OF_VALUES + _SIGNS_AROUND)

    def wants_amount(self, message: Message, given: Given) -> bool:
        """Tell whether an amount to pay is asked for."""
        words = self._topics.without_yes_no(message.words)
        other = self._topics.has("amount_other", words)
        elsewhere = other or self._topics.has("amount_elsewhere", words)
        if self._topics.has("amount_surely", words):
            return given.is_priced or not elsewhere
        asked = given.is_priced and self._topics.has("amount_asked", words)
        if asked or self._topics.has("amount_wanted", words):
            return given.values >= _ENOUGH or not elsewhere
        if other or given.values < (_PLENTY if elsewhere else _ENOUGH):
            return False
        asked = given.values >= _PLENTY and "?" in words and not elsewhere
        return asked or self._topics.has("amount_maybe", words)

    def is_values_only(self, message: Message, given: Given, *, holds_only_values: bool) -> bool:
        """Tell whether nothing but values, situations and small words was written.

        A question must hold two values (« 30 séances ? » asks something else).
        """
        least = _ENOUGH if "?" in message.words else 1
        if not given.is_priced or given.values + given.is_in_situation < least:
            return False
        if message.line.has(_CARERS):
            return False
        is_stated = given.values >= _ENOUGH and not message.line.has(r"QUESTION|\?")
        return (is_stated and holds_only_values) or self._is_bare(message.words, self._signs)

    def holds_only_values(self, message: Message) -> bool:
        """Tell whether nothing was written but values, what changes them and asks their amount."""
        words = self._topics.masked(message.words, "not_act", *_ASKING)
        return not message.line.has(_CARERS) and self._is_bare(words, self._around)

    def _is_bare(self, words: Sequence[str], signs: Phrasebook) -> bool:
        topics = self._topics
        words = topics.masked(words, "child", "pregnant", "birth", "cover_said", *_PLACES)
        for book in (topics.situations, topics.acts, topics.territories, signs):
            words = blanked(words, without_overlap(book.find(words)))
        words = blanked(words, without_overlap(topics.fillers.find(words)))
        return all(is_blank(word) or word[0].isdigit() for word in words)


def _signs(content: ValuesContent, names: Sequence[str]) -> Phrasebook:
    return Phrasebook(
        (sign, says)
        for sign, expressions in content.signs.items()
        if sign in names
        for says in expressions
    )
