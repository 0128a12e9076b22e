"""What is wrong in a guide: names, references, ways that lead nowhere, ends nobody reaches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from jinja2 import TemplateError

from bot.content.conditions import compared_in, names_in
from bot.content.documents import Document
from bot.content.guides import Guide
from bot.content.models import Content
from bot.dialogue.guide.values import UNKNOWN, Valuation
from bot.errors import Problem
from bot.validation import Loc

ALWAYS = frozenset({"p", "aujourdhui", "inconnus"})
Written = tuple[Loc, str]
Named = tuple[Loc, str, Iterable[str], str]
"""Where a name stands, the name, those that exist, and what is said of another."""


def check_guide(
    guide: Guide, document: Document, content: Content, today: dt.date
) -> Iterator[Problem]:
    """Yield what names nothing; what is left can be walked."""
    yield from _expressions(guide, document, content, today)
    yield from _references(guide, document, content)
    yield from _pairs(guide, document)


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
    try:
        known = {*ALWAYS, *guide.computed, *Valuation(guide, content.bareme, today).names()}
    except LookupError as error:
        yield document.problem(("questions",), f"nombre daté introuvable : {error}")
        return
    for loc, expression in _written(guide):
        if not expression:
            continue
        try:
            unknown = sorted(names_in(expression) - known)
        except TemplateError as error:
            yield document.problem(loc, f"condition mal écrite : {error}")
            continue
        for name in unknown:
            yield document.problem(loc, f"« {name} » n’est ni une question ni une valeur")
        yield from _words(guide, document, loc, expression)


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


def _references(guide: Guide, document: Document, content: Content) -> Iterator[Problem]:
    papers = content.guides.get("documents")
    items = {item.id for item in papers.items} if papers else set()
    for loc, name, known, what in _named(guide, content, items):
        if name not in known:
            yield document.problem(loc, f"{what} : « {name} »")
    for key, ends in guide.ends.items():
        for rank, end in enumerate(ends):
            for each, opening in enumerate(end.next):
                target = content.guides.get(opening.dialogue)
                if opening.answer and (
                    target is None or target.questions[0].choice(opening.answer) is None
                ):
                    message = f"« {opening.answer} » n’est pas un choix de « {opening.dialogue} »"
                    yield document.problem((key, rank, "next", each), message)


def _named(guide: Guide, content: Content, items: set[str]) -> Iterator[Named]:
    sources: Mapping[str, object] = content.bareme.sources
    for key, listed in guide.ends.items():
        for rank, end in enumerate(listed):
            for source in end.sources:
                yield (key, rank, "sources"), source, sources, "source inconnue (sources.yaml)"
            for topic in end.topics:
                yield (key, rank, "topics"), topic, content.faq, "sujet inconnu"
    yield from _named_by_ends(guide, content, items)
    yield from _named_by_questions(guide, content)


def _named_by_ends(guide: Guide, content: Content, items: set[str]) -> Iterator[Named]:
    for rank, leaf in enumerate(guide.leaves):
        for item in leaf.documents:
            yield ("leaves", rank, "documents"), item, items, "papier inconnu (documents.yaml)"
        if leaf.deadline:
            loc = ("leaves", rank, "deadline")
            yield loc, leaf.deadline.day, guide.computed, "valeur inconnue (computed)"
    for rank, papers in enumerate(guide.situations):
        for item in papers.levels():
            yield ("situations", rank), item, items, "papier inconnu (items)"
    for rank, paper in enumerate(guide.items):
        yield ("items", rank, "section"), paper.section, guide.sections, "section inconnue"
    for rank, letter in enumerate(guide.letters):
        loc = ("letters", rank, "template")
        yield loc, letter.template, content.templates, "gabarit absent de templates/"


def _named_by_questions(guide: Guide, content: Content) -> Iterator[Named]:
    for rank, aside in enumerate(guide.asides):
        if aside.topic:
            yield ("asides", rank, "topic"), aside.topic, content.faq, "sujet inconnu"
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
