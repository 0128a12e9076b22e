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

Level = Literal["15", "17", "3114", "medecin-rapide"]
Scope = Literal["clause", "sentence", "message"]
Side = Literal["before", "after", "both"]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Texts = Annotated[tuple[Text, ...], Field(min_length=1)]
OneOf = Annotated[tuple[Identifier, ...], Field(min_length=1)]

MAX_ANSWER = 350
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
            raise ValueError(f"rule {self.id}: both all and any are empty")
        if self.any and self.at_least > len(self.any):
            raise ValueError(f"rule {self.id}: at_least is greater than the length of any")
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
        problems = [*self._unknown_groups(), *self._unknown_names(), *self._answer_problems()]
        ids = [rule.id for rule in self.rules]
        problems += [f"rule {name} is defined twice" for name in set(ids) if ids.count(name) > 1]
        if problems:
            raise ValueError("; ".join(sorted(problems)))
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
        yield from self.figures
        for expressions in self.merges.values():
            yield from expressions
        said: tuple[_Said, ...] = (*self.concepts.values(), *self.exclusions.values())
        for item in said:
            yield from item.says

    def _unknown_groups(self) -> Iterator[str]:
        for expression in self.expressions():
            for name in _GROUP.findall(expression):
                if name not in self.groups:
                    yield f"unknown group [{name}] in « {expression} »"

    def _unknown_names(self) -> Iterator[str]:
        for name, exclusion in self.exclusions.items():
            yield from _unknown(f"exclusion {name}", exclusion.unless, self.concepts)
        for rule in self.rules:
            yield from _unknown(f"rule {rule.id}", rule.concepts, self.concepts)
            yield from _unknown(f"rule {rule.id}", (*rule.despite, *rule.unless), self.exclusions)

    def _answer_problems(self) -> Iterator[str]:
        for rule in self.rules:
            answer = self.answers.get(rule.answer)
            if answer is None:
                yield f"rule {rule.id}: unknown answer {rule.answer}"
            elif answer.level != rule.level:
                yield f"rule {rule.id}: answer {rule.answer} is for level {answer.level}"


def one_of(item: str | tuple[str, ...]) -> tuple[str, ...]:
    """Return an item of `Rule.all` as the concepts of which one is needed."""
    return (item,) if isinstance(item, str) else item


def _unknown(owner: str, names: Iterable[str], known: Iterable[str]) -> Iterator[str]:
    """Yield one line for each name that is not known."""
    for name in sorted(set(names) - set(known)):
        yield f"{owner}: unknown name {name}"
