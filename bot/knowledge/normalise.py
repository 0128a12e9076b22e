"""From what a patient types to the tokens every model reads.

Fold, cut elisions, open SMS shorthand, correct the spelling of the field's words, replace
synonyms by one concept token. The same tokens feed the lexical model and the sentence encoder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache

from bot.content.models import Lexicon
from bot.knowledge.spelling import Corrector
from bot.knowledge.text import fold, words

# « plus » is left out: « plus de séances » denies nothing, and marking it was measured to harm
NEGATIONS = frozenset({"pas", "jamais", "aucun", "aucune", "ni", "non"})
SMALL_WORDS = frozenset(
    """
    de d du des le la les l un une en a au aux ce c cet cette mon ma mes son sa ses que qu je il
    elle on vous nous ils est suis ete etre tout tous trop bien tres encore
    """.split()  # noqa: SIM905
)
DENIED = "pas_"
DENIED_WORDS = 2  # measured: one, two, or marked beside the word itself; two, replaced, is best


class Normaliser:
    """Turns a message into tokens with one lexicon and one corrector.

    Args:
        lexicon: how patients write the words of the field.
        vocabulary: the words of the field.
        is_learning: whether the texts are those of the content, many and full of the same words:
            what is corrected is then kept. A word of a patient never is.
    """

    def __init__(
        self, lexicon: Lexicon, vocabulary: Iterable[str], *, is_learning: bool = False
    ) -> None:
        self._sms = {fold(k): words(v) for k, v in lexicon.sms.items()}
        self._concepts = {
            " ".join(words(expression)): concept
            for concept, expressions in lexicon.synonyms.items()
            for expression in expressions
        }
        longest_first = sorted(self._concepts, key=lambda e: (-len(e), e))
        pattern = "|".join(re.escape(expression) for expression in longest_first)
        self._expressions = re.compile(rf"(?<![\w%])(?:{pattern})(?![\w%])") if pattern else None
        protected = {fold(w) for w in lexicon.protect} | set(self._sms)
        known = {fold(k): fold(v) for k, v in lexicon.spelling.items()}
        corrector = Corrector(vocabulary, protected, known)
        self._correct: Callable[[str], str] = cache(corrector) if is_learning else corrector

    def spelled(self, text: str) -> list[str]:
        """Return the words with shorthand opened and spelling corrected, no synonyms."""
        found: list[str] = []
        for word in words(text):
            found += self._sms.get(word, [word])
        return [self._correct(word) for word in found]

    def tokens(self, text: str) -> list[str]:
        """Return the tokens the models read."""
        joined = " ".join(self.spelled(text))
        if self._expressions:
            joined = self._expressions.sub(lambda m: self._concepts[m.group()], joined)
        return _with_denials(joined.split())


def _with_denials(tokens: list[str]) -> list[str]:
    """Mark the words that a negation bears on: « pas la mutuelle » gives « pas pas_mutuelle »."""
    marked: list[str] = []
    left = 0
    for token in tokens:
        if token in NEGATIONS:
            left = DENIED_WORDS
        elif left and token not in SMALL_WORDS:
            left -= 1
            token = f"{DENIED}{token}"  # noqa: PLW2901
        marked.append(token)
    return marked


def vocabulary_of(written: Iterable[str], typed: Iterable[str], lexicon: Lexicon) -> list[str]:
    """Return the field's words, towards which spelling is corrected.

    Args:
        written: texts in correct French (the answers).
        typed: messages as patients type them; only their common French words count.
        lexicon: its expressions count too, its misspellings never.
    """
    correct = {word for text in written for word in words(text)}
    heard = {word for text in typed for word in words(text)} & lexicon.protect
    expressions = [e for group in lexicon.synonyms.values() for e in group]
    listed = {w for e in (*expressions, *lexicon.sms.values()) for w in words(e)}
    misspelt = {fold(word) for word in (*lexicon.spelling, *lexicon.sms)}
    return sorted({w for w in correct | heard | listed if w.isalpha()} - misspelt)
