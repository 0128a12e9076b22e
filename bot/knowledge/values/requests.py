"""What a sentence asks: an amount to pay, or nothing but a calculation on its values."""

from __future__ import annotations

from bot.content.values import ValuesContent
from bot.knowledge.values.phrasebook import Phrasebook, without_overlap
from bot.knowledge.values.signs import Message
from bot.knowledge.values.topics import Topics, blanked, is_blank

_ENOUGH_VALUES = 2
_SIGNS_OF_VALUES = (
    "euro", "cent", "percent", "seance", "seances", "times", "x", "week", "weekly", "month", "day", "year",
    "per", "the", "of", "from", "to", "and", "or", "between", "plus", "for", "during", "en", "one",
    "only", "half", "each", "total", "series", "approx", "some", "have", "prescribed", "mutuelle",
    "base", "includes", "excludes", "depassement", "kine", "no_coverage", "ticket_moderateur",
)  # fmt: skip


class RequestReader:
    """Tells what is asked of the values of a sentence."""

    def __init__(self, content: ValuesContent, topics: Topics) -> None:
        """Compile the signs that may stand in a message of values."""
        self._topics = topics
        self._signs = Phrasebook(
            (sign, says)
            for sign, expressions in content.signs.items()
            if sign in _SIGNS_OF_VALUES
            for says in expressions
        )

    def wants_amount(self, message: Message, values: int) -> bool:
        """Tell whether an amount to pay is asked for.

        Args:
            message: the sentence.
            values: how many of price, sessions and coverage it gives.
        """
        words = message.words
        elsewhere = self._topics.has("amount_elsewhere", words)
        if self._topics.has("amount_wanted", words):
            return not elsewhere or values >= _ENOUGH_VALUES
        enough = values >= _ENOUGH_VALUES and not elsewhere
        return enough and self._topics.has("amount_maybe", words)

    def is_values_only(self, message: Message) -> bool:
        """Tell whether nothing but values, situations and small words was written."""
        topics = self._topics
        words = topics.masked(message.words, "child", "pregnant", "birth")
        for book in (topics.situations, topics.acts, topics.territories):
            words = blanked(words, without_overlap(book.find(words)))
        words = blanked(words, without_overlap(self._signs.find(words)))
        words = blanked(words, without_overlap(topics.fillers.find(words)))
        return all(is_blank(word) or word[0].isdigit() for word in words)
