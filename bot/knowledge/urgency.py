"""Emergencies: does a message hold a sign that comes before everything else?

The rules are data (`content/urgences_fr.yaml`); this module reads a message the way they are
written, finds their concepts, drops those that are denied, past or supposed, and combines the rest.

Input:    the text of one message.
Output:   the level and the rule, or None; the gravest level first, then the order of the file.
Not here: loading the file, the words of the answer, any medical knowledge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from bot.content.urgencies import UrgencyContent
from bot.knowledge.alert_grammar import ELIDED, IF_HE, MASK, Grammar, Hit, Word, replaced
from bot.knowledge.alert_rules import Plan, compares, fires, reaches, share
from bot.knowledge.said import read_once
from bot.knowledge.text import fold, words

_GRAVEST_FIRST = ("15", "17", "3114", "medecin-rapide")
_SHORT = 4  # a shorter word is read as typed
_SURE_SOUND = 4  # a shorter sound is shared by too many words
_STROKES = (5, 9)  # from so many letters on, one stroke more is forgiven
_NEGATIONS = frozenset({"pas", "plus", "sans", "aucun", "aucune", "ni", "jamais", "zero", "non"})
_LISTING = frozenset(
    {"et", "ou", "ni", "eu", "non", "me", "se", "te", "en", "ressenti", "forcement"}
)
_GLUED = {"j": "je", "m": "me", "s": "se", "l": "le", "d": "de"}
_DECIMALS = re.compile(r"(?<=\d)[.,]\d+")
_UNITS = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_PAUSE = re.compile(r"…|\.{2,}|\s[-–—]\s|[,:()«»\"]")
_WORD = re.compile(r"(?<![\w-])\w+(?![\w-])")
_STOP = re.compile(r"[.!?;\n]+")


@dataclass(frozen=True, slots=True)
class Urgency:
    """An emergency found in a message.

    Attributes:
        level: Whom to call: "15", "17", "3114" or "medecin-rapide".
        rule: Identifier of the rule that fired.
    """

    level: str
    rule: str


class UrgencyDetector:
    """Find the gravest emergency of a message. Pure: same text, same result."""

    def __init__(self, content: UrgencyContent) -> None:
        """Compile `content`; a ValueError names an expression that says nothing."""
        self._content = content
        spelling = content.spelling
        self._small_words = frozenset(map(fold, spelling.small_words))
        self._breaks = frozenset(map(fold, spelling.clause_starts))
        self._rewrites = {fold(k): tuple(fold(v).split()) for k, v in spelling.rewrites.items()}
        self._never = frozenset(map(fold, spelling.never))
        self._figures = Grammar(content.groups, frozenset())
        self._merges = Grammar(content.groups, frozenset())
        self._signs = Grammar(content.groups, self._small_words)
        self._compile(content)
        self._tolerant = _by_initial(map(fold, spelling.tolerant))
        always = frozenset(k for k, v in content.exclusions.items() if not v.optional)
        self._plans = [
            Plan(rule, rule.concepts, (always | set(rule.unless)) - set(rule.despite))
            for rule in sorted(content.rules, key=lambda r: _GRAVEST_FIRST.index(r.level))
        ]

    def detect(self, text: str) -> Urgency | None:
        """Return the gravest emergency of `text`, or None.

        Args:
            text: One message of a patient, as typed.
        """
        return read_once(self._detect, text)

    def _detect(self, text: str) -> Urgency | None:
        hits = self._surviving(self._read(text))
        owners = {hit.owner for hit in hits}
        for plan in self._plans:
            if not owners.isdisjoint(plan.concepts) and fires(plan, hits):
                return Urgency(plan.rule.level, plan.rule.id)
        return None

    def _compile(self, content: UrgencyContent) -> None:
        for expression in content.figures:
            self._figures.add(MASK, expression)
        for word, expressions in content.merges.items():
            for expression in expressions:
                self._merges.add(word, expression)
        for name, item in {**content.concepts, **content.exclusions}.items():
            for expression in item.says:
                self._signs.add(name, expression)

    def _read(self, text: str) -> list[Word]:
        """Return the words that matter, spelled as the expressions are."""
        message = list(self._split(text))
        for grammar in (self._figures, self._merges):
            message = replaced(message, grammar.hits(message))
        return [word for word in message if word.text not in self._small_words]

    def _split(self, text: str) -> Iterator[Word]:
        clause = 0
        for sentence, part in enumerate(_STOP.split(_prepared(self._unaccented(text)))):
            for piece in _PAUSE.split(part):
                clause += 1
                for word in words(piece):
                    clause += word in self._breaks
                    for read in self._spelled(word):
                        yield Word(read, clause, sentence)

    def _unaccented(self, text: str) -> str:
        """Return `text` where the words that only their accent tells apart are rewritten."""
        accented = self._content.spelling.accented
        composed = unicodedata.normalize("NFC", text)
        return _WORD.sub(lambda found: accented.get(found[0].lower(), found[0]), composed)

    def _spelled(self, word: str) -> tuple[str, ...]:
        """Return what is read for a typed word: itself, its rewriting or its correction."""
        if word in self._rewrites:
            return self._rewrites[word]
        if len(word) < _SHORT or word in self._never or self._is_known(word):
            return (word,)
        for ending in ("e", "s"):
            if word[-1] not in "aeios" and self._is_known(word + ending):
                return (word + ending,)
        return self._unglued(word) or (self._heard(word) or self._nearest(word),)

    def _unglued(self, word: str) -> tuple[str, ...]:
        """Return « je », « arrive » for « jarrive », or nothing."""
        rest = word[1:]
        if word[0] not in _GLUED or (word[0] != "j" and len(rest) < _SHORT):
            return ()
        read = self._rewrites.get(rest, (self._heard(rest) or rest,))
        return (_GLUED[word[0]], *read) if all(map(self._is_known, read)) else ()

    def _is_known(self, word: str) -> bool:
        grammars = (self._signs, self._merges, self._figures)
        return word in self._small_words or any(grammar.knows(word) for grammar in grammars)

    def _heard(self, word: str) -> str:
        """Return the tolerant word that sounds like `word`, or an empty string."""
        sound = _sound(word)
        alike = self._tolerant.get(sound[:1], ()) if len(sound) >= _SURE_SOUND else ()
        return next((candidate for candidate, other in alike if other == sound), "")

    def _nearest(self, word: str) -> str:
        """Return the tolerant word one stroke away from `word` (two if long), else `word`."""
        strokes = sum(len(word) >= length for length in _STROKES)
        alike = [candidate for candidate, _ in self._tolerant.get(_sound(word)[:1], ())]
        best = extractOne(word, alike, scorer=OSA.distance, score_cutoff=strokes)
        return best[0] if best else word

    def _surviving(self, message: Sequence[Word]) -> list[Hit]:
        """Return the concepts of the message that no negation denies, with their exclusions."""
        found = self._signs.hits(message)
        concepts = [hit for hit in found if hit.owner in self._content.concepts]
        present = [hit for hit in concepts if not self._is_denied(hit, message, concepts)]
        active: dict[str, list[Hit]] = {}
        for hit in found:
            if hit.owner in self._content.exclusions and not self._is_lifted(hit, message, present):
                active.setdefault(hit.owner, []).append(hit)
        return [self._with_exclusions(hit, message, active) for hit in present]

    def _is_lifted(self, hit: Hit, message: Sequence[Word], present: Sequence[Hit]) -> bool:
        """Tell whether one of the concepts that cancel the exclusion at `hit` stands near it."""
        exclusion = self._content.exclusions[hit.owner]
        return any(
            sign.owner in exclusion.unless and share(exclusion.unless_in, message, hit, sign)
            for sign in present
        )

    def _is_denied(self, hit: Hit, message: Sequence[Word], hits: Sequence[Hit]) -> bool:
        """Tell whether a negation stands right before, possibly through a list of signs."""
        if not self._content.concepts[hit.owner].deniable:
            return False
        clause = message[hit.start].clause
        position = hit.start - 1
        while position >= 0 and message[position].clause == clause:
            if message[position].text in _NEGATIONS:
                return not compares(message, position, hit)
            if message[position].text not in _LISTING and not self._is_listed(position, hit, hits):
                return False
            position -= 1
        return False

    def _is_listed(self, position: int, hit: Hit, hits: Sequence[Hit]) -> bool:
        """Tell whether the word belongs to an earlier sign, denied together with `hit`."""
        concepts = self._content.concepts
        return any(
            other.start <= position < other.end <= hit.start and concepts[other.owner].deniable
            for other in hits
        )

    def _with_exclusions(
        self, hit: Hit, message: Sequence[Word], active: Mapping[str, Sequence[Hit]]
    ) -> Hit:
        """Return `hit` with the names of the exclusions that cancel it."""
        if self._content.concepts[hit.owner].circumstance:
            return hit
        cancelling = (
            name
            for name, others in active.items()
            if any(reaches(self._content.exclusions[name], o, hit, message) for o in others)
        )
        return replace(hit, cancelled_by=frozenset(cancelling))


def _prepared(text: str) -> str:
    """Return `text` folded, with elided pronouns and units apart, without decimals."""
    folded = _DECIMALS.sub("", fold(text))
    folded = ELIDED.sub(r"\1e ", IF_HE.sub("si ", folded))
    return _UNITS.sub(" ", folded)


def _by_initial(tolerant: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return the tolerant words with their sound, by first sound."""
    found: dict[str, list[tuple[str, str]]] = {}
    for word in tolerant:
        found.setdefault(_sound(word)[:1], []).append((word, _sound(word)))
    return found


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"ph", "f"), (r"qu|c(?=[aouklrt]|$)|ck|k", "k"), (r"c(?=[eiy])|ss|sc(?=[ei])", "s"),
        (r"g(?=[ei])", "j"), (r"y", "i"), (r"h", ""), (r"eau|au", "o"), (r"ai|ei", "e"),
        (r"(?:ees?|ent|er|ez|et|es|e)?[stx]?$", ""), (r"[ae][nm](?=[^aeiouy]|$)", "an"),
        (r"z", "s"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip


def _sound(word: str) -> str:
    """Return a rough key of how a French word sounds: misspellings by ear share it."""
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word
