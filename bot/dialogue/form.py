"""Walking a guided dialogue: one question a message, and never a trap.

The form knows kinds of answers and how to walk; what is asked is content, what the answers mean
is the script. Every function takes a state and returns a new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from bot.content.flows import Flow, Question
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, stack
from bot.dialogue.rendering import Renderer
from bot.dialogue.session import Answer, DialogueState, Pending
from bot.knowledge.values import Slots

MOST_STRIKES = 3
MOST_DIGRESSIONS = 3
PAGE = 7
UNKNOWN = Answer()
Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answers a text gives, several when a sentence holds several values."""

    answers: dict[str, Answer]


@dataclass(frozen=True, slots=True)
class OutOfBounds:
    """A number outside what the question allows."""

    low: Decimal
    high: Decimal


Read = Accepted | Pending | OutOfBounds | None


class Script(Protocol):
    """What one dialogue means: how its answers are read, and how it ends."""

    flow: Flow

    def prefill(self, slots: Slots) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers a first message already gives, and a value to read back."""

    def read(self, question: Question, text: str) -> Read:
        """Read the answer to one question."""

    def said(self, text: str) -> dict[str, Answer]:
        """Return the unambiguous values a sentence gives, whatever was asked."""

    def next_question(self, answers: Answers) -> str | None:
        """Return the question to ask now, or None when the result can be shown."""

    def describe(self, question: Question, answer: Answer) -> str:
        """Put an answer into words."""

    def result(self, state: DialogueState) -> Panel:
        """Return the end of the dialogue, with its next steps."""

    def detail(self, state: DialogueState) -> Panel:
        """Return the whole explanation of the result."""

    def refinements(self, state: DialogueState) -> tuple[Button, ...]:
        """Return the buttons of the questions that would make the result more precise."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A new state (None: the dialogue is over) and what to show."""

    state: DialogueState | None
    panel: Panel
    is_edit: bool = False


