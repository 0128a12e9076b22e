"""Opening a dialogue: by a button, a command, a link or a sentence, with what is already known."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue.form import Form
from bot.dialogue.links import answers_of
from bot.dialogue.moments import token_of_flow
from bot.dialogue.outcome import Outcome
from bot.dialogue.panel import Panel, stack
from bot.dialogue.routing import ESTIMATE
from bot.dialogue.session import Answer, Session

if TYPE_CHECKING:
    from bot.dialogue.engine import Engine


class Openings:
    """Opens the dialogues of one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_door(
        self, session: Session, door: str, moment: dt.datetime, *, answer: str = ""
    ) -> Outcome:
        """Open a dialogue, or show the topics behind a door.

        What the last question said, and what another dialogue was told under the same name, is
        not asked again.

        Args:
            session: what is remembered.
            moment: when.
            door: the name of a dialogue.
            answer: a choice of its first question.
        """
        form = self._engine.forms.get(door)
        if form is None:
            return Outcome(session, self._engine.welcome.door(door))
        hints = session.hints.get(door, {})
        heard = "dialogue.entendu" if hints else "dialogue.repris"
        answers = {**hints, **self._carried_over(session, form)}
        first = form.script.flow.questions[0]
        if first.choice(answer):
            answers[first.id] = Answer(values=(answer,))
        turn = form.start(answers, token_of_flow(door, moment), heard=heard)
        return self._engine.show(session, turn)

    def _carried_over(self, session: Session, form: Form) -> dict[str, Answer]:
        """Return the choices of the dialogue under way that another one would ask for."""
        state = session.dialogue
        if state is None or state.open is not None or state.flow == form.script.flow.dialogue:
            return {}
        asked = self._engine.forms[state.flow].script.flow.questions
        known = {q.named: state.answers[q.id] for q in asked if q.id in state.answers}
        return {
            question.id: answer
            for question in form.script.flow.questions
            if (answer := known.get(question.named)) is not None
            and answer.values
            and all(question.choice(value) for value in answer.values)
        }

    def reopen(self, session: Session, payload: str, moment: dt.datetime) -> Outcome:
        """Reopen the estimate of a link, or say that it cannot be read."""
        form = self._engine.forms[ESTIMATE]
        answers = answers_of(payload, form.script.flow, self._engine.renderer.today)
        if answers is None:
            return Outcome(session, self._engine.welcome.unreadable_link())
        turn = form.reopen(answers, token_of_flow(ESTIMATE, moment))
        said = Panel(self._engine.renderer.text("lien.ouvert"))
        return self._engine.show(session, replace(turn, panel=stack(said, turn.panel)))

    def open_on_request(
        self,
        session: Session,
        flow: str,
        text: str,
        topics: tuple[str, ...],
        moment: dt.datetime,
    ) -> Outcome:
        """Open a dialogue that a message asks for, with what it says, and answer its question."""
        form = self._engine.forms[flow]
        answers, pending = form.script.reader.prefill(text)
        turn = form.start(answers, token_of_flow(flow, moment), pending)
        if len(topics) > 1:
            answered = self._engine.faq.digression(topics[1:])
            turn = replace(turn, panel=stack(answered, turn.panel))
        topic = topics[0] if topics else None
        return self._engine.show(session.model_copy(update={"topic": topic}), turn)

    def with_hints(self, session: Session, text: str, topics: tuple[str, ...]) -> Session:
        """Keep what a question already says to the dialogues that its answers offer."""
        doors = {
            door for topic in topics for door in self._engine.content.faq[topic].offers.buttons
        }
        heard = {
            name: form.script.reader.prefill(text)[0]
            for name, form in self._engine.forms.items()
            if name in doors
        }
        hints = {name: answers for name, answers in heard.items() if answers}
        return session.model_copy(update={"hints": hints})
