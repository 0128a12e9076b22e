"""What is written twice in a guide, or named before it is known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from bot.content.conditions import names_in
from bot.content.documents import Document
from bot.content.guides import Guide, GuideQuestion
from bot.errors import Problem
from bot.knowledge.choices import simplified
from bot.validation import Loc


def check_doubles(guide: Guide, document: Document, others: Iterable[Guide]) -> Iterator[Problem]:
    """Yield the ids and words written twice, the choices that do not exist, the bad orders.

    Args:
        guide: the guide.
        document: its file.
        others: the other guides, whose requests must be others.
    """
    for key in ("leaves", "situations", "letters", "items", "asides"):
        yield from _ids(document, ((key,), [each.id for each in getattr(guide, key)]))
    for rank, question in enumerate(guide.questions):
        loc = ("questions", rank)
        yield from _ids(document, ((*loc, "choices"), [choice.id for choice in question.choices]))
        yield from _words(question, document, loc)
        yield from _choices(question, document, loc)
        yield from _order(guide, rank, document)
    yield from _sharing(guide, document)
    yield from _computed(guide, document)
    yield from _requests(guide, document, others)


def _ids(document: Document, listed: tuple[Loc, list[str]]) -> Iterator[Problem]:
    loc, ids = listed
    for rank, each in enumerate(ids):
        if each in ids[:rank]:
            yield document.problem((*loc, rank, "id"), f"l’identifiant « {each} » est déjà pris")


def _words(question: GuideQuestion, document: Document, loc: Loc) -> Iterator[Problem]:
    """Yield the words of a choice that are those of another: it would never be understood."""
    for key in ("words", "heard"):
        owner: dict[str, str] = {}
        for rank, choice in enumerate(question.choices):
            written: tuple[str, ...] = getattr(choice, key)
            for word in written:
                other = owner.setdefault(simplified(word), choice.id)
                if other != choice.id:
                    message = f"« {word} » est déjà dans {key}: du choix « {other} »"
                    yield document.problem((*loc, "choices", rank, key), message)


def _choices(question: GuideQuestion, document: Document, loc: Loc) -> Iterator[Problem]:
    """Yield the answers given by default or deduced that are no choice of the question."""
    if not question.choices:
        return
    known = {choice.id for choice in question.choices} | {"", "je-ne-sais-pas"}
    named = [((*loc, "default"), each) for each in question.default.split(",")]
    named += [((*loc, "deduced", n), each.is_) for n, each in enumerate(question.deduced)]
    for place, each in named:
        if each not in known:
            yield document.problem(place, f"« {each} » n’est pas un choix de « {question.id} »")


def _order(guide: Guide, rank: int, document: Document) -> Iterator[Problem]:
    """Yield the questions that depend on themselves or on one asked after them."""
    question = guide.questions[rank]
    later = guide.questions[rank:]
    before = {each.named for each in guide.questions[:rank]}
    used = names_in(question.condition) if question.condition else set()
    for key, names in (("if", used), ("depends_on", set(question.depends_on))):
        for each in later:
            if (each.named if key == "if" else each.id) in names - before:
                message = f"« {each.id} » doit venir avant « {question.id} »"
                yield document.problem(("questions", rank, key), message)


def _sharing(guide: Guide, document: Document) -> Iterator[Problem]:
    used = Counter(_shared(guide.questions))
    for rank, question in enumerate(guide.questions):
        loc = ("questions", rank)
        if question.shared and used[question.shared] == 1:
            message = f"aucune autre question n’a shared: {question.shared} : faute de frappe ?"
            yield document.problem((*loc, "shared"), message)
        for each, phrase in enumerate(question.heard):
            if phrase.count("#") != 1:
                message = f"« {phrase} » : écrivez # à la place du nombre, une fois"
                yield document.problem((*loc, "heard", each), message)


def _computed(guide: Guide, document: Document) -> Iterator[Problem]:
    """Yield the computed values that use one computed after them."""
    names = list(guide.computed)
    for rank, name in enumerate(names):
        for other in sorted(names_in(guide.computed[name]) & set(names[rank:])):
            message = f"« {other} » doit être calculé avant « {name} »"
            yield document.problem(("computed", name), message)


def _requests(guide: Guide, document: Document, others: Iterable[Guide]) -> Iterator[Problem]:
    """Yield the requests that open another guide too."""
    taken = {simplified(each): other.title for other in others for each in other.requests}
    for rank, request in enumerate(guide.requests):
        if (title := taken.get(simplified(request))) is not None:
            message = f"« {request} » ouvre déjà « {title} »"
            yield document.problem(("requests", rank), message)


def _shared(questions: Iterable[GuideQuestion]) -> Iterator[str]:
    return (question.shared for question in questions if question.shared)
