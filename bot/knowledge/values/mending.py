"""Numbers in letters whose last word is misspelt: « trente-cin », « cent vingt si »."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from rapidfuzz.distance import OSA

from bot.content.values import Spellings
from bot.knowledge.text import fold
from bot.knowledge.values import numerals
from bot.knowledge.values.tokens import Token

_LEAST = 4
_ENDS = ("un", *(word for word in {**numerals.UNITS, **numerals.TENS} if word != "zero"))
_AND = frozenset({"et", "e"})
_SPEAKERS = frozenset({"je", "j", "vous", "on", "a", "m"})
_LINKED = frozenset({"un", "une", "onze"})


class Mender:
    """Reads the unit after « trente », « cent » or « dix », so that 35 never passes for 30."""

    def __init__(
        self,
        content: Spellings,
        units: Iterable[str],
        small_words: Iterable[str],
        is_known: Callable[[str], bool],
    ) -> None:
        """Prepare the readings.

        Args:
            content: the misspellings.
            units: words that may end the sentence of a number (« euros », « séances »).
            small_words: words that are no misspelling either (« merci »).
            is_known: whether a word is one of ours, hence no misspelling.
        """
        self._meant = {
            fold(typed): unit for unit, words in content.after_tens.items() for typed in words
        }
        self._common = frozenset(map(fold, content.common))
        self._units = frozenset(units)
        self._small_words = frozenset(small_words) - {"un", "une"}
        self._is_known = is_known

    def mend(self, tokens: Sequence[Token]) -> list[Token]:
        """Return `tokens` with the misspelt ends of numbers read, or doubted."""
        mended: list[Token] = list(tokens)
        for position in range(len(mended)):
            if self._is_ten(mended, position):
                doubtful = not mended[position + 1].is_glued
                mended[position] = replace(mended[position], text="dix", is_doubtful=doubtful)
            before = _head(mended, position)
            if before and not mended[position].number:
                mended[position] = self._read(mended, position, before)
        return mended

    def _read(self, tokens: Sequence[Token], position: int, head: str) -> Token:
        token = tokens[position]
        after = tokens[position + 1].text if position + 1 < len(tokens) else ""
        if token.text in _AND and (after in _LINKED or self._is_one(after)):
            return replace(token, text="et", is_doubtful=token.text != "et")
        if tokens[position - 1].text in _AND and self._is_one(token.text):
            return replace(token, text="un")
        if token.text in numerals.WORDS | _LINKED | _AND:
            return token
        unit = self._meant.get(token.text, "")
        if tokens[position - 1].text in _AND or not _follows(unit, head):
            unit = ""
        if unit and (token.is_glued or token.text not in self._common):
            return replace(token, text=unit)
        if unit and self._ends(tokens, position):
            return replace(token, text=unit, is_doubtful=True)
        if unit or self._is_other(token.text):
            return token
        return self._guessed(token, head, is_last=self._ends(tokens, position))

    def _is_ten(self, tokens: Sequence[Token], position: int) -> bool:
        """Tell whether « dis » is ten (« dis-sept », « dis séances »); « je dis sept » says 7."""
        after = tokens[position + 1].text if position + 1 < len(tokens) else ""
        said = position > 0 and tokens[position - 1].text in _SPEAKERS
        counts = _follows(self._meant.get(after, after), "dix") or after in self._units
        return self._meant.get(tokens[position].text) == "dix" and counts and not said

    def _is_other(self, word: str) -> bool:
        """Tell whether a word is ours, hence no number in letters."""
        is_sign = word.isupper() or not word.isalpha()
        return is_sign or word in self._small_words or self._is_known(word)

    def _is_one(self, typed: str) -> bool:
        return self._meant.get(typed) == "un"

    def _guessed(self, token: Token, head: str, *, is_last: bool) -> Token:
        """Read a word one letter away from a unit; doubt a hyphenated or very short one."""
        least = 1 if token.is_glued or is_last else _LEAST
        for unit in _ENDS:
            near = min(len(unit), len(token.text)) >= least and _follows(unit, head)
            if near and OSA.distance(token.text, unit) <= 1:
                return replace(token, text=unit, is_doubtful=True)
        is_short = is_last and len(token.text) < _LEAST
        return replace(token, is_doubtful=token.is_glued or is_short)

    def _ends(self, tokens: Sequence[Token], position: int) -> bool:
        after = tokens[position + 1 : position + 2]
        return not after or not after[0].text.isalpha() or after[0].text in self._units


def _head(tokens: Sequence[Token], position: int) -> str:
    """Return the word of a number just before `position`, or "" when a unit cannot follow."""
    before = tokens[position - 1].text if position else ""
    if before in _AND and position > 1:
        return tokens[position - 2].text if tokens[position - 2].text in numerals.TENS else ""
    is_percent = position > 1 and tokens[position - 2].text in {"pour", "pr"}
    if before in numerals.HUNDREDS:
        return "" if is_percent else before
    return before if before in numerals.TENS or before in {"dix", "quatre"} else ""


def _follows(unit: str, head: str) -> bool:
    """Tell whether `unit` may follow `head`: « trente dix » is no number."""
    if unit in {"un", "une"}:
        return head not in {"dix", "quatre"}
    if head == "quatre":
        return unit in numerals.SCORES
    value = {**numerals.TENS, **numerals.UNITS}.get(unit, numerals.MOST)
    if head == "dix":
        return unit in {"sept", "huit", "neuf"}
    return value < numerals.limit_after(head)
