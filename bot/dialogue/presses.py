"""What a pressed button does. Every button carries all it needs; an old one says so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue.comparison import KINDS, MONTH
from bot.dialogue.form import Form
from bot.dialogue.messages import MOST_DATA, Button
from bot.dialogue.moments import flow_of_token
from bot.dialogue.outcome import Outcome
from bot.dialogue.panel import Panel, stack
from bot.dialogue.routing import ESTIMATE
from bot.dialogue.session import Answer, DialogueState, Session
from bot.dialogue.walk import Turn

if TYPE_CHECKING:
    from bot.dialogue.engine import Engine

OF_RESULT = frozenset({"detail", "short", "more", "acts", "keep", "why", "compare"})
OF_TOPIC = frozenset("tdsc")
OF_QUESTION = frozenset({"unknown", "back", "yes", "no", "pick", "end", "page"})
TOGGLES = (":page:", ":tick:", ":more:")  # pressed twice in a row on purpose
DOUBLE_PRESS = 3  # seconds during which the same press counts once


class Presses:
    """Reads the data of a button: `t:` topic, `d:` detail, `o:` door, `q:` choice, `a:` action."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def on_press(self, session: Session, data: str, moment: dt.datetime) -> Outcome:
        """Answer one press; a double press is ignored, what no button of ours holds is not kept."""
        if not (data.isascii() and 1 <= len(data) <= MOST_DATA):
            return self._expired(session)
        seconds = int(moment.timestamp())
        previous, _, when = (session.last_press or "").rpartition("@")
        is_toggle = data.startswith("q:") or any(mark in data for mark in TOGGLES)
        if previous == data and not is_toggle and seconds - int(when) <= DOUBLE_PRESS:
            return Outcome(session, None)
        outcome = self.dispatch(session, data, moment)
        if outcome.is_erased:
            return outcome
        marked = outcome.session.model_copy(update={"last_press": f"{data}@{seconds}"})
        return replace(outcome, session=marked)

    def dispatch(self, session: Session, data: str, moment: dt.datetime) -> Outcome:
        """Do what a button says, pressed or typed."""
        kind, _, rest = data.partition(":")
        if kind in ("q", "a"):
            return self._in_dialogue(session, kind, rest)
        if kind == "m":
            return Outcome(session, self._engine.welcome.menu())
        if kind == "g":
            return Outcome(session, self._engine.welcome.group(rest))
        door, _, answer = rest.partition(":")
        if kind == "o" and door in self._engine.welcome.doors:
            return self._engine.openings.open_door(session, door, moment, answer=answer)
        if kind in OF_TOPIC and rest in self._engine.content.faq:
            return self._topic(session, kind, rest)
        return self._expired(session)

    def _topic(self, session: Session, kind: str, topic: str) -> Outcome:
        faq = self._engine.faq
        view = {"t": faq.short, "d": faq.detail, "s": faq.simple, "c": faq.short}[kind]
        kept = session.model_copy(update={"topic": topic})
        return Outcome(kept, view(topic), is_edit=kind != "t")

    def _in_dialogue(self, session: Session, kind: str, rest: str) -> Outcome:
        token, _, order = rest.partition(":")
        state = session.dialogue
        if state is None or state.token != token:
            return self._expired(session, token)
        form = self._engine.forms[state.flow]
        if kind == "q":
            question, _, choice = order.partition(":")
            turn = form.choose(state, question, choice)
            return self._engine.show(session, turn) if turn else Outcome(session, None)
        action, _, argument = order.partition(":")
        return self._act(session, state, form, action, argument)

    def _act(
        self, session: Session, state: DialogueState, form: Form, action: str, argument: str
    ) -> Outcome:
        question, _, page = argument.partition(":")
        if action in OF_QUESTION and state.open != question:
            return Outcome(session, None)
        if action in OF_RESULT and form.script.next_question(state.answers) is not None:
            return self._engine.show(session, form.ask_again(state))
        match action:
            case "page" if page.isdecimal():
                panel = form.view.question(state, int(page))
                return Outcome(session, panel, is_edit=True)
            case "pick" if page.isdecimal():
                turn = form.pick(state, int(page))
                return self._engine.show(session, turn) if turn else Outcome(session, None)
            case "cancel":
                return self._engine.show(session, form.cancel())
            case "detail":
                return Outcome(session, form.script.detail(state), is_edit=True)
            case "short":
                return Outcome(session, form.script.result(state), is_edit=True)
            case "done":
                ended = session.model_copy(update={"dialogue": None})
                return Outcome(ended, self._engine.welcome.done())
            case _:
                return self._shown(session, state, form, action, argument)

    def _shown(
        self, session: Session, state: DialogueState, form: Form, action: str, argument: str
    ) -> Outcome:
        """Do what changes the dialogue, or else show what is asked of its result."""
        what, _, page = argument.partition(":")
        turn = self._turn(state, form, action, what)
        if turn is not None:
            return self._engine.show(session, turn)
        changed = form.script.act(state, action, what)
        if changed is not None:
            panel = form.script.result(changed)
            return self._engine.show(session, Turn(changed, panel, is_edit=True))
        number = int(page) if page.isdecimal() and page.isascii() else 0
        shown = form.script.show(state, action, what, number)
        if shown is None:
            return Outcome(session, None)
        return Outcome(session, shown.panel, shown.is_edit)

    def _turn(self, state: DialogueState, form: Form, action: str, question: str) -> Turn | None:
        match action:
            case "unknown":
                return form.unknown(state)
            case "back":
                return form.back(state)
            case "yes" | "no":
                return form.confirm(state, is_right=action == "yes")
            case "end":
                return form.finish_choices(state)
            case "list":
                return form.list_answers(state)
            case "resume":
                return form.ask_again(state)
            case "tariff" if state.flow == ESTIMATE:
                return form.set_answer(state, "prix", Answer())
            case "keep_price" if "prix" in state.answers:
                kept = state.answers["prix"].model_copy(update={"is_kept": True})
                return form.set_answer(state, "prix", kept)
            case "ask" if any(q.id == question for q in form.script.flow.questions):
                return form.ask(state, question)
            case "drop" | "adopt" if state.comparison is not None:
                return form.leave_comparison(state, keeps_second=action == "adopt")
            case "compare" if state.open is None and state.comparison is None:
                return self._compare(state, form, question)
            case _:
                return None

    def _compare(self, state: DialogueState, form: Form, question: str) -> Turn | None:
        if question not in KINDS:
            return None
        if question != MONTH:
            return form.compare(state, question)
        change = form.script.tariff_change(state)
        if change is None:
            said = Panel(self._engine.renderer.text("comparer.sans_changement"))
            return Turn(state, stack(said, form.ask_again(state).panel))
        return form.set_side_by_side(state, question, *change)

    def _expired(self, session: Session, token: str = "") -> Outcome:
        label = self._engine.renderer.text("boutons.recommencer")
        button = Button(label, f"o:{flow_of_token(token, self._engine.forms) or ESTIMATE}")
        return Outcome(session, Panel(self._engine.renderer.text("dialogue.perime"), (button,)))
