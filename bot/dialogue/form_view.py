"""How a question looks: its text, its help, its buttons, on a narrow screen."""

from __future__ import annotations

from decimal import Decimal

from bot.content.flows import Choice, Question
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Script
from bot.dialogue.session import DOUBT, Answer, DialogueState, Pending, Proposal

PAGE = 8  # choices shown at once
LONGEST_LABEL = 60


def page_of(question: Question, choice: str) -> int:
    """Return the page on which a choice is shown."""
    ids = [each.id for each in question.choices]
    return ids.index(choice) // PAGE if len(ids) > PAGE else 0


class FormView:
    """Renders the questions of one script."""

    def __init__(self, script: Script, renderer: Renderer) -> None:
        self._script = script
        self._renderer = renderer

    def pending(self, state: DialogueState) -> Panel | None:
        """Return the value read back, with yes and no, when there is one."""
        if state.pending is None:
            return None
        pending = state.pending
        question = self._script.flow.question(pending.question)
        said = self._script.describe(question, pending.answer)
        numbers = {name: Decimal(value) for name, value in pending.values.items()}
        given = {**state.answers, question.id: pending.answer}
        doubt = self._script.doubt(question, given) if pending.asks == DOUBT else None
        text = (
            self._renderer.constant(doubt)
            if doubt
            else self._renderer.text(f"relire.{pending.asks}", valeur=said, **numbers)
        )
        buttons = self._proposed(state, pending) or (
            Button(self.label("oui"), f"a:{state.token}:yes:{question.id}"),
            Button(self.label("non"), f"a:{state.token}:no:{question.id}"),
        )
        return Panel(text, (*buttons, *self._controls(state, question)))

    def _proposed(self, state: DialogueState, pending: Pending) -> tuple[Button, ...]:
        """Return one button for each reading of what was said, when there are several."""
        return tuple(
            Button(self._named(proposal), f"a:{state.token}:pick:{pending.question}:{rank}")
            for rank, proposal in enumerate(pending.proposals)
        )

    def _named(self, proposal: Proposal) -> str:
        if proposal.label:
            return self._renderer.text(proposal.label)
        name, answer = list(proposal.answers.items())[-1]
        return self._script.describe(self._script.flow.question(name), answer)

    def question(self, state: DialogueState, page: int = 0) -> Panel:
        """Return the open question, its line of help and its buttons."""
        if state.open is None:
            return self._script.result(state)
        question = self._script.flow.question(state.open)
        lines = [f"<b>{self._renderer.constant(question.text)}</b>"]
        if question.help:
            lines.append(self._renderer.constant(question.help))
        return Panel("\n".join(lines), self.buttons(state, question, page))

    def buttons(
        self, state: DialogueState, question: Question, page: int = 0
    ) -> tuple[Button, ...]:
        """Return the choices of a question, then the controls."""
        choices = [
            Button(self._choice_label(state, question, choice),
                   f"q:{state.token}:{question.id}:{choice.id}")
            for choice in question.choices
        ]  # fmt: skip
        if len(choices) > PAGE:
            choices = self._paged(state, question, choices, page)
        if question.kind == "choices":
            end = Button(self.label("fini"), f"a:{state.token}:end:{question.id}")
            choices.append(end)
        return (*choices, *self._controls(state, question))

    def _choice_label(self, state: DialogueState, question: Question, choice: Choice) -> str:
        if question.kind != "choices" or choice.alone:
            return choice.label
        box = "coche" if choice.id in state.picked else "vide"
        return self._renderer.around(f"boutons.{box}", choice.label)

    def _paged(
        self, state: DialogueState, question: Question, buttons: list[Button], page: int
    ) -> list[Button]:
        pages = -(-len(buttons) // PAGE)
        shown = buttons[page % pages * PAGE : page % pages * PAGE + PAGE]
        other = (page + 1) % pages
        label = self.label("suite" if other else "debut")
        return [*shown, Button(label, f"a:{state.token}:page:{question.id}:{other}")]

    def _controls(self, state: DialogueState, question: Question) -> tuple[Button, ...]:
        names = {"inconnu": "unknown", "retour": "back", "modifier": "list", "annuler": "cancel"}
        if not state.answers:
            names.pop("modifier")
        return tuple(
            Button(self.label(name), f"a:{state.token}:{action}:{question.id}")
            for name, action in names.items()
        )

    def answer_label(self, question: Question, answer: Answer) -> str:
        """Return an answer as a button of « Modifier »."""
        value = self._script.describe(question, answer)
        return self._renderer.text("dialogue.reponse", nom=question.name, valeur=value)

    def label(self, name: str) -> str:
        """Return the label of a fixed button."""
        return self._renderer.text(f"boutons.{name}")
