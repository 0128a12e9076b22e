"""What is wrong in a guide: names, references, ways that lead nowhere, ends nobody reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from jinja2 import TemplateError

from bot.content.conditions import compared_in, names_in, ordered_in, parameters_in
from bot.content.documents import Document
from bot.content.guides import Guide
from bot.content.loader import FAQ
from bot.content.models import Content
from bot.dialogue.guide.doubles import check_doubles
from bot.dialogue.guide.reasons import reason
from bot.dialogue.guide.values import UNKNOWN, Valuation
from bot.errors import Problem
from bot.validation import Loc

SOURCES = "parametres/sources.yaml"
NO_SOURCE, NO_PAPER = f"source absente de {SOURCES}", "papier absent de documents.yaml (items)"
UNREAD = "condition mal écrite : regardez ses guillemets, « == », « and », « or », « not »"


class _Anything(frozenset[str]):
    """Holds every name."""

    def __contains__(self, name: object) -> bool:
        return True


ANYTHING = _Anything()
ALWAYS = frozenset({"p", "aujourdhui", "inconnus"})
Written = tuple[Loc, str]
Named = tuple[Loc, str, Collection[str], str]
"""Where a name stands, the name, those that exist, and what is said of another."""


@dataclass(frozen=True, slots=True)
class Known:
    """The names that exist, as written: an entry with a mistake has its name all the same."""

    topics: Collection[str]
    sources: Collection[str]
    items: Collection[str]
    templates: Collection[str]
    choices: Mapping[str, Collection[str]]

    @classmethod
    def of(cls, content: Content, documents: Mapping[str, Document]) -> Known:
        """Return what some files name; a file that cannot be read names anything."""
        papers = content.guides.get("documents")
        sources = documents.get(SOURCES)
        return cls(
            topics=documents[FAQ].ranks() if FAQ in documents else ANYTHING,
            sources=sources.data if sources and isinstance(sources.data, dict) else ANYTHING,
            items={item.id for item in papers.items} if papers else ANYTHING,
            templates=content.templates,
            choices={
                name: {choice.id for choice in guide.questions[0].choices}
                for name, guide in content.guides.items()
            },
        )


def check_guide(
    guide: Guide, document: Document, content: Content, known: Known, today: dt.date
) -> Iterator[Problem]:
    """Yield what names nothing; what is left can be walked."""
    wrong = list(_expressions(guide, document, content, today))
    yield from wrong
    yield from _references(guide, document, known)
    yield from _pairs(guide, document)
    if not wrong:
        others = [other for other in content.guides.values() if other is not guide]
        yield from check_doubles(guide, document, others)


def _written(guide: Guide) -> Iterator[Written]:
    """Yield every expression with its place."""
    for rank, question in enumerate(guide.questions):
        yield ("questions", rank, "if"), question.condition
        for each, deduced in enumerate(question.deduced):
            yield ("questions", rank, "deduced", each), deduced.condition
        if question.doubt:
            yield ("questions", rank, "doubt"), question.doubt.condition
    for name, expression in guide.computed.items():
        yield ("computed", name), expression
    for rank, leaf in enumerate(guide.leaves):
        yield ("leaves", rank, "if"), leaf.condition
        for each, doubted in enumerate(leaf.confidence_if):
            yield ("leaves", rank, "confidence_if", each), doubted.condition


def _expressions(
    guide: Guide, document: Document, content: Content, today: dt.date
) -> Iterator[Problem]:
    undated = list(_undated(guide, document, content))
    if undated:
        yield from undated
        return
    try:
        known = {*ALWAYS, *guide.computed, *Valuation(guide, content.bareme, today).names()}
    except LookupError as error:
        yield document.problem(("questions",), f"nombre daté introuvable : {reason(error)}")
        return
    for loc, expression in _written(guide):
        if not expression:
            continue
        try:
            names_in(expression)
        except TemplateError:
            yield document.problem(loc, UNREAD)
            continue
        for message in _misnamed(expression, known, content):
            yield document.problem(loc, message)
        yield from _words(guide, document, loc, expression)


def _misnamed(expression: str, known: Collection[str], content: Content) -> Iterator[str]:
    """Yield what an expression names that does not exist, or compares with a word."""
    for name in sorted(names_in(expression) - set(known)):
        yield f"« {name} » n’est ni une question ni une valeur"
    for name in sorted(parameters_in(expression) - content.bareme.parameters.keys()):
        yield f"« p.{name} » n’existe pas : faute de frappe ?"
    for name, word in ordered_in(expression):
        yield f"« {name} » est comparé au mot « {word} » : écrivez un nombre, sans guillemets"


def _undated(guide: Guide, document: Document, content: Content) -> Iterator[Problem]:
    """Yield the dated numbers of choices that do not exist."""
    for rank, question in enumerate(guide.questions):
        for each, choice in enumerate(question.choices):
            for name in choice.numbers.values():
                if name not in content.bareme.parameters:
                    loc = ("questions", rank, "choices", each, "numbers")
                    yield document.problem(loc, f"paramètre inconnu : « {name} »")


def _words(guide: Guide, document: Document, loc: Loc, expression: str) -> Iterator[Problem]:
    """Yield the words that no answer can be: « raison == "abscence" »."""
    possible: dict[str, set[str]] = {}
    for question in guide.questions:
        if question.choices:
            words = possible.setdefault(question.named, {"", UNKNOWN, question.default})
            words |= {choice.id for choice in question.choices}
    for name, word in compared_in(expression):
        if name in possible and word not in possible[name]:
            yield document.problem(loc, f"« {word} » n’est pas un choix de « {name} »")


def _references(guide: Guide, document: Document, known: Known) -> Iterator[Problem]:
    named = (*_by_ends(guide, known), *_by_leaves(guide, known), *_by_questions(guide, known))
    for loc, name, existing, what in named:
        if name not in existing:
            yield document.problem(loc, f"{what} : « {name} »")


def _by_ends(guide: Guide, known: Known) -> Iterator[Named]:
    for key, listed in guide.ends.items():
        for rank, end in enumerate(listed):
            for source in end.sources:
                yield (
                    (key, rank, "sources"),
                    source,
                    known.sources,
                    NO_SOURCE,
                )
            for topic in end.topics:
                yield (key, rank, "topics"), topic, known.topics, "sujet inconnu"
            for each, opening in enumerate(end.next):
                if opening.answer:
                    choices = known.choices.get(opening.dialogue, ANYTHING)
                    message = f"choix inconnu de « {opening.dialogue} »"
                    yield (key, rank, "next", each), opening.answer, choices, message


def _by_leaves(guide: Guide, known: Known) -> Iterator[Named]:
    for rank, leaf in enumerate(guide.leaves):
        for item in leaf.documents:
            yield (
                ("leaves", rank, "documents"),
                item,
                known.items,
                NO_PAPER,
            )
        if leaf.deadline:
            loc = ("leaves", rank, "deadline")
            yield loc, leaf.deadline.day, guide.computed, "valeur inconnue (computed)"
    for rank, papers in enumerate(guide.situations):
        for item in papers.levels():
            yield ("situations", rank), item, known.items, NO_PAPER
    for rank, paper in enumerate(guide.items):
        yield ("items", rank, "section"), paper.section, guide.sections, "section inconnue"
    for rank, letter in enumerate(guide.letters):
        loc = ("letters", rank, "template")
        yield loc, letter.template, known.templates, "gabarit absent de templates/"


def _by_questions(guide: Guide, known: Known) -> Iterator[Named]:
    for rank, aside in enumerate(guide.asides):
        if aside.topic:
            yield ("asides", rank, "topic"), aside.topic, known.topics, "sujet inconnu"
    questions = {question.id for question in guide.questions}
    for rank, question in enumerate(guide.questions):
        for other in question.depends_on:
            yield ("questions", rank, "depends_on"), other, questions, "question inconnue"


def _pairs(guide: Guide, document: Document) -> Iterator[Problem]:
    """Yield the choices of a first question without their end, and the ends without choice."""
    key = "situations" if guide.situations else "letters"
    ends = guide.ends[key]
    choices = {choice.id for choice in guide.questions[0].choices}
    for rank, end in enumerate(ends):
        if end.id not in choices:
            yield document.problem((key, rank), f"« {end.id} » n’est le choix d’aucune question")
    for rank, choice in enumerate(guide.questions[0].choices if ends else ()):
        if choice.id not in {end.id for end in ends}:
            loc = ("questions", 0, "choices", rank)
            yield document.problem(loc, f"« {choice.id} » ne mène à rien (voir {key}:)")
