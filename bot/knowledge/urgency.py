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
from itertools import pairwise

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from bot.content.urgencies import Exclusion, Rule, Scope, UrgencyContent, one_of
from bot.knowledge.text import fold, words

_GRAVEST_FIRST = ("15", "17", "3114", "medecin-rapide")
_GAP = "..."
_GAP_WORDS = 4
_SHORT = 4  # a shorter word is read as typed
_SURE_SOUND = 4  # a shorter sound is shared by too many words
_STROKES = (5, 9)  # from so many letters on, one stroke more is forgiven
_MASK = "_"
_DENIAL = -1
_DENYING = frozenset({"pas", "plus", "jamais", "sans", "aucun", "aucune"})
_NEGATIONS = frozenset({"pas", "plus", "sans", "aucun", "aucune", "ni", "jamais", "zero", "non"})
_LISTING = frozenset(
    {"et", "ou", "ni", "eu", "non", "me", "se", "te", "en", "ressenti", "forcement"}
)

_GLUED = {"j": "je", "m": "me", "s": "se", "l": "le", "d": "de"}

_IF_HE = re.compile(r"\bs'(?=ils?\b)(?!il (?:vous|te) )")
_ELIDED = re.compile(r"\b([jmts])'(?=\w)")
_DECIMALS = re.compile(r"(?<=\d)[.,]\d+")
_UNITS = re.compile(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)")
_ENDING = re.compile(r"(?<=[a-z]{2}e)(?:e?s|e|r|z|nt)$|(?<=[a-z]{3}[bcdfgklmnprt])s$")
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


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    clause: int
    sentence: int


