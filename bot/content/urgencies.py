"""The shape of `content/urgences_fr.yaml`: what must come before everything else.

Expressions are written naturally; `bot.knowledge.urgency` reads them:
`mot*` any ending · `a/b` one or the other · `…` a few words may stand in between ·
`[groupe]` any word of a group · `#` a number · `#38-42` a number between two bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bot.validation import FaultsError, Loc

Level = Literal["15", "17", "3114", "medecin-rapide"]
Scope = Literal["clause", "sentence", "message"]
Side = Literal["before", "after", "both"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
OneOf = Annotated[tuple[Identifier, ...], Field(min_length=1)]

Fault = tuple[Loc, str]

_GROUP = re.compile(r"\[([^\]]*)\]")


class _Frozen(BaseModel):
    """Base of the models: nothing unknown, nothing changed after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Spelling(_Frozen):
    """How words are read before anything is searched.

    Attributes:
        small_words: Words ignored in messages and in expressions (articles, intensifiers).
        clause_starts: Words that open a new clause, as a comma does.
        accented: Words that only an accent tells apart (« là », « né »), and what to read instead.
        rewrites: A word as typed (SMS, by ear, a number in letters) and what to read instead.
        tolerant: Distinctive words recognised in spite of a spelling mistake.
        never: Correct words that look like one of `tolerant` and must stay what they are.
    """

    small_words: Texts
    clause_starts: Texts
    accented: dict[Text, Text]
    rewrites: dict[Text, Text]
    tolerant: Texts
    never: Texts


class _Said(_Frozen):
    """What patients say in several ways.

    Attributes:
        label: What it is, for the reader of the file.
        says: Expressions, any of which is enough.
    """

    label: Text
    says: Texts


class Concept(_Said):
    """A sign or a circumstance.

    Attributes:
        deniable: Whether a negation right before (« pas de ») cancels it.
        circumstance: Whether it is a part of the body, a person or a context: no exclusion
            cancels it.
    """

    deniable: bool = False
    circumstance: bool = False


class Exclusion(_Said):
    """What makes a sign harmless: past, hypothesis, recovery, hearsay.

    Attributes:
        scope: How far it reaches: its clause, its sentence or the whole message.
        side: Which signs it cancels: those it stands before, after, or both.
        reach: Greatest distance in words, or None for the whole scope.
        unless: Concepts that cancel the exclusion when they stand in `unless_in`.
        unless_in: Where they are looked for, around the exclusion.
        optional: Whether it applies only to the rules that ask for it in `unless`.
    """

    scope: Scope = "clause"
    side: Side = "both"
    reach: Annotated[int, Field(ge=1)] | None = None
    unless: tuple[Identifier, ...] = ()
    unless_in: Scope = "message"
    optional: bool = False


class Rule(_Frozen):
    """A combination of concepts that is an emergency.

    Attributes:
        id: Name of the rule.
        row: Line of the table of red flags (facts, §6); 0 when it is not in the table.
        level: Whom to call.
        answer: Identifier of the answer, of the same level.
        all: Every item is needed; an item that is a list asks for one of its concepts.
        any: Concepts of which `at_least` different ones are needed.
        at_least: How many of `any`.
        none: Concepts that must be absent from the message.
        within: Number of words the concepts must fit in; None for the whole message.
        despite: Exclusions that do not stop this rule.
        unless: Optional exclusions that do stop it.
    """

    id: Identifier
    row: Annotated[int, Field(ge=0, le=24)]
    level: Level
    answer: Identifier
    all: tuple[Identifier | OneOf, ...] = ()
    any: tuple[Identifier, ...] = ()
    at_least: Annotated[int, Field(ge=1)] = 1
    none: tuple[Identifier, ...] = ()
    within: Annotated[int, Field(ge=1)] | None = 20
    despite: tuple[Identifier, ...] = ()
    unless: tuple[Identifier, ...] = ()

    @model_validator(mode="after")
    def _asks_for_something(self) -> Self:
        """Refuse a rule without concept, or asking for more of `any` than it lists."""
        if not self.all and not self.any:
            raise ValueError("il faut au moins un signe (all: ou any:)")
        if self.any and self.at_least > len(self.any):
            raise ValueError("« at_least » demande plus de signes que « any » n’en a")
        return self

    @property
    def concepts(self) -> frozenset[str]:
        """Every concept the rule names."""
        needed = (name for item in self.all for name in one_of(item))
        return frozenset((*needed, *self.any, *self.none))


