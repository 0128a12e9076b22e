"""What a sentence says besides numbers: expressions found, minus those denied."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.content.values import Topic, ValuesContent
from bot.knowledge.said import Words, read_once
from bot.knowledge.values.phrasebook import Hit, Phrasebook

_MARKS = frozenset(",;.:?!()")
_MASK = "_"
_REACH = 4


class Topics:
    """The expressions of the content, grouped by what they tell."""

    def __init__(self, content: ValuesContent) -> None:
        """Compile the expressions of `content`."""
        self._topics = {name: _book(name, says) for name, says in content.topics.items()}
        self._no_coverage = _book("no_coverage", content.signs["no_coverage"])
        self.situations = _books(content.situations.items())
        self.acts = _books((name, act.says) for name, act in content.acts.items())
        self.territories = _books(content.territories.items())
        self.at_home = _book("at_home", content.topics["at_home"])
        self.fillers = _book("fillers", content.fillers)

    def has(self, topic: Topic, words: Sequence[str]) -> bool:
        """Tell whether an expression of `topic` stands in `words`."""
        return self._topics[topic].stands_in(words)

    def masked(self, words: Sequence[str], *topics: Topic) -> list[str]:
        """Return `words` with « pas de mutuelle » and the expressions of `topics` blanked."""
        books = (self._no_coverage, *(self._topics[topic] for topic in topics))
        return blanked(words, (hit for book in books for hit in read_once(book.find, words)))

    def without_other_situations(self, words: Sequence[str]) -> Words:
        """Return `words` without what looks like a situation of the patient and is none."""
        return Words(self.masked(words, "ald_unrelated", "not_situation"))

    def without_yes_no(self, words: Sequence[str]) -> list[str]:
        """Return `words` with « est-ce que » blanked, unless it follows « qu’ » or « combien »."""
        before = self._topics["before_what"]
        hits = self._topics["yes_no"].find(words)
        asked = [hit for hit in hits if not (hit.start and before.find([words[hit.start - 1]]))]
        return blanked(words, asked)

    def affirmed(self, book: Phrasebook, words: Sequence[str], reach: int = _REACH) -> list[Hit]:
        """Return what is said and not denied within `reach` words."""
        said = read_once(book.find, words)
        denials = self._topics["negation"].find(words) if said else []
        return [
            hit
            for hit in said
            if not _is_refused_after(words, hit)
            and not any(self._reaches(words, denial, hit, reach) for denial in denials)
        ]

    def _reaches(self, words: Sequence[str], denial: Hit, hit: Hit, reach: int) -> bool:
        """Tell whether a negation bears on what follows it."""
        if not 0 <= hit.start - denial.end <= reach:
            return False
        between = words[denial.end : hit.start]
        if any(word in _MARKS or word == _MASK for word in between):
            return False
        starts = self._topics["new_clause"].find(between)
        supposed = self.has("supposition", between)
        return supposed or not starts


def blanked(words: Sequence[str], hits: Iterable[Hit]) -> list[str]:
    """Return `words` with those of `hits` replaced by a mask."""
    result = list(words)
    for hit in hits:
        result[hit.start : hit.end] = [_MASK] * (hit.end - hit.start)
    return result


def is_blank(word: str) -> bool:
    """Tell whether a word is masked or is only a mark."""
    return word == _MASK or not any(character.isalnum() for character in word)


def _is_refused_after(words: Sequence[str], hit: Hit) -> bool:
    """Tell whether « non » answers what was just said (« ALD : non »)."""
    after = [word for word in words[hit.end : hit.end + 2] if word not in _MARKS]
    return after[:1] == ["non"]


def _book(name: str, says: Iterable[str]) -> Phrasebook:
    return Phrasebook((name, expression) for expression in says)


def _books(entries: Iterable[tuple[str, Iterable[str]]]) -> Phrasebook:
    return Phrasebook((name, expression) for name, says in entries for expression in says)
