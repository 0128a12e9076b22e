"""Walking a whole guide: ways that lead nowhere, ends that nobody reaches or cannot be shown."""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import Environment, nodes

from bot.content.conditions import names_in
from bot.content.documents import Document
from bot.content.guides import Guide, Leaf
from bot.dialogue.guide.build import ending_of
from bot.dialogue.guide.footing import LONGEST
from bot.dialogue.guide.leaf import LeafEnding, NoLeafError
from bot.dialogue.guide.letter import LONGEST_LETTER, LetterEnding
from bot.dialogue.guide.reasons import FAILURES, reason
from bot.dialogue.guide.values import Valuation, Values
from bot.dialogue.guide.walker import Path, Walker
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.session import DialogueState
from bot.errors import Problem

TOKEN = "z" * 7
UNNAMED, TOO_LONG = "?", "trop long"


class Inspection:
    """Walks one guide on the renderer's day; each mistake is told once, with a way to it."""

    def __init__(self, guide: Guide, document: Document, renderer: Renderer) -> None:
        self._guide = guide
        self._document = document
        valuation = Valuation(guide, renderer.content.bareme, renderer.today)
        self._walker = Walker(guide, valuation, renderer.today)
        self._ending = ending_of(guide, renderer, valuation)
        self._asked: set[str] = set()
        self._reached: set[str] = set()
        self._shown: set[tuple[str, tuple[str, ...]]] = set()
        self._told: set[tuple[str, str]] = set()

    def problems(self) -> Iterator[Problem]:
        """Yield what a walk finds, over few paths that stand for all."""
        try:
            every = self._walker.telling if self._guide.leaves else self._walker.covering
            for path in every():
                self._asked |= path.answers.keys()
                yield from self._end(path)
        except FAILURES as error:
            message = f"une condition ne va pas avec les réponses : {reason(error)}"
            yield self._document.problem(("questions",), message)
            return
        yield from self._never()

    def _end(self, path: Path) -> Iterator[Problem]:
        state = DialogueState(flow=self._guide.dialogue, token=TOKEN, answers=path.answers)
        name = UNNAMED
        try:
            name = self._name(path.values)
            if self._is_seen(name, path.values):
                return
            shown = self._ending.result(state), self._ending.detail(state)
        except NoLeafError as error:
            yield from self._once(name, str(error), path)
            return
        except FAILURES as error:
            yield from self._once(name, f"ne peut pas être affiché : {reason(error)}", path)
            return
        self._reached.add(name)
        yield from self._too_long(name, state, len(plain(shown[0].html)), path)

    def _name(self, values: Values) -> str:
        if isinstance(self._ending, LeafEnding):
            return self._ending.leaf_of(values).id
        first = values[self._guide.questions[0].named]
        return str(first[0] if isinstance(first, list) else first)

    def _is_seen(self, name: str, values: Values) -> bool:
        """Tell whether a leaf was already shown with all the values that its texts use."""
        leaf = next((leaf for leaf in self._guide.leaves if leaf.id == name), None)
        if leaf is None:
            return False
        used = tuple(repr(values[each]) for each in sorted(names_used(leaf)) if each in values)
        is_seen = (name, used) in self._shown
        self._shown.add((name, used))
        return is_seen

    def _too_long(
        self, name: str, state: DialogueState, length: int, path: Path
    ) -> Iterator[Problem]:
        if isinstance(self._ending, LetterEnding):
            words = plain(self._ending.words(state))
            letter = self._ending.letter(state)
            if len(words) > LONGEST_LETTER:
                message = f"plus de {LONGEST_LETTER} caractères une fois remplie ({len(words)})"
                yield from self._once(name, message, path, TOO_LONG)
            for mention in letter.mentions:
                if mention.casefold() not in words.replace("\u00a0", " ").casefold():
                    yield from self._once(name, f"il manque la mention « {mention} »", path)
        elif isinstance(self._ending, LeafEnding) and length > LONGEST:
            message = f"{length} caractères, {LONGEST} au plus une fois affiché"
            yield from self._once(name, message, path, TOO_LONG)

    def _once(self, name: str, message: str, path: Path, kind: str = "") -> Iterator[Problem]:
        told = (name, kind or message)
        if told in self._told:
            return
        self._told.add(told)
        way = ", ".join(
            f"{question} = {' '.join(answer.values) or '?'}"
            for question, answer in path.answers.items()
        )
        which = f"« {name} » : " if name != UNNAMED else ""
        yield self._document.problem(self._place(name), f"{which}{message} — quand {way}")

    def _place(self, name: str) -> tuple[str | int, ...]:
        for key, listed in self._guide.ends.items():
            for rank, end in enumerate(listed):
                if end.id == name:
                    return (key, rank)
        return ("questions",)

    def _never(self) -> Iterator[Problem]:
        for rank, question in enumerate(self._guide.questions):
            if question.id not in self._asked:
                message = f"« {question.id} » n’est jamais posée : voyez sa condition (if:)"
                yield self._document.problem(("questions", rank), message)
        for rank, leaf in enumerate(self._guide.leaves):
            if leaf.id not in self._reached and not any(n == leaf.id for n, _ in self._told):
                message = f"aucune réponse ne mène à « {leaf.id} » : voyez sa condition (if:)"
                yield self._document.problem(("leaves", rank), message)


def names_used(leaf: Leaf) -> set[str]:
    """Return the names that the texts of a leaf and its certainty use."""
    names = {name for doubted in leaf.confidence_if for name in names_in(doubted.condition)}
    for source in (leaf.text, *leaf.reasons):
        names |= {node.name for node in Environment().parse(source).find_all(nodes.Name)}  # noqa: S701
    return names
