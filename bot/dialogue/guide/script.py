"""A guide as a dialogue: which question comes next, what is forgotten, how it ends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Protocol

from bot.content.conditions import names_in
from bot.content.flows import Question
from bot.content.guides import Guide, GuideQuestion
from bot.dialogue.guide.reading import GuideReader
from bot.dialogue.guide.values import Valuation
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer, DialogueState
from bot.knowledge.choices import Option, Options, read_remark


class Ending(Protocol):
    """What a guide shows once nothing is left to ask."""

    def result(self, state: DialogueState) -> Panel:
        """Return the end, with its next steps."""

    def detail(self, state: DialogueState) -> Panel:
        """Return the whole explanation."""

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button of the end shows, None when it shows nothing of ours."""

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:
        """Return the state that a button of the end leads to, None when it changes nothing."""


class GuideScript:
    """Walks the questions of one guide and shows its end."""

    def __init__(
        self, guide: Guide, renderer: Renderer, reader: GuideReader, valuation: Valuation,
        ending: Ending,
    ) -> None:  # fmt: skip
        self.flow = guide
        self.reader = reader
        self._renderer = renderer
        self._valuation = valuation
        self._ending = ending
        self._names = {q.id: names_in(q.condition) for q in guide.questions if q.condition}
        self._asides = Options(Option(aside.id, aside.words) for aside in guide.asides)

    tells_what_it_heard = True
    keeps_result = False

    # --- walking ------------------------------------------------------------------------------

    def next_question(self, answers: Answers) -> str | None:
        """Return the first question whose condition holds and that has no answer."""
        following = self._valuation.next_question(answers)
        return following.id if following else None

    def prune(self, answers: Mapping[str, Answer]) -> dict[str, Answer]:
        """Drop the answers that another answer has made pointless.

        An answer said early is kept as long as one still to come may call for it.
        """
        kept: dict[str, Answer] = {}
        to_come: list[str] = []
        values = self._valuation.start()
        for question in self.flow.questions:
            is_asked = self._valuation.holds(question.condition, values)
            if not (is_asked or self._hangs(question, to_come)):
                continue
            if question.id in answers:
                kept[question.id] = answers[question.id]
                self._valuation.take(values, question, answers[question.id])
            else:
                to_come.append(question.named)
        return {name: answer for name, answer in answers.items() if name in kept}

    def _hangs(self, question: GuideQuestion, to_come: list[str]) -> bool:
        """Tell whether a condition names an answer to come, or a value of it."""
        return any(
            name == named or name.startswith(f"{named}_")
            for name in self._names.get(question.id, ())
            for named in to_come
        )

    def outdated(self, before: Answers, after: Answers) -> frozenset[str]:
        """Return the answers that a changed answer takes away, however they were given."""
        changed = {name for name in before.keys() & after.keys() if before[name] != after[name]}
        return frozenset(
            question.id
            for question in self.flow.questions
            if changed & set(question.depends_on) and question.id not in changed
        )

    def doubt(self, question: Question, answers: Answers) -> str | None:
        """Return how an answer is read back before it is kept, when it is doubtful."""
        return self.reader.doubt(question.id, answers)

    def aside(self, text: str) -> tuple[Panel, str] | None:
        """Return what is answered to a remark, with a topic when one fits, and what is left."""
        content = self._renderer.content
        named = read_remark(text, self._asides, content.lexicon.protect)
        if named is None:
            return None
        name, rest = named
        aside = next(each for each in self.flow.asides if each.id == name)
        topic = aside.topic
        button = (Button(content.faq[topic].label, f"t:{topic}"),) if topic else ()
        return Panel(self._renderer.constant(aside.text), button), rest

    # --- the end ------------------------------------------------------------------------------

    def result(self, state: DialogueState) -> Panel:
        """Return the end of the guide."""
        return self._ending.result(state)

    def detail(self, state: DialogueState) -> Panel:
        """Return the whole explanation of the end."""
        return self._ending.detail(state)

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button of the end shows."""
        return None if state.open else self._ending.show(state, action, argument, page)

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:
        """Return the state that a button of the end leads to."""
        return None if state.open else self._ending.act(state, action, argument)

    def tariff_change(self, state: DialogueState) -> tuple[Answer, Answer] | None:  # noqa: ARG002
        """Return nothing: a guide has no amount."""
        return None

    # --- words --------------------------------------------------------------------------------

    def describe(self, question: Question, answer: Answer) -> str:
        """Put an answer into words."""
        if answer.is_unknown:
            return self._renderer.text("dialogue.ne_sait_pas")
        if question.choices:
            return ", ".join(c.label for c in question.choices if c.id in answer.values)
        if question.kind == "date":
            return self._renderer.text("valeurs.jour", jour=dt.date.fromisoformat(answer.values[0]))
        number = answer.numbers()[-1]
        return self._renderer.text("valeurs.seances" if number > 1 else "valeurs.seance",
                                   valeur=number)  # fmt: skip
