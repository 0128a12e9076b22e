"""Reading a choice among a few: by its label, its number, a keyword, a misspelling."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

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
    listed = list(options)
    said = simplified(text)
    rank = _NUMBER.match(said)
    if numbered and rank and 1 <= int(rank.group(1)) <= len(listed):
        return listed[int(rank.group(1)) - 1].id
    exact = {
        _written(phrase): option.id for option in reversed(listed) for phrase in option.phrases
    }
    if said in exact:
        return exact[said]
    return _only(
        {option_id for phrase, option_id in exact.items() if _is_misspelling(said, phrase)}
    )


def read_label(text: str, options: Iterable[Option]) -> str | None:
    """Return the id of the option whose words are, letter for letter, the whole message."""
    said = simplified(text)
    return next((o.id for o in options if any(_written(p) == said for p in o.phrases)), None)


def read_choices(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the ids of every option named somewhere in a sentence, in the order shown.

    Args:
        text: what was typed.
        options: in the order they are shown.
        known: words that are not misspelt: « caisse » is no « cuisse ».
    """
    return tuple(_named(_Sentence(text, known), options))


def read_mentions(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, ...]:
    """Return the ids of every option named in a sentence, in the order they are said."""
    found = _named(_Sentence(text, known), options)
    return tuple(sorted(found, key=lambda option_id: found[option_id][0]))


def read_remark(
    text: str, options: Iterable[Option], known: Collection[str] = ()
) -> tuple[str, str] | None:
    """Return the first option named in a sentence and what is left of the sentence."""
    sentence = _Sentence(text, known)
    for option_id, (start, end) in _named(sentence, options).items():
        return option_id, f"{sentence.said[:start]} {sentence.said[end:]}"
    return None


def _named(said: _Sentence, options: Iterable[Option]) -> dict[str, Span]:
    """Return where each option named in a sentence stands, in the order shown.

    An expression inside a longer one of another option does not count: « envoyée » in « pas
    encore envoyée ».
    """
    spans = [
        (option.id, span)
        for option in options
        for phrase in option.phrases
        if (span := said.place(phrase)) is not None
    ]
    found: dict[str, Span] = {}
    for option_id, span in spans:
        if any(_is_inside(span, other) for name, other in spans if name != option_id):
            continue
        found[option_id] = min(span, found.get(option_id, span))
    return found


def _is_inside(one: Span, other: Span) -> bool:
    return other[0] <= one[0] and one[1] <= other[1] and one != other


def read_word(text: str, lists: Mapping[str, tuple[str, ...]]) -> str | None:
    """Return which list of words a short message belongs to (« anuler » → annuler)."""
    return read_choice(text, (Option(k, v) for k, v in lists.items()), numbered=False)


class _Sentence:
    """A message in which expressions are looked for."""

    def __init__(self, text: str, known: Collection[str]) -> None:
        self.said = f" {simplified(text)} "
        self._words: dict[str, list[str]] = {}
        for word in self.said.split():
            if word not in known:
                self._words.setdefault(word[0], []).append(word)

    def place(self, written: str) -> Span | None:
        """Return where an expression stands, whole or as one misspelt word."""
        phrase = _written(written)
        start = self.said.find(phrase) if phrase else -1
        while start >= 0:
            before, after = self.said[start - 1], self.said[start + len(phrase)]
            if not (before.isalnum() or after.isalnum()):
                return start, start + len(phrase)
            start = self.said.find(phrase, start + 1)
        if " " in phrase or len(phrase) < SHORTEST_MISSPELT:
            return None
        for word in self._words.get(phrase[0], ()):
            if _is_misspelling(word, phrase):
                start = self.said.find(word)
                return start, start + len(word)
        return None


def _is_misspelling(said: str, phrase: str) -> bool:
    if min(len(said), len(phrase)) < SHORTEST_MISSPELT or said[0] != phrase[0]:
        return False
    limit = 1 if len(phrase) < LONG else 2
    return OSA.distance(said, phrase, score_cutoff=limit) <= limit


def _only(found: set[str]) -> str | None:
    return found.pop() if len(found) == 1 else None