class Form:
    """Walks the dialogue of one script."""

    def __init__(self, script: Script, renderer: Renderer) -> None:
        self.script = script
        self._renderer = renderer

    # --- entering -----------------------------------------------------------------------------

    def start(self, slots: Slots | None, token: str) -> Turn:
        """Open the dialogue with the values already said."""
        answers, pending = self.script.prefill(slots) if slots else ({}, None)
        state = DialogueState(flow=self.script.flow.dialogue, token=token, answers=answers)
        if pending:
            return self._read_back(state.model_copy(update={"open": pending.question}), pending)
        turn = self._advance(state)
        if turn.state and turn.state.open:
            intro = Panel(self._renderer.constant(self.script.flow.intro))
            return Turn(turn.state, stack(intro, turn.panel))
        return turn

    # --- answers ------------------------------------------------------------------------------

    def answer_text(self, state: DialogueState, text: str) -> Turn | None:
        """Read a text as an answer, or as values said at any time; None when it is neither."""
        said = self.script.said(text)
        if state.open is None:
            return self._accept(state, said) if said else None
        question = self.script.flow.question(state.open)
        match self.script.read(question, text):
            case Accepted(answers):
                return self._accept(state, {**said, **answers})
            case Pending() as pending:
                kept = state.model_copy(update={"answers": {**state.answers, **said}})
                return self._read_back(kept, pending)
            case OutOfBounds(low, high):
                return self._out_of_bounds(state, question, low, high)
            case None:
                return self._accept(state, said) if said else None

    def confirm(self, state: DialogueState, *, is_right: bool) -> Turn:
        """Keep or drop the value that was read back."""
        if state.pending is None:
            return self.ask_again(state)
        if is_right:
            return self._accept(state, {state.pending.question: state.pending.answer})
        cleared = state.model_copy(update={"pending": None, "open": state.pending.question})
        return Turn(cleared, self.question_panel(cleared))

    def choose(self, state: DialogueState, question_id: str, choice: str) -> Turn | None:
        """Take a pressed choice; None when it changes nothing."""
        question = self.script.flow.question(question_id)
        if question.choice(choice) is None:
            return None
        if question.kind == "choices" and state.open == question_id:
            return self._tick(state, question, choice)
        if state.answers.get(question_id) == Answer(values=(choice,)):
            return None
        return self._accept(state, {question_id: Answer(values=(choice,))})

    def finish_choices(self, state: DialogueState) -> Turn:
        """End a multiple question with what is ticked; nothing ticked means « I do not know »."""
        if state.open is None:
            return self._advance(state)
        answer = Answer(values=state.picked) if state.picked else UNKNOWN
        return self._accept(state, {state.open: answer})

    def _tick(self, state: DialogueState, question: Question, choice: str) -> Turn:
        alone = question.choices[0].id
        if choice == alone:
            return self._accept(state, {question.id: Answer(values=(choice,))})
        picked = tuple(p for p in state.picked if p != choice)
        if choice not in state.picked:
            picked = (*picked, choice)
        is_too_many = len(picked) > question.max_selected
        new = state.model_copy(update={"picked": picked[: question.max_selected]})
        panel = self.question_panel(new)
        if is_too_many:
            panel = stack(Panel(self._renderer.text("dialogue.trop")), panel)
        return Turn(new, panel, is_edit=True)

    def set_answer(self, state: DialogueState, question_id: str, answer: Answer) -> Turn:
        """Change one answer and show what follows."""
        return self._accept(state, {question_id: answer})

    def unknown(self, state: DialogueState) -> Turn:
        """Take « je ne sais pas »."""
        if state.open is None:
            return self._advance(state)
        return self._accept(state, {state.open: UNKNOWN})

    def unreadable(self, state: DialogueState) -> Turn:
        """Put the question another way; the third time, go on without the answer."""
        if state.open is None:
            return self._advance(state)
        strikes = state.strikes + 1
        if strikes >= MOST_STRIKES:
            turn = self._accept(state, {state.open: UNKNOWN})
            return Turn(turn.state, stack(Panel(self._renderer.text("dialogue.sans")), turn.panel))
        question = self.script.flow.question(state.open)
        new = state.model_copy(update={"strikes": strikes, "pending": None})
        text = self._renderer.constant(question.retry)
        return Turn(new, Panel(text, self._buttons(new, question)))

    def _out_of_bounds(
        self, state: DialogueState, question: Question, low: Decimal, high: Decimal
    ) -> Turn:
        turn = self.unreadable(state)
        if turn.state is None or turn.state.open != question.id:
            return turn
        asked = self._renderer.constant(question.text)
        text = self._renderer.text("dialogue.hors_bornes", min=low, max=high, question=asked)
        return Turn(turn.state, Panel(text, turn.panel.buttons))

    # --- moving -------------------------------------------------------------------------------

    def back(self, state: DialogueState) -> Turn:
        """Ask the previous question again, its answer erased; before the first one, leave."""
        trail = state.trail[:-1] if state.open else state.trail
        if not trail:
            return self.cancel()
        return self._ask(_without(state, trail[-1]), trail[-1], trail=trail)

    def ask(self, state: DialogueState, question_id: str) -> Turn:
        """Ask one question on request: a refinement, or an answer to change."""
        trail = tuple(q for q in state.trail if q != question_id)
        return self._ask(state, question_id, trail=(*trail, question_id))

    def ask_again(self, state: DialogueState) -> Turn:
        """Show where the dialogue stands."""
        awake = state.model_copy(update={"is_paused": False, "digressions": 0})
        if state.pending:
            return self._read_back(awake, state.pending)
        if state.open is None:
            return Turn(awake, self.script.result(awake))
        return Turn(awake, self.question_panel(awake))

    def list_answers(self, state: DialogueState) -> Turn:
        """Show the answers given, one button each, to change one."""
        if not state.answers:
            return self.ask_again(state)
        buttons = [
            Button(self._answer_label(question, state.answers[question.id])[:60],
                   f"a:{state.token}:ask:{question.id}")
            for question in self.script.flow.questions if question.id in state.answers
        ]  # fmt: skip
        again = Button(self._label("reprendre"), f"a:{state.token}:resume")
        return Turn(state, Panel(self._renderer.text("dialogue.liste"), (*buttons, again)))

    def cancel(self) -> Turn:
        """End the dialogue, answers erased."""
        menu = Button(self._label("menu"), "m")
        return Turn(None, Panel(self._renderer.text("dialogue.annule"), (menu,)))

    def digress(self, state: DialogueState, answer: Panel) -> Turn:
        """Answer another subject, then recall the open question in the same message."""
        count = state.digressions + 1
        counted = state.model_copy(update={"digressions": count})
        if state.open is None and state.pending is None:
            return Turn(state, answer)
        if count >= MOST_DIGRESSIONS or state.is_paused:
            paused = counted.model_copy(update={"is_paused": True})
            return Turn(paused, stack(answer, self.paused_panel(paused)))
        recall = self._pending_panel(counted) or self.question_panel(counted)
        return Turn(counted, stack(answer, recall))

    def paused_panel(self, state: DialogueState) -> Panel:
        """Offer to resume or to cancel."""
        return Panel(self._renderer.text("dialogue.cote"), self.resume_buttons(state))

    def resume_buttons(self, state: DialogueState) -> tuple[Button, ...]:
        """Return the buttons of a dialogue set aside."""
        return (
            Button(self._label("reprendre"), f"a:{state.token}:resume"),
            Button(self._label("annuler"), f"a:{state.token}:cancel"),
        )

    # --- inside -------------------------------------------------------------------------------

    def _accept(self, state: DialogueState, answers: dict[str, Answer]) -> Turn:
        merged = {**state.answers}
        for question_id, answer in answers.items():
            merged.pop(question_id, None)
            merged[question_id] = answer
        new = state.model_copy(
            update={
                "answers": prune(self.script.flow, merged),
                "pending": None,
                "picked": (),
                "strikes": 0,
                "digressions": 0,
                "is_paused": False,
            }
        )
        return self._advance(new)

    def _advance(self, state: DialogueState) -> Turn:
        following = self.script.next_question(state.answers)
        if following is None:
            done = state.model_copy(update={"open": None})
            return Turn(done, self.script.result(done))
        trail = tuple(q for q in state.trail if q != following)
        return self._ask(state, following, trail=(*trail, following))

    def _ask(self, state: DialogueState, question_id: str, trail: tuple[str, ...]) -> Turn:
        new = state.model_copy(
            update={"open": question_id, "trail": trail, "picked": (), "pending": None,
                    "strikes": 0, "is_paused": False}
        )  # fmt: skip
        return Turn(new, self.question_panel(new))

    def _read_back(self, state: DialogueState, pending: Pending) -> Turn:
        trail = state.trail if pending.question in state.trail else (*state.trail, pending.question)
        new = state.model_copy(
            update={"pending": pending, "open": pending.question, "trail": trail}
        )
        panel = self._pending_panel(new)
        return Turn(new, panel or self.question_panel(new))

    def _pending_panel(self, state: DialogueState) -> Panel | None:
        if state.pending is None:
            return None
        question = self.script.flow.question(state.pending.question)
        said = self.script.describe(question, state.pending.answer)
        buttons = (
            Button(self._label("oui"), f"a:{state.token}:yes:{question.id}"),
            Button(self._label("non"), f"a:{state.token}:no:{question.id}"),
            *self._controls(state, question),
        )
        return Panel(self._renderer.text("dialogue.confirme", valeur=said), buttons)

    def question_panel(self, state: DialogueState, page: int = 0) -> Panel:
        """Return the open question, its line of help and its buttons."""
        if state.open is None:
            return self.script.result(state)
        question = self.script.flow.question(state.open)
        lines = [f"<b>{self._renderer.constant(question.text)}</b>"]
        if question.help:
            lines.append(self._renderer.constant(question.help))
        return Panel("\n".join(lines), self._buttons(state, question, page))

    def _buttons(
        self, state: DialogueState, question: Question, page: int = 0
    ) -> tuple[Button, ...]:
        choices = [
            Button(self._choice_label(state, question, choice.id, choice.label),
                   f"q:{state.token}:{question.id}:{choice.id}")
            for choice in question.choices
        ]  # fmt: skip
        if len(choices) > PAGE + 1:
            choices = self._paged(state, question, choices, page)
        if question.kind == "choices":
            end = Button(self._label("fini"), f"a:{state.token}:end:{question.id}")
            choices.append(end)
        return (*choices, *self._controls(state, question))

    def _choice_label(
        self, state: DialogueState, question: Question, choice: str, label: str
    ) -> str:
        if question.kind != "choices" or choice == question.choices[0].id:
            return label
        box = "coche" if choice in state.picked else "vide"
        return self._renderer.text(f"boutons.{box}", label=label)

    def _paged(
        self, state: DialogueState, question: Question, buttons: list[Button], page: int
    ) -> list[Button]:
        pages = -(-len(buttons) // PAGE)
        shown = buttons[page % pages * PAGE : page % pages * PAGE + PAGE]
        other = (page + 1) % pages
        label = self._label("suite" if other else "debut")
        return [*shown, Button(label, f"a:{state.token}:page:{question.id}:{other}")]

    def _controls(self, state: DialogueState, question: Question) -> tuple[Button, ...]:
        names = {"inconnu": "unknown", "retour": "back", "modifier": "list", "annuler": "cancel"}
        if not state.answers:
            names.pop("modifier")
        return tuple(
            Button(self._label(name), f"a:{state.token}:{action}:{question.id}")
            for name, action in names.items()
        )

    def _answer_label(self, question: Question, answer: Answer) -> str:
        value = self.script.describe(question, answer)
        return self._renderer.text("dialogue.reponse", nom=question.name, valeur=value)

    def _label(self, name: str) -> str:
        return self._renderer.text(f"boutons.{name}")


def prune(flow: Flow, answers: dict[str, Answer]) -> dict[str, Answer]:
    """Drop the answers that another answer has made pointless."""
    kept: dict[str, Answer] = {}
    for question in flow.questions:
        if question.id in answers and is_relevant(question, kept):
            kept[question.id] = answers[question.id]
    return {name: answer for name, answer in answers.items() if name in kept}


def is_relevant(question: Question, answers: Answers) -> bool:
    """Tell whether a question has a meaning, given the answers before it."""
    return all(
        name in answers and set(answers[name].values) & set(allowed)
        for name, allowed in question.when.items()
    )


def _without(state: DialogueState, question_id: str) -> DialogueState:
    answers = {name: answer for name, answer in state.answers.items() if name != question_id}
    return state.model_copy(update={"answers": answers})