class Answer(_Frozen):
    """What the patient reads first.

    Attributes:
        level: The level it is written for.
        text: Short French message, the number first.
    """

    level: Level
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=350)]


class UrgencyContent(_Frozen):
    """The whole file: words, signs, exclusions, rules and answers."""

    spelling: Spelling
    groups: dict[Identifier, Texts]
    figures: Texts
    merges: dict[Identifier, Texts]
    concepts: dict[Identifier, Concept]
    exclusions: dict[Identifier, Exclusion]
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    answers: dict[Identifier, Answer]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        """List every name that is used and not defined, and every rule defined twice."""
        faults = [*self._unknown_groups(), *self._unknown_names(), *self._answer_faults()]
        if faults:
            raise FaultsError(faults)
        return self

    def answer_to(self, rule_id: str) -> str:
        """Return the text answered when a rule fires.

        Raises:
            StopIteration: no such rule.
        """
        rule = next(rule for rule in self.rules if rule.id == rule_id)
        return self.answers[rule.answer].text

    def expressions(self) -> Iterator[str]:
        """Yield every expression of the file."""
        for _, expression in self._placed():
            yield expression

    def _placed(self) -> Iterator[tuple[Loc, str]]:
        written: dict[Loc, Texts] = {("figures",): self.figures}
        written |= {("merges", name): expressions for name, expressions in self.merges.items()}
        written |= {("concepts", name, "says"): item.says for name, item in self.concepts.items()}
        for name, exclusion in self.exclusions.items():
            written["exclusions", name, "says"] = exclusion.says
        for place, expressions in written.items():
            for rank, expression in enumerate(expressions):
                yield (*place, rank), expression

    def _unknown_groups(self) -> Iterator[Fault]:
        for place, expression in self._placed():
            for name in _GROUP.findall(expression):
                if name not in self.groups:
                    yield place, f"groupe inconnu : « [{name}] »"

    def _unknown_names(self) -> Iterator[Fault]:
        for name, exclusion in self.exclusions.items():
            place = ("exclusions", name, "unless")
            yield from _unknown(place, "signe inconnu", exclusion.unless, self.concepts)
        for rank, rule in enumerate(self.rules):
            named = (*rule.despite, *rule.unless)
            yield from _unknown(("rules", rank), "signe inconnu", rule.concepts, self.concepts)
            yield from _unknown(("rules", rank), "exclusion inconnue", named, self.exclusions)

    def _answer_faults(self) -> Iterator[Fault]:
        seen: set[str] = set()
        for rank, rule in enumerate(self.rules):
            place, answer = ("rules", rank), self.answers.get(rule.answer)
            if answer is None:
                yield place, f"réponse inconnue : « {rule.answer} »"
            elif answer.level != rule.level:
                yield place, f"la réponse « {rule.answer} » est pour le niveau « {answer.level} »"
            if rule.id in seen:
                yield place, "une autre règle a déjà cet identifiant"
            seen.add(rule.id)


def one_of(item: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return an item of `Rule.all` as the concepts of which one is needed."""
    return (item,) if isinstance(item, str) else item


def _unknown(place: Loc, what: str, names: Iterable[str], known: Iterable[str]) -> Iterator[Fault]:
    """Yield one fault for each name that is not known."""
    for name in sorted(set(names) - set(known)):
        yield place, f"{what} : « {name} »"
