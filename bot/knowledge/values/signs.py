"""From a message to its words, and from its words to its line of signs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from bot.content.values import Sign, ValuesContent
from bot.knowledge.said import Words, read_once
from bot.knowledge.text import fold
from bot.knowledge.values import numerals
from bot.knowledge.values.composition import compose
from bot.knowledge.values.line import Line
from bot.knowledge.values.mending import Mender
from bot.knowledge.values.phrasebook import NUMBER, ZERO, Phrasebook, without_overlap
from bot.knowledge.values.roles import Roles, roles_of
from bot.knowledge.values.script import normalise
from bot.knowledge.values.spelling import Speller
from bot.knowledge.values.tokens import Token, exactly, tokenise

_PERCENT = "%"
_FOR = frozenset({"pour", "pr"})
_MOST_NUMBERS = 40
_HOLDING_NO_VALUE = frozenset({"NO_COVERAGE"})


@dataclass(frozen=True)
class Message:
    """What was typed, as words and as a line.

    Attributes:
        words: the words, corrected; numbers in digits, marks apart.
        line: the same, as signs.
    """

    words: Words
    line: Line

    @cached_property
    def roles(self) -> Roles:
        """Return what each number of the line stands for."""
        return roles_of(self.line)


class SignReader:
    """Turn a message into words and signs. Pure: same text, same message."""

    def __init__(self, content: ValuesContent) -> None:
        """Compile the words of `content`."""
        self._homographs = content.spelling.homographs
        self._hundred = frozenset(map(fold, content.spelling.hundred))
        self._book = Phrasebook(
            (sign.upper(), words) for sign, expressions in content.signs.items()
            for words in expressions
        )  # fmt: skip
        self._speller = Speller(content.spelling, self._book.words | _names(content))
        said = Phrasebook(("fillers", words) for words in content.fillers).words
        self._mender = Mender(content.spelling, _units(content), said, self._speller.knows)

    def read(self, text: str) -> Message:
        """Return the words and the signs of `text`."""
        return read_once(self._read, text)

    def _read(self, text: str) -> Message:
        typed = self._with_hundreds(tokenise(normalise(text, self._homographs)))
        tokens = list(self._spelled(typed))
        return self.read_tokens(self._mender.mend(tokens))

    def read_tokens(self, tokens: Iterable[Token]) -> Message:
        """Return the words and the signs of `tokens`."""
        counted = _within_reason(_with_numerals(_with_percents(list(tokens))))
        words = Words(token.text for token in counted)
        return Message(words, compose(self._line(counted)))

    def _with_hundreds(self, tokens: Sequence[Token]) -> list[Token]:
        """Read « san pour san », « 200 pour sen » as written by who hears « pour cent »."""
        found = list(tokens)
        for at in range(1, len(found) - 1):
            before, here, after = found[at - 1 : at + 2]
            is_counted = before.number is not None or before.text in self._hundred
            if here.text in _FOR and is_counted and after.text in self._hundred:
                found[at + 1] = replace(after, text="cent")
                if before.number is None:
                    found[at - 1] = replace(before, text="cent")
        return found

    def _spelled(self, tokens: Iterable[Token]) -> Iterator[Token]:
        for token in tokens:
            if token.number or not token.text.isalpha() or token.text.isupper():
                yield token
                continue
            for word in self._speller.read(token.text):
                yield replace(token, text=word)

    def _line(self, tokens: Sequence[Token]) -> Line:
        words = [_as_word(token) for token in tokens]
        hits = {hit.start: hit for hit in without_overlap(self._book.find(words))}
        symbols: list[str] = []
        position = index = 0
        while position < len(tokens):
            hit = hits.get(position)
            end = hit.end if hit else position + 1
            if hit:
                symbols.append(hit.owner)
            for token in tokens[position:end]:
                if token.number:
                    if not hit or hit.owner not in _HOLDING_NO_VALUE:
                        symbols.append(f"#{index}")
                    index += 1
                elif not hit:
                    symbols.append(token.text)
            position = end
        numbers = tuple(token.number for token in tokens if token.number)
        return Line(f" {' '.join(symbols)} ", numbers)


def _as_word(token: Token) -> str:
    """Return how expressions see a token: any number is `#`, and nothing is « zéro »."""
    if token.number is None:
        return token.text
    return NUMBER if token.number.low else ZERO


def _names(content: ValuesContent) -> set[str]:
    """Return the words of situations, acts and territories, recognised with a mistake too."""
    entries = [
        *content.situations.items(),
        *((name, act.says) for name, act in content.acts.items()),
        *content.territories.items(),
    ]
    return Phrasebook((name, words) for name, says in entries for words in says).words


def _units(content: ValuesContent) -> set[str]:
    """Return the words that may follow a number in letters."""
    named: tuple[Sign, ...] = ("euro", "percent", "seance", "seances", "times")
    return Phrasebook((sign, says) for sign in named for says in content.signs[sign]).words


def _with_percents(tokens: list[Token]) -> list[Token]:
    """Make « pour cent » one mark where a number comes before."""
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        if _is_percent(tokens, position):
            found.append(Token(_PERCENT))
            position += 2
        else:
            found.append(tokens[position])
            position += 1
    return found


def _is_percent(tokens: Sequence[Token], position: int) -> bool:
    if position == 0 or position + 1 >= len(tokens):
        return False
    before, here, after = tokens[position - 1 : position + 2]
    counted = before.number is not None or before.text in numerals.WORDS
    return counted and here.text in _FOR and after.text in {"cent", "cents"}


def _with_numerals(tokens: Sequence[Token]) -> list[Token]:
    """Make the numbers in letters numbers."""
    words = ["" if token.number else token.text for token in tokens]
    found: list[Token] = []
    position = 0
    while position < len(tokens):
        parsed = numerals.parse_numeral(words, position)
        if parsed:
            value, end = parsed
            guessed = any(token.is_doubtful for token in tokens[position : end + 1])
            found.append(Token(str(value), replace(exactly(value), is_doubtful=guessed)))
            position = end
            continue
        if words[position] in numerals.ORDINALS and words[position + 1 : position + 2] == ["mois"]:
            value = numerals.ORDINALS[words[position]]
            found += [Token(str(value), exactly(value)), Token("eme")]
        else:
            found.append(_collective(tokens[position]))
        position += 1
    return found


def _within_reason(tokens: Iterable[Token]) -> list[Token]:
    """Leave as words the numbers beyond those a person may write in one message."""
    found: list[Token] = []
    numbers = 0
    for token in tokens:
        numbers += token.number is not None
        found.append(replace(token, number=None) if numbers > _MOST_NUMBERS else token)
    return found


def _collective(token: Token) -> Token:
    singular = token.text.removesuffix("s")
    if token.number or singular not in numerals.COLLECTIVES:
        return token
    value = numerals.COLLECTIVES[singular]
    return Token(str(value), exactly(value, is_approximate=True))
