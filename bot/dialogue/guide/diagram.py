"""The diagram of a dialogue, drawn from the content by walking it: it cannot lie."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from bot.content.flows import Flow
from bot.content.guides import Guide, GuideQuestion
from bot.dialogue.guide.leaf import leaf_of
from bot.dialogue.guide.values import Valuation, value_of
from bot.dialogue.guide.walker import Walker
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.session import Answer

HEAD = "flowchart TD"
RESULT = "resultat"
END = "fin_"  # an end may be called as a question is
Edges = dict[str, dict[str, list[str]]]
LONGEST = 90


class Diagram:
    """Writes the guides of one day as Mermaid flowcharts."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._content = renderer.content

    @property
    def names(self) -> tuple[str, ...]:
        """Return the dialogues that can be drawn."""
        return (*self._content.flows, *self._content.guides)

    def of(self, name: str) -> str:
        """Return the diagram of a dialogue.

        Raises:
            KeyError: no such dialogue.
        """
        if name in self._content.guides:
            lines = self._guide(self._content.guides[name])
        else:
            lines = self._flow(self._content.flows[name])
        return "\n".join([HEAD, *(f"  {line}" for line in lines)]) + "\n"

    # --- a guide ------------------------------------------------------------------------------

    def _guide(self, guide: Guide) -> Iterator[str]:
        edges = self._edges(guide)
        for question in guide.questions:
            if question.id in edges:
                yield f'{question.id}["{self._said(question.text)}"]'
        ends = dict.fromkeys(end for targets in edges.values() for end in targets)
        for end in ends:
            if end not in edges:
                yield f'{_node(end)}(["{self._end(guide, end)}"])'
        for question in guide.questions:
            for target, labels in edges.get(question.id, {}).items():
                label = self._label(guide, question, edges[question.id], target, labels)
                yield f"{question.id} -->{label} {_node(target)}"

    def _edges(self, guide: Guide) -> Edges:
        """Return question → where it leads → the answers that lead there."""
        today = self._renderer.today
        valuation = Valuation(guide, self._content.bareme, today)
        walker = Walker(guide, valuation, today)
        edges: Edges = defaultdict(lambda: defaultdict(list))
        for question, answer, before in walker.steps():
            answers = {**before, question.id: answer}
            following = walker.next_question(answers)
            target = following.id if following else _end_of(guide, valuation, answers)
            said = self._answer(question, answer)
            if said not in edges[question.id][target]:
                edges[question.id][target].append(said)
        return edges

    def _answer(self, question: GuideQuestion, answer: Answer) -> str:
        if answer.is_unknown:
            return self._renderer.text("dialogue.ne_sait_pas")
        if question.choices:
            return next(c.label for c in question.choices if c.id == answer.values[0])
        return answer.values[0]

    def _label(
        self, guide: Guide, question: GuideQuestion, targets: dict[str, list[str]], target: str,
        answers: list[str],
    ) -> str:  # fmt: skip
        """Return what leads to a target: the answers, or the condition when they do not tell."""
        if len(targets) == 1:
            return ""
        others = {said for end, labels in targets.items() if end != target for said in labels}
        told_apart = question.choices and not others & set(answers)
        said = " · ".join(answers) if told_apart else _condition(guide, target)
        return f'|"{_short(self._said(said))}"|' if said else ""

    def _end(self, guide: Guide, node: str) -> str:
        end = node.removeprefix(END)
        if guide.leaves:
            leaf = next(leaf for leaf in guide.leaves if leaf.id == end)
            return self._said(f"{leaf.id} : {leaf.verdict}")
        if guide.situations:
            choices = guide.questions[0].choices
            return self._said(next(choice.label for choice in choices if choice.id == end))
        return self._said(next(letter.title for letter in guide.letters if letter.id == end))

    # --- the estimate -------------------------------------------------------------------------

    def _flow(self, flow: Flow) -> Iterator[str]:
        first = [question for question in flow.questions if question.stage == "first"]
        asked = [*(question.id for question in first), RESULT]
        for question in flow.questions:
            yield f'{question.id}["{self._said(question.text)}"]'
        yield f'{RESULT}(["{self._said(flow.title)}"])'
        for one, following in pairwise(asked):
            yield f"{one} --> {following}"
        for question in flow.questions:
            if question.stage == "refine":
                yield f'{RESULT} -.->|"{self._said(question.button)}"| {question.id}'
                yield f"{question.id} --> {RESULT}"
            for name, values in question.when.items() if question.stage == "follow" else ():
                words = [self._choice(flow, name, value) for value in values]
                yield f'{name} -->|"{self._said(" · ".join(words))}"| {question.id}'
                yield f"{question.id} --> {RESULT}"

    @staticmethod
    def _choice(flow: Flow, question: str, value: str) -> str:
        choice = flow.question(question).choice(value)
        return choice.label if choice else value

    def _said(self, source: str) -> str:
        return plain(self._renderer.constant(source)).replace('"', "'").replace("\n", " ")


def _end_of(guide: Guide, valuation: Valuation, answers: dict[str, Answer]) -> str:
    if guide.leaves:
        return END + leaf_of(guide.leaves, valuation.values(answers)).id
    first = guide.questions[0]
    value = value_of(first, answers[first.id])
    return END + str(value[0] if isinstance(value, list) else value)


def _node(name: str) -> str:
    return name.replace("-", "_")


def _condition(guide: Guide, target: str) -> str:
    named = {question.id: question.condition for question in guide.questions}
    named |= {END + leaf.id: leaf.condition for leaf in guide.leaves}
    return named.get(target, "")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
