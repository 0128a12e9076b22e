"""Taking the answers of a guided dialogue: one question a message, and never a trap.

The form knows kinds of answers; what is asked is content, what the answers mean is the script.
Every function takes a state and returns a new one.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from bot.content.flows import CHOICE_KINDS, Question
from bot.dialogue import sides
from bot.dialogue.form_view import page_of
from bot.dialogue.panel import Panel, stack
from bot.dialogue.relevance import beyond_bounds, most_of
from bot.dialogue.script import Accepted, Compared, OutOfBounds, Read
from bot.dialogue.session import DOUBT, Answer, Comparison, DialogueState, Pending
from bot.dialogue.walk import Turn, Walk, unanswered

MOST_STRIKES = 3
UNKNOWN = Answer()


class Form(Walk):
    """Takes the answers of the dialogue of one script."""

    # --- answers ------------------------------------------------------------------------------

    def answer_text(self, state: DialogueState, text: str) -> Turn | None:
        """Read a text as an answer, or as values said at any time; None when it is neither."""
        if state.open is None:
            return self._afterwards(state, text)
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

    def _afterwards(self, state: DialogueState, text: str) -> Turn | None:
        """Read a text once the result is shown; a value in doubt may leave all as it is."""
        match self.script.reader.afterwards(text, state.answers):
            case Accepted(answers):
                return self._accept(state, answers)
            case Pending() as pending:
                kept = {pending.question: state.answers.get(pending.question, UNKNOWN)}
                is_known = pending.question in state.answers and not pending.default
                default = kept if is_known else pending.default
                return self._read_back(state, pending.model_copy(update={"default": default}))
            case OutOfBounds():
                return self.list_answers(state)
            case Compared() as compared if state.comparison is None:
                return self._side_by_side(state, compared)
            case _:
                return None

    def _side_by_side(self, state: DialogueState, compared: Compared) -> Turn | None:
        """Set two estimates side by side, ask for the second, or ask what to compare."""
        if not compared.question:
            shown = self.script.show(state, "compare", "", 0)
            return Turn(state, shown.panel) if shown else None
        others = sides.without_asked(state, compared.question, self.script.flow).answers
        first = self.script.prune({**others, **compared.sides[0]})
        comparison = Comparison(question=compared.question, kept=state.answers, first=first)
        begun = state.model_copy(update={"comparison": comparison})
        if len(compared.sides) == 1:
            return self._ask_side(begun)
        second = self.script.prune({**others, **compared.sides[1]})
        return self._advance(begun.model_copy(update={"answers": second}))

    def back(self, state: DialogueState) -> Turn:
        """Go back to the previous question; a question asked from a result leads back to it."""
        is_done = state.comparison is None and self.script.next_question(state.answers) is None
        if state.open is not None and is_done and self.script.keeps_result:
            trail = tuple(q for q in state.trail if q != state.open)
            shown = {"open": None, "pending": None, "waiting": None, "trail": trail}
            return self.ask_again(state.model_copy(update=shown))
        return super().back(state)

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
        return state.model_copy(update={"waiting": unanswered(doubt, known) or state.waiting})

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
        reader = self.script.reader
        if state.open is not None or reader.said_alone(text) or not reader.has_only_values(text):
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
        if state.pending.default and state.pending.default.items() <= state.answers.items():
            return self._accept(state, dict(state.pending.default))
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

    def _read_back(self, state: DialogueState, pending: Pending) -> Turn:
        """Read a value back; of a number beyond the bounds of its question, ask another one."""
        question = self.script.flow.question(pending.question)
        outside = beyond_bounds(question, pending.answer)
        if outside is None:
            return super()._read_back(state, pending)
        needed = {name: a for name, a in pending.along.items() if name in question.when}
        trail = (*(q for q in state.trail if q != question.id), question.id)
        asked = state.model_copy(
            update={"open": question.id, "trail": trail, "waiting": pending.then or state.waiting,
                    "answers": {**state.answers, **needed}}
        )  # fmt: skip
        return self._out_of_bounds(asked, question, outside.low, outside.high)

    def _out_of_bounds(
        self, state: DialogueState, question: Question, low: Decimal, high: Decimal
    ) -> Turn:
        turn = self.unreadable(state)
        if turn.state is None or turn.state.open != question.id:
            return turn
        asked = self._renderer.constant(question.text)
        text = self._renderer.text("dialogue.hors_bornes", min=low, max=high, question=asked)
        return Turn(turn.state, Panel(text, turn.panel.buttons))


def _besides(said: dict[str, Answer], answers: dict[str, Answer]) -> dict[str, Answer]:
    """Return what a sentence says besides the answer itself: one number is not two answers."""
    taken = {value for answer in answers.values() for value in answer.values}
    return {name: a for name, a in said.items() if not taken & set(a.values)}
