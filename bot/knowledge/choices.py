"""Reading a choice among a few: by its label, its number, a keyword, a misspelling."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz.distance import OSA

from bot.knowledge.said import read_once
from bot.knowledge.text import clean, fold

SHORTEST_MISSPELT = 5
LONG = 9
Span = tuple[int, int]
_POLITE = re.compile(
    r"\b(?:svp|stp|s'il vous plait|s'il te plait|merci|bonjour|alors|euh|ben|bah)\b"
)
_MARKS = re.compile(r"[.,;:!?…]+")
_NUMBER = re.compile(r"^(?:le |la |n[°o] ?)?(\d{1,2})(?:er|re|e|eme)?[.)]?$")


@dataclass(frozen=True, slots=True)
class Option:
    """A choice and every way of saying it."""

    id: str
    phrases: tuple[str, ...]


class Options(tuple[Option, ...]):
    """Choices in the order they are shown; what they are looked for by is worked out once."""

    @cached_property
    def exact(self) -> dict[str, str]:
        """Return phrase → the first option said so."""
        return {_written(phrase): o.id for o in reversed(self) for phrase in o.phrases}

    @cached_property
    def by_initial(self) -> dict[str, list[tuple[str, str]]]:
        """Return first letter → the phrases long enough to be misspelt, with their option."""
        found: dict[str, list[tuple[str, str]]] = {}
        for phrase, option_id in self.exact.items():
            if len(phrase) >= SHORTEST_MISSPELT:
                found.setdefault(phrase[0], []).append((phrase, option_id))
        return found

    @cached_property
    def phrases(self) -> list[tuple[str, str, str]]:
        """Return each option with each of its phrases, and its first letter if it is a word."""
        written = [(option.id, _written(phrase)) for option in self for phrase in option.phrases]
        return [(option_id, phrase, _initial(phrase)) for option_id, phrase in written if phrase]


def _initial(phrase: str) -> str:
    """Return the first letter of a word that may be misspelt."""
    return "" if " " in phrase or len(phrase) < SHORTEST_MISSPELT else phrase[0]


def simplified(text: str) -> str:
    """Return a short answer without politeness, accents, punctuation or final dots."""
    return read_once(_simplified, text)


def _simplified(text: str) -> str:
    folded = _POLITE.sub(" ", fold(clean(text)))
    return " ".join(_MARKS.sub(" ", folded).split()) or folded.strip()


@lru_cache(maxsize=8192)
def _written(phrase: str) -> str:
    """Simplify a phrase of the content; a message is never kept so."""
    return simplified(phrase)


def read_choice(text: str, options: Iterable[Option], *, numbered: bool = True) -> str | None:
    """Return the id of the one option that a short answer means, or None.

    Args:
        text: what was typed, taken as a whole.
        options: in the order they are shown.
        numbered: whether « 2 » means the second option.
    """
    listed = _together(options)
    said = simplified(text)
    rank = _NUMBER.match(said)
    if numbered and rank and 1 <= int(rank.group(1)) <= len(listed):
        return listed[int(rank.group(1)) - 1].id
    if said in listed.exact:
        return listed.exact[said]
    return _only({
        option_id
        for phrase, option_id in listed.by_initial.get(said[:1], ())
        if _is_misspelling(said, phrase)
    })  # fmt: skip


def read_label(text: str, options: Iterable[Option]) -> str | None:
    """Return the id of the option whose words are, letter for letter, the whole message."""
    return _together(options).exact.get(simplified(text))


def read_choices(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the ids of every option named somewhere in a sentence, in the order shown.

    Args:
        text: what was typed.
        options: in the order they are shown.
        known: words that are not misspelt: « caisse » is no « cuisse ».
    """
    return tuple(_named(read_once(_Sentence, text), options, known))


def read_mentions(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the ids of every option named in a sentence, in the order they are said."""
    found = _named(read_once(_Sentence, text), options, known)
    return tuple(sorted(found, key=lambda option_id: found[option_id][0]))


def read_remark(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, str] | None:
    """Return the first option named in a sentence and what is left of the sentence."""
    sentence = read_once(_Sentence, text)
    for option_id, (start, end) in _named(sentence, options, known).items():
        return option_id, f"{sentence.text[:start]} {sentence.text[end:]}"
    return None


def _named(said: _Sentence, options: Iterable[Option], known: Collection[str]) -> dict[str, Span]:
    """Return where each option named in a sentence stands, in the order shown.

    An expression inside a longer one of another option does not count: « envoyée » in « pas
    encore envoyée ».
    """
    spans = [
        (option_id, span)
        for option_id, phrase, initial in _together(options).phrases
        if (phrase in said.text or initial in said.words)
        and (span := said.place(phrase, initial, known)) is not None
    ]
    found: dict[str, Span] = {}
    for option_id, span in spans:
        if any(_is_inside(span, other) for name, other in spans if name != option_id):
            continue
        found[option_id] = min(span, found.get(option_id, span))
    return found


def _is_inside(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and one != other


def word_lists(lists: Mapping[str, tuple[str, ...]]) -> Options:
    """Return lists of words as options, each under its name."""
    return Options(Option(name, words) for name, words in lists.items())


def read_word(text: str, lists: Options) -> str | None:
    """Return which list of words a short message belongs to (« anuler » → annuler)."""
    return read_choice(text, lists, numbered=False)


def _together(options: Iterable[Option]) -> Options:
    return options if isinstance(options, Options) else Options(options)


class _Sentence:
    """A message in which expressions are looked for."""

    def __init__(self, text: str) -> None:
        self.text = f" {simplified(text)} "
        self.words: dict[str, list[str]] = {}
        for word in self.text.split():
            self.words.setdefault(word[0], []).append(word)

    def place(self, phrase: str, initial: str, known: Collection[str]) -> Span | None:
        """Return where an expression stands, whole or as one misspelt word."""
        start = self.text.find(phrase)
        while start >= 0:
            before, after = self.text[start - 1], self.text[start + len(phrase)]
            if not (before.isalnum() or after.isalnum()):
                return start, start + len(phrase)
            start = self.text.find(phrase, start + 1)
        for word in self.words.get(initial, ()):
            if word not in known and _is_misspelling(word, phrase):
                start = self.text.find(word)
                return start, start + len(word)
        return None


def _is_misspelling(said: str, phrase: str) -> bool:
    if min(len(said), len(phrase)) < SHORTEST_MISSPELT or said[0] != phrase[0]:
        return False
    limit = 1 if len(phrase) < LONG else 2
    return OSA.distance(said, phrase, score_cutoff=limit) <= limit


def _only(found: set[str]) -> str | None:
    return found.pop() if len(found) == 1 else None