@dataclass(frozen=True, slots=True)
class _Slot:
    stems: frozenset[str]
    forms: frozenset[str]
    prefixes: frozenset[str]
    bounds: frozenset[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Pattern:
    owner: str
    slots: tuple[int, ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    owner: str
    start: int
    end: int
    cancelled_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Plan:
    rule: Rule
    concepts: frozenset[str]
    stops: frozenset[str]


class _Grammar:
    """Expressions compiled so that only those beginning with a word at hand are tried."""

    def __init__(self, groups: Mapping[str, Sequence[str]], small_words: frozenset[str]) -> None:
        self._groups = groups
        self._small_words = small_words
        self._numbers: dict[_Slot, int] = {}
        self._by_stem: dict[str, set[int]] = {}
        self._by_form: dict[str, set[int]] = {}
        self._by_prefix: dict[str, set[tuple[str, int]]] = {}
        self._bounds: list[tuple[int, int, int]] = []
        self._starting: dict[int, list[_Pattern]] = {}

    def add(self, owner: str, expression: str) -> None:
        """Compile `expression`, to be reported under `owner`."""
        pieces = list(_pieces(expression))
        kept = [piece for piece in pieces if piece not in self._small_words]
        if _GAP in (kept[:1] + kept[-1:] or [_GAP]) or (len(kept) == 1 < len(pieces)):
            raise ValueError(f"small words apart, too little is left of « {expression} »")
        slots = [self._number_of(self._slot(piece)) for piece in kept if piece != _GAP]
        gaps = [0] + [_GAP_WORDS * (a == _GAP) for a, b in pairwise(kept) if b != _GAP]
        pattern = _Pattern(owner, tuple(slots), tuple(gaps))
        self._starting.setdefault(slots[0], []).append(pattern)

    def knows(self, word: str) -> bool:
        """Tell whether some expression accepts `word`."""
        return bool(self._kinds(word) - {_DENIAL})

    def hits(self, message: Sequence[_Word]) -> list[_Hit]:
        """Return every expression found, in the order of the message."""
        kinds = [self._kinds(word.text) for word in message]
        ends = _sentence_ends(message)
        found: dict[_Hit, None] = {}
        for start, here in enumerate(kinds):
            for pattern in (p for kind in sorted(here) for p in self._starting.get(kind, ())):
                if end := _match(pattern, kinds, start, ends[start]):
                    found[_Hit(pattern.owner, start, end)] = None
        return list(found)

    def _number_of(self, slot: _Slot) -> int:
        if slot not in self._numbers:
            number = self._numbers[slot] = len(self._numbers)
            for stem in slot.stems:
                self._by_stem.setdefault(stem, set()).add(number)
            for form in slot.forms:
                self._by_form.setdefault(form, set()).add(number)
            for prefix in slot.prefixes:
                self._by_prefix.setdefault(prefix[:2], set()).add((prefix, number))
            self._bounds.extend((low, high, number) for low, high in slot.bounds)
        return self._numbers[slot]

    def _slot(self, piece: str) -> _Slot:
        choices = list(self._choices(piece))
        return _Slot(
            stems=frozenset(_stem(c) for c in choices if c[0] not in "#=" and c[-1] != "*"),
            forms=frozenset(c[1:] for c in choices if c[0] == "="),
            prefixes=frozenset(c[:-1] for c in choices if c[-1] == "*"),
            bounds=frozenset(_bounds(c[1:]) for c in choices if c[0] == "#"),
        )

    def _choices(self, piece: str) -> Iterator[str]:
        for choice in piece.split("/"):
            if choice.startswith("["):
                for word in self._groups[choice[1:-1]]:
                    yield from fold(word).split("/")
            else:
                yield choice

    def _kinds(self, word: str) -> frozenset[int]:
        if word == _MASK:
            return frozenset()
        found = self._by_stem.get(_stem(word), set()) | self._by_form.get(word, set())
        found |= {n for prefix, n in self._by_prefix.get(word[:2], ()) if word.startswith(prefix)}
        if word.isdecimal():
            found |= {n for low, high, n in self._bounds if low <= int(word) <= high}
        return frozenset(found | {_DENIAL} if word in _DENYING else found)


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
        self._figures = _Grammar(content.groups, frozenset())
        self._merges = _Grammar(content.groups, frozenset())
        self._signs = _Grammar(content.groups, self._small_words)
        self._compile(content)
        self._tolerant = _by_initial(map(fold, spelling.tolerant))
        always = frozenset(k for k, v in content.exclusions.items() if not v.optional)
        self._plans = [
            _Plan(rule, rule.concepts, (always | set(rule.unless)) - set(rule.despite))
            for rule in sorted(content.rules, key=lambda r: _GRAVEST_FIRST.index(r.level))
        ]

    def detect(self, text: str) -> Urgency | None:
        """Return the gravest emergency of `text`, or None.

        Args:
            text: One message of a patient, as typed.
        """
        hits = self._surviving(self._read(text))
        for plan in self._plans:
            if _fires(plan, hits):
                return Urgency(plan.rule.level, plan.rule.id)
        return None

    def _compile(self, content: UrgencyContent) -> None:
        for expression in content.figures:
            self._figures.add(_MASK, expression)
        for word, expressions in content.merges.items():
            for expression in expressions:
                self._merges.add(word, expression)
        for name, item in {**content.concepts, **content.exclusions}.items():
            for expression in item.says:
                self._signs.add(name, expression)

    def _read(self, text: str) -> list[_Word]:
        """Return the words that matter, spelled as the expressions are."""
        message = list(self._split(text))
        for grammar in (self._figures, self._merges):
            message = _replaced(message, grammar.hits(message))
        return [word for word in message if word.text not in self._small_words]

    def _split(self, text: str) -> Iterator[_Word]:
        clause = 0
        for sentence, part in enumerate(_STOP.split(_prepared(self._unaccented(text)))):
            for piece in _PAUSE.split(part):
                clause += 1
                for word in words(piece):
                    clause += word in self._breaks
                    for read in self._spelled(word):
                        yield _Word(read, clause, sentence)

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

    def _surviving(self, message: Sequence[_Word]) -> list[_Hit]:
        """Return the concepts of the message that no negation denies, with their exclusions."""
        found = self._signs.hits(message)
        concepts = [hit for hit in found if hit.owner in self._content.concepts]
        present = [hit for hit in concepts if not self._is_denied(hit, message, concepts)]
        active: dict[str, list[_Hit]] = {}
        for hit in found:
            if hit.owner in self._content.exclusions and not self._is_lifted(hit, message, present):
                active.setdefault(hit.owner, []).append(hit)
        return [self._with_exclusions(hit, message, active) for hit in present]

    def _is_lifted(self, hit: _Hit, message: Sequence[_Word], present: Sequence[_Hit]) -> bool:
        """Tell whether one of the concepts that cancel the exclusion at `hit` stands near it."""
        exclusion = self._content.exclusions[hit.owner]
        return any(
            sign.owner in exclusion.unless and _share(exclusion.unless_in, message, hit, sign)
            for sign in present
        )

    def _is_denied(self, hit: _Hit, message: Sequence[_Word], hits: Sequence[_Hit]) -> bool:
        """Tell whether a negation stands right before, possibly through a list of signs."""
        if not self._content.concepts[hit.owner].deniable:
            return False
        sentence = message[hit.start].sentence
        position = hit.start - 1
        while position >= 0 and message[position].sentence == sentence:
            if message[position].text in _NEGATIONS:
                return not _compares(message, position, hit)
            if message[position].text not in _LISTING and not self._is_listed(position, hit, hits):
                return False
            position -= 1
        return False

    def _is_listed(self, position: int, hit: _Hit, hits: Sequence[_Hit]) -> bool:
        """Tell whether the word belongs to an earlier sign, denied together with `hit`."""
        concepts = self._content.concepts
        return any(
            other.start <= position < other.end <= hit.start and concepts[other.owner].deniable
            for other in hits
        )

    def _with_exclusions(
        self, hit: _Hit, message: Sequence[_Word], active: Mapping[str, Sequence[_Hit]]
    ) -> _Hit:
        """Return `hit` with the names of the exclusions that cancel it."""
        if self._content.concepts[hit.owner].circumstance:
            return hit
        cancelling = (
            name
            for name, others in active.items()
            if any(_reaches(self._content.exclusions[name], o, hit, message) for o in others)
        )
        return replace(hit, cancelled_by=frozenset(cancelling))


def _prepared(text: str) -> str:
    """Return `text` folded, with elided pronouns and units apart, without decimals."""
    folded = _DECIMALS.sub("", fold(text))
    folded = _ELIDED.sub(r"\1e ", _IF_HE.sub("si ", folded))
    return _UNITS.sub(" ", folded)


def _pieces(expression: str) -> Iterator[str]:
    """Split an expression into its words, gaps and alternatives, folded."""
    folded = _ELIDED.sub(r"\1e ", _IF_HE.sub("si ", fold(expression)))
    for piece in folded.replace("…", _GAP).split():
        if piece == _GAP or any(sign in piece for sign in "*/[#="):
            yield piece
        else:
            yield from words(piece)


def _bounds(written: str) -> tuple[int, int]:
    """Return the two ends of « 38-42 », of « 15 » or of nothing, which is any number."""
    low, _, high = written.partition("-")
    return int(low or 0), int(high or low or 10**9)


def _stem(word: str) -> str:
    """Return `word` without the ending that conjugation or plural add: « tombées » → « tombe »."""
    return _ENDING.sub("", word)


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


def _sentence_ends(message: Sequence[_Word]) -> list[int]:
    """Return for each word the position after the last word of its sentence."""
    ends = [len(message)] * len(message)
    for position in range(len(message) - 2, -1, -1):
        same = message[position].sentence == message[position + 1].sentence
        ends[position] = ends[position + 1] if same else position + 1
    return ends


def _match(pattern: _Pattern, kinds: Sequence[frozenset[int]], start: int, stop: int) -> int:
    """Return the position after `pattern` matched from `start`, before `stop`, or 0."""
    position = start
    for slot, gap in zip(pattern.slots, pattern.gaps, strict=True):
        position = _next(slot, kinds, position, min(position + gap + 1, stop))
        if not position:
            return 0
    return position


def _next(slot: int, kinds: Sequence[frozenset[int]], position: int, stop: int) -> int:
    """Return the position after `slot`, or 0: a gap does not jump over a negation."""
    while position < stop:
        if slot in kinds[position]:
            return position + 1
        if _DENIAL in kinds[position]:
            return 0
        position += 1
    return 0


def _replaced(message: Sequence[_Word], hits: Iterable[_Hit]) -> list[_Word]:
    """Return the message with each hit, the longest first, replaced by its owner."""
    longest: dict[int, _Hit] = {}
    for hit in hits:
        if hit.start not in longest or hit.end > longest[hit.start].end:
            longest[hit.start] = hit
    result: list[_Word] = []
    position = 0
    while position < len(message):
        chosen = longest.get(position)
        owner = chosen.owner if chosen else message[position].text
        result.append(replace(message[position], text=owner))
        position = chosen.end if chosen else position + 1
    return result


def _compares(message: Sequence[_Word], position: int, hit: _Hit) -> bool:
    """Tell whether the negation is « plus … que », a comparison."""
    after = message[hit.end : hit.end + 2]
    return message[position].text == "plus" and any(word.text == "que" for word in after)


def _reaches(exclusion: Exclusion, other: _Hit, hit: _Hit, message: Sequence[_Word]) -> bool:
    """Tell whether an exclusion found at `other` cancels `hit`."""
    if not _share(exclusion.scope, message, other, hit) or not _is_on_side(exclusion, other, hit):
        return False
    distance = max(hit.start - other.end, other.start - hit.end)
    return exclusion.reach is None or distance <= exclusion.reach


def _share(scope: Scope, message: Sequence[_Word], one: _Hit, other: _Hit) -> bool:
    """Tell whether two hits begin in the same clause, sentence or message."""
    first, second = message[one.start], message[other.start]
    match scope:
        case "clause":
            return first.clause == second.clause
        case "sentence":
            return first.sentence == second.sentence
        case "message":
            return True


def _is_on_side(exclusion: Exclusion, other: _Hit, hit: _Hit) -> bool:
    match exclusion.side:
        case "before":
            return other.start <= hit.start
        case "after":
            return other.end >= hit.end
        case "both":
            return True


def _fires(plan: _Plan, hits: Sequence[_Hit]) -> bool:
    """Tell whether the concepts of the rule stand together in some window of the message."""
    rule = plan.rule
    usable = [h for h in hits if h.owner in plan.concepts and not h.cancelled_by & plan.stops]
    if not _is_complete(rule, {hit.owner for hit in usable}):
        return False
    if any(hit.owner in rule.none for hit in hits):
        return False
    return any(
        _is_complete(rule, {h.owner for h in usable if _is_near(rule, first, h)})
        for first in usable
    )


def _is_near(rule: Rule, first: _Hit, hit: _Hit) -> bool:
    return rule.within is None or 0 <= hit.start - first.start <= rule.within


def _is_complete(rule: Rule, owners: set[str]) -> bool:
    """Tell whether `owners` satisfy the rule."""
    enough = not rule.any or len(owners.intersection(rule.any)) >= rule.at_least
    return enough and all(owners.intersection(one_of(item)) for item in rule.all)
