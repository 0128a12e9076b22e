"""Walking a guided dialogue: one question a message, and never a trap.

The form knows kinds of answers and how to walk; what is asked is content, what the answers mean
is the script. Every function takes a state and returns a new one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.content.flows import CHOICE_KINDS, Question
from bot.dialogue import sides
from bot.dialogue.form_view import LONGEST_LABEL, FormView, page_of
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, stack
from bot.dialogue.relevance import most_of
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Accepted, OutOfBounds, Read, Script
from bot.dialogue.session import DOUBT, Answer, DialogueState, Pending

MOST_STRIKES = 3
MOST_DIGRESSIONS = 3
UNKNOWN = Answer()


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
        self.view = FormView(script, renderer)
        self._renderer = renderer

    # --- entering -----------------------------------------------------------------------------

    def start(self, answers: dict[str, Answer], token: str, pending: Pending | None = None) -> Turn:
        """Open the dialogue with the values already said."""
        answers = self.script.prune(answers)
        state = DialogueState(flow=self.script.flow.dialogue, token=token, answers=answers)
        if pending:
            return self._read_back(state.model_copy(update={"open": pending.question}), pending)
        turn = self._advance(state)
        if turn.state and turn.state.open:
            intro = Panel(self._renderer.constant(self.script.flow.intro))
            turn = Turn(turn.state, stack(intro, turn.panel))
        if answers and self.script.tells_what_it_heard:
            turn = Turn(turn.state, stack(self._heard(answers), turn.panel))
        return turn

    def _heard(self, answers: Mapping[str, Answer]) -> Panel:
        """Return what was understood before anything was asked."""
        lines = [
            self._renderer.text("guide.ligne", texte=self.view.answer_label(question, given))
            for question in self.script.flow.questions
            if (given := answers.get(question.id)) is not None
        ]
        return Panel("\n".join([self._renderer.text("dialogue.entendu"), *lines]))

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

    # --- answers ------------------------------------------------------------------------------

    def answer_text(self, state: DialogueState, text: str) -> Turn | None:
        """Read a text as an answer, or as values said at any time; None when it is neither."""
        if state.open is None:
            alone = self.script.reader.said_alone(text)
            return self._accept(state, alone) if alone else None
        said = self.script.reader.said(text)
        question = self.script.flow.question(state.open)
        state = self._with_doubts(state, text)
        match self._read(state, question, text):
            case Accepted(answers, is_cut):
                turn = self._accept_unless_doubtful(
                    state, question, {**_besides(said, answers), **answers}
                )
                return self._with_cut(turn) if is_cut else turn
            case Pending() as pending:
                besides = _besides(said, {pending.question: pending.answer})
                kept = state.model_copy(update={"answers": {**state.answers, **besides}})
                return self._read_back(kept, pending)
            case OutOfBounds(low, high):
                return self._out_of_bounds(state, question, low, high)
            case None:
                return self._accept(state, said) if said else None

    def _accept_unless_doubtful(
        self, state: DialogueState, question: Question, answers: dict[str, Answer]
    ) -> Turn:
        if self.script.doubt(question, {**state.answers, **answers}) is None:
            return self._accept(state, answers)
        pending = Pending(
            question=question.id, answer=answers[question.id], along=answers, asks=DOUBT
        )
        return self._read_back(state, pending)

    def _with_doubts(self, state: DialogueState, text: str) -> DialogueState:
        """Keep for later what a sentence says of the other first questions, to be read back."""
        doubt = self.script.reader.doubts(text)
        known = {*state.answers, state.open}
        return state.model_copy(update={"waiting": _unanswered(doubt, known) or state.waiting})

    def _read(self, state: DialogueState, question: Question, text: str) -> Read:
        """Read an answer, and check it against the answer that it may not exceed."""
        read = self.script.reader.read(question, text)
        most = most_of(question, state.answers) if question.at_most else None
        if most is None or not isinstance(read, Accepted | Pending):
            return read
        answer = read.answer if isinstance(read, Pending) else read.answers.get(question.id)
        is_beyond = answer is not None and any(number > most for number in answer.numbers())
        return OutOfBounds(question.min or Decimal(0), most) if is_beyond else read

    def correct(self, state: DialogueState, text: str) -> Turn | None:
        """Read a bare number that takes an answer back, once a result is shown.

        It is the last one given to a question; when all came in one sentence and several would
        do, the answers are listed.
        """
        if state.open is not None or self.script.reader.said_alone(text):
            return None
        given = [q for q in reversed(state.trail) if q in state.answers]
        asked = given or state.answers
        readings = [r for q in asked if (r := self._number(state, q, text)) is not None]
        if not given and len(readings) > 1:
            return self.list_answers(state)
        match readings[:1]:
            case [Accepted(answers)]:
                return self._accept(state, answers)
            case [Pending() as read]:
                return self._accept(state, {**read.along, read.question: read.answer})
            case _:
                return None

    def _number(
        self, state: DialogueState, question_id: str, text: str
    ) -> Accepted | Pending | None:
        question = self.script.flow.question(question_id)
        is_number = question.kind not in CHOICE_KINDS and question.kind != "coverage"
        read = self._read(state, question, text) if is_number else None
        return read if isinstance(read, Accepted | Pending) else None

    def confirm(self, state: DialogueState, *, is_right: bool) -> Turn:
        """Keep or drop the value that was read back."""
        if state.pending is None or (is_right and state.pending.proposals):
            return self.ask_again(state)
        if is_right:
            pending = state.pending
            return self._accept(state, {**pending.along, pending.question: pending.answer})
        asked = self.script.flow.question(state.pending.question)
        needed = {name: a for name, a in state.pending.along.items() if name in asked.when}
        cleared = state.model_copy(
            update={"pending": None, "open": asked.id, "answers": {**state.answers, **needed}}
        )
        return Turn(cleared, self.view.question(cleared))

    def pick(self, state: DialogueState, rank: int) -> Turn | None:
        """Take one of the readings proposed; None when there is no such one."""
        if state.pending is None or rank >= len(state.pending.proposals):
            return None
        return self._accept(state, dict(state.pending.proposals[rank].answers))

    def choose(self, state: DialogueState, question_id: str, choice: str) -> Turn | None:
        """Take a pressed choice; None when it changes nothing."""
        question = next((q for q in self.script.flow.questions if q.id == question_id), None)
        if question is None or question.choice(choice) is None:
            return None
        if question.kind == "choices" and state.open == question_id:
            return self._tick(state, question, choice)
        is_same = state.answers.get(question_id) == Answer(values=(choice,))
        if is_same and state.open != question_id:
            return None
        return self.set_answer(state, question_id, Answer(values=(choice,)))

    def finish_choices(self, state: DialogueState) -> Turn:
        """End a multiple question with what is ticked; nothing ticked means « I do not know »."""
        if state.open is None:
            return self._advance(state)
        answer = Answer(values=state.picked) if state.picked else UNKNOWN
        return self._accept(state, {state.open: answer})

    def _tick(self, state: DialogueState, question: Question, choice: str) -> Turn:
        pressed = question.choice(choice)
        if pressed is not None and pressed.alone:
            return self._accept(state, {question.id: Answer(values=(choice,))})
        picked = tuple(p for p in state.picked if p != choice)
        if choice not in state.picked:
            picked = (*picked, choice)
        is_too_many = len(picked) > question.max_selected
        new = state.model_copy(update={"picked": picked[: question.max_selected]})
        panel = self.view.question(new, page_of(question, choice))
        turn = Turn(new, panel, is_edit=True)
        return self._with_cut(turn) if is_too_many else turn

    def _with_cut(self, turn: Turn) -> Turn:
        """Say that only the first choices were kept."""
        said = Panel(self._renderer.text("dialogue.trop"))
        return replace(turn, panel=stack(said, turn.panel))

    def set_answer(self, state: DialogueState, question_id: str, answer: Answer) -> Turn:
        """Change one answer and show what follows."""
        question = self.script.flow.question(question_id)
        return self._accept_unless_doubtful(state, question, {question_id: answer})

    def unknown(self, state: DialogueState) -> Turn:
        """Take « je ne sais pas »."""
        if state.open is None:
            return self._advance(state)
        if state.pending and state.pending.default:
            return self._accept(state, dict(state.pending.default))
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
        return Turn(new, Panel(text, self.view.buttons(new, question)))

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
            waiting = _unanswered(state.waiting, state.answers)
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


def _besides(said: dict[str, Answer], answers: dict[str, Answer]) -> dict[str, Answer]:
    """Return what a sentence says besides the answer itself: one number is not two answers."""
    taken = {value for answer in answers.values() for value in answer.values}
    return {name: a for name, a in said.items() if not taken & set(a.values)}


def _unanswered(pending: Pending | None, answers: Collection[str | None]) -> Pending | None:
    """Return the first value still to be read back whose question has no answer."""
    while pending is not None and pending.question in answers:
        pending = pending.then
    return pending


def _without(state: DialogueState, question_id: str) -> DialogueState:
    answers = {name: answer for name, answer in state.answers.items() if name != question_id}
    return state.model_copy(update={"answers": answers})
