"""Moving through a guided dialogue: from question to question, and never into a trap.

The walk knows how to enter, to go back, to change an answer, to leave and to resume; what is
asked is content, what the answers mean is the script. Every function takes a state and returns a
new one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot.dialogue import sides
from bot.dialogue.form_view import LONGEST_LABEL, FormView
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, stack
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Script
from bot.dialogue.session import Answer, DialogueState, Pending

MOST_DIGRESSIONS = 3


@dataclass(frozen=True, slots=True)
class Turn:
    """A new state (None: the dialogue is over) and what to show."""

    state: DialogueState | None
    panel: Panel
    is_edit: bool = False


class Walk:
    """Moves through the dialogue of one script."""

    def __init__(self, script: Script, renderer: Renderer) -> None:
        self.script = script
        self.view = FormView(script, renderer)
        self._renderer = renderer

    # --- entering -----------------------------------------------------------------------------

    def start(
        self, answers: dict[str, Answer], token: str, pending: Pending | None = None,
        heard: str = "dialogue.entendu",
    ) -> Turn:  # fmt: skip
        """Open the dialogue with the values already said; `heard` says where they come from."""
        answers = self.script.prune(answers)
        state = DialogueState(flow=self.script.flow.dialogue, token=token, answers=answers)
        if pending:
            return self._read_back(state.model_copy(update={"open": pending.question}), pending)
        turn = self._advance(state)
        if turn.state and turn.state.open:
            intro = Panel(self._renderer.constant(self.script.flow.intro))
            turn = Turn(turn.state, stack(intro, turn.panel))
        if answers and self.script.tells_what_it_heard:
            turn = Turn(turn.state, stack(self._heard(answers, heard), turn.panel))
        return turn

    def _heard(self, answers: Mapping[str, Answer], heard: str) -> Panel:
        """Return what was understood before anything was asked, each thing once."""
        lines = [
            self._renderer.text("guide.ligne", texte=self.view.answer_label(question, given))
            for question in self.script.flow.questions
            if (given := answers.get(question.id)) is not None
        ]
        return Panel("\n".join([self._renderer.text(heard), *dict.fromkeys(lines)]))

    def reopen(self, answers: dict[str, Answer], token: str) -> Turn:
        """Open the dialogue where a link left it."""
        answers = self.script.prune(answers)
        state = DialogueState(flow=self.script.flow.dialogue, token=token, answers=answers)
        return self._advance(state)

    # --- comparing ----------------------------------------------------------------------------

    def compare(self, state: DialogueState, question_id: str) -> Turn:
        """Ask one answer again, to set what it changes beside what was known."""
        return self._ask_side(sides.begun(state, question_id))

    def set_side_by_side(
        self, state: DialogueState, question_id: str, first: Answer, second: Answer
    ) -> Turn:
        """Compare two answers that need not be asked."""
        return self._advance(sides.side_by_side(state, question_id, first, second))

    def leave_comparison(self, state: DialogueState, *, keeps_second: bool) -> Turn:
        """Go back to one estimate: the one before, or the second of the two."""
        if state.comparison is None:
            return self.ask_again(state)
        return self._advance(sides.left(state, state.comparison, keeps_second=keeps_second))

    def _ask_side(self, state: DialogueState) -> Turn:
        """Ask the compared question for the side that is missing."""
        comparison = state.comparison
        if comparison is None:
            return self._advance(state)
        asked = comparison.question
        trail = tuple(q for q in state.trail if q != asked)
        cleared = sides.without_asked(state, asked, self.script.flow)
        turn = self._ask(cleared, asked, trail=(*trail, asked))
        side = "premier" if comparison.first is None else "second"
        said = Panel(self._renderer.text(f"comparer.demande.{side}"))
        return Turn(turn.state, stack(said, turn.panel))

    # --- moving -------------------------------------------------------------------------------

    def back(self, state: DialogueState) -> Turn:
        """Ask the previous question again, its answer erased; before the first one, leave.

        A result that no question led to (all was said in one sentence) lists its answers.
        """
        if state.comparison is not None:
            return self.leave_comparison(state, keeps_second=False)
        trail = state.trail[:-1] if state.open else state.trail
        if not trail:
            is_shown = state.open is None and bool(state.answers)
            return self.list_answers(state) if is_shown else self.cancel()
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
        return Turn(awake, self.view.question(awake))

    def list_answers(self, state: DialogueState) -> Turn:
        """Show the answers given, one button each, to change one."""
        if not state.answers:
            return self.ask_again(state)
        buttons = [
            Button(self.view.answer_label(question, state.answers[question.id])[:LONGEST_LABEL],
                   f"a:{state.token}:ask:{question.id}")
            for question in self.script.flow.questions if question.id in state.answers
        ]  # fmt: skip
        again = Button(self.view.label("reprendre"), f"a:{state.token}:resume")
        return Turn(state, Panel(self._renderer.text("dialogue.liste"), (*buttons, again)))

    def nothing_asked(self, state: DialogueState) -> Panel:
        """Answer « oui » or « non » when nothing is asked."""
        see = Button(self.view.label("resultat"), f"a:{state.token}:resume")
        change = Button(self.view.label("modifier"), f"a:{state.token}:list")
        return Panel(self._renderer.text("dialogue.rien_demande"), (see, change))

    def cancel(self) -> Turn:
        """End the dialogue, answers erased."""
        menu = Button(self.view.label("menu"), "m")
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
        recall = self.view.pending(counted) or self.view.question(counted)
        return Turn(counted, stack(answer, recall))

    def paused_panel(self, state: DialogueState) -> Panel:
        """Offer to resume or to cancel."""
        return Panel(self._renderer.text("dialogue.cote"), self.resume_buttons(state))

    def resume_buttons(self, state: DialogueState) -> tuple[Button, ...]:
        """Return the buttons of a dialogue set aside."""
        return (
            Button(self.view.label("reprendre"), f"a:{state.token}:resume"),
            Button(self.view.label("annuler"), f"a:{state.token}:cancel"),
        )

    # --- inside -------------------------------------------------------------------------------

    def _accept(self, state: DialogueState, answers: dict[str, Answer]) -> Turn:
        merged = {**state.answers}
        for question_id, answer in answers.items():
            merged.pop(question_id, None)
            merged[question_id] = answer
        for question_id in self.script.outdated(state.answers, merged) - answers.keys():
            merged.pop(question_id, None)
        taken = [self.script.flow.question(q).taken for q, a in answers.items() if a.is_unknown]
        new = state.model_copy(
            update={
                "answers": self.script.prune(merged),
                "pending": None,
                "picked": (),
                "strikes": 0,
                "digressions": 0,
                "is_paused": False,
                "comparison": sides.shared(state, answers, self.script.flow),
            }
        )
        turn = self._advance(new)
        said = [Panel(self._renderer.constant(sentence)) for sentence in taken if sentence]
        return Turn(turn.state, stack(*said, turn.panel)) if said else turn

    def _advance(self, state: DialogueState) -> Turn:
        if state.waiting is not None:
            waiting = unanswered(state.waiting, state.answers)
            state = state.model_copy(update={"waiting": None})
            if waiting is not None:
                return self._read_back(state, waiting)
        following = self.script.next_question(state.answers)
        if following is None and state.comparison and state.comparison.first is None:
            return self._ask_side(sides.with_first(state, state.comparison))
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
        return Turn(new, self.view.question(new))

    def _read_back(self, state: DialogueState, pending: Pending) -> Turn:
        trail = state.trail if pending.question in state.trail else (*state.trail, pending.question)
        new = state.model_copy(
            update={"pending": pending, "waiting": pending.then or state.waiting,
                    "open": pending.question, "trail": trail}
        )  # fmt: skip
        panel = self.view.pending(new)
        return Turn(new, panel or self.view.question(new))


def unanswered(pending: Pending | None, answers: Collection[str | None]) -> Pending | None:
    """Return the first value still to be read back whose question has no answer."""
    while pending is not None and pending.question in answers:
        pending = pending.then
    return pending


def _without(state: DialogueState, question_id: str) -> DialogueState:
    answers = {name: answer for name, answer in state.answers.items() if name != question_id}
    return state.model_copy(update={"answers": answers})
