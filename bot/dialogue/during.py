"""A text while a dialogue is under way: an answer, another subject, or a word that steers it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.dialogue.form import Form
from bot.dialogue.messages import Button
from bot.dialogue.moments import token_of_flow
from bot.dialogue.outcome import Outcome
from bot.dialogue.panel import Panel, stack
from bot.dialogue.routing import Answers, Clarifies, NotUnderstood, by_topic
from bot.dialogue.session import Answer, DialogueState, Session
from bot.dialogue.walk import Turn
from bot.knowledge.choices import Option, Options, read_choices, read_label, read_word
from bot.knowledge.decision import Found, Suggested, questions_in
from bot.knowledge.text import fold
from bot.knowledge.understanding import Understood

if TYPE_CHECKING:
    from bot.dialogue.engine import Engine

SHORT = 8  # words
MOST_TOPICS = 3
CHOICE_KINDS = frozenset({"choice", "choices"})


class During:
    """Reads texts against the open dialogue, for one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        commands = engine.content.commands
        words = "|".join(re.escape(fold(w)) for w in commands.interrogatifs)
        self._interrogative = re.compile(rf"(?<!\w)(?:{words})(?!\w)")
        self._corrections = tuple(map(fold, commands.corrections))
        self._suites = tuple(map(fold, commands.suites))
        said = tuple(phrase for phrase in commands.inconnu if " " in phrase)
        self._unknown = Options([Option("inconnu", said)])
        self._labels = {
            (name, q.id): Options(Option(c.id, (c.label, *c.words)) for c in q.choices)
            for name, form in engine.forms.items() for q in form.script.flow.questions
        }  # fmt: skip

    def answer(
        self, session: Session, state: DialogueState, text: str, moment: dt.datetime
    ) -> Outcome:
        """Answer a text: a steering word, a question of its own, or the answer to ours."""
        form = self._engine.forms[state.flow]
        word = read_word(text, self._engine.words)
        if word == "oui" and state.is_paused and not fold(text).startswith("oui"):
            word = None  # « ok merci » after an emergency does not resume by itself
        if word is not None:
            outcome = self._word(session, state, form, word, moment)
            if outcome is not None:
                return outcome
        if state.open is not None and self._says_unknown(text):
            return self._engine.show(session, form.unknown(state))
        asked = self._engine.understanding.requested(text)
        if asked is not None and asked != state.flow:
            return self._other(session, state, asked, text, moment)
        aside = form.script.aside(text)
        if aside is not None:
            return self._engine.show(session, self._with_remark(state, form, *aside))
        understood = self._understand(text)
        asks = isinstance(understood.match, Found) and self._is_question(text)
        if self._only_asks(state, text):
            return self._digress(session, state, form, understood, is_question=True)
        turn = form.correct(state, text) if self._corrects(text) else None
        turn = turn or form.answer_text(state, text)
        if turn is not None and asks and not self._follows(text):
            answered = self._engine.faq.digression(by_topic(understood).topics)  # type: ignore[union-attr]
            return self._engine.show(session, replace(turn, panel=stack(answered, turn.panel)))
        if turn is not None:
            return self._engine.show(session, self._with_topics(turn, understood, text))
        return self._digress(session, state, form, understood, is_question=self._is_question(text))

    def _other(
        self, session: Session, state: DialogueState, flow: str, text: str, moment: dt.datetime
    ) -> Outcome:
        """Open another dialogue asked for by name; in the middle of one, only offer it."""
        if state.open is None:
            return self._engine.openings.open_on_request(session, flow, text, (), moment)
        door = Button(self._engine.welcome.doors[flow].label, f"o:{flow}")
        offered = Panel(self._engine.renderer.text("dialogue.autre"), (door,))
        form = self._engine.forms[state.flow]
        return self._engine.show(session, form.digress(state, offered))

    def chosen(self, session: Session, text: str) -> Outcome | None:
        """Take the very words of a choice for that choice, whatever else they may mean."""
        state = session.dialogue
        if state is None or state.open is None or state.pending is not None or state.is_paused:
            return None
        form = self._engine.forms[state.flow]
        question = form.script.flow.question(state.open)
        found = read_label(text, self._labels[state.flow, question.id])
        if found is None:
            return None
        answer = Answer(values=(found,))
        return self._engine.show(session, form.set_answer(state, question.id, answer))

    def _understand(self, text: str) -> Understood:
        """Match the whole message, or the part of it that is a clear question."""
        whole = self._engine.understanding.match(text)
        if isinstance(whole.match, Found) or not self._is_question(text):
            return whole
        parts = [self._engine.understanding.match(part) for part in questions_in(text)]
        for kind in (Found, Suggested):
            for part in parts:
                if isinstance(part.match, kind):
                    return part
        return whole

    def _with_remark(self, state: DialogueState, form: Form, answer: Panel, rest: str) -> Turn:
        """Answer a remark; the answer to the question that came with it is taken."""
        is_asked = state.open is not None and state.pending is None and not state.is_paused
        turn = form.answer_text(state, rest) if is_asked else None
        if turn is None or turn.state is None or turn.state.open == state.open:
            return form.digress(state, answer)
        return replace(turn, panel=stack(answer, turn.panel))

    def _says_unknown(self, text: str) -> bool:
        """Tell whether a short message holds « je ne sais pas », whatever surrounds it."""
        if len(text.split()) > SHORT or self._engine.understanding.slots(text).numbers:
            return False
        return bool(read_choices(text, self._unknown))

    def _corrects(self, text: str) -> bool:
        """Tell whether a message takes an answer back: « non en fait 35 », « pas 12, 15 »."""
        return fold(text).startswith(self._corrections)

    def _follows(self, text: str) -> bool:
        """Tell whether a message goes on from what precedes: « et si… »."""
        return fold(text).startswith(self._suites)

    def _with_topics(self, turn: Turn, understood: Understood, text: str) -> Turn:
        """Offer the topics of a question that came with an answer, when it is not clear."""
        decision = by_topic(understood)
        if not isinstance(decision, Clarifies) or "?" not in text or self._follows(text):
            return turn
        said = self._engine.renderer.text("dialogue.aussi")
        topics = self._engine.faq.choice(decision.topics[:MOST_TOPICS]).buttons[:-1]
        return replace(turn, panel=stack(Panel(said, topics), turn.panel))

    def _only_asks(self, state: DialogueState, text: str) -> bool:
        """Tell whether a message is a question of its own, not to be taken for an answer."""
        if self._follows(text) or not self._interrogative.search(fold(text)):
            return False
        slots = self._engine.understanding.slots(text)
        has_numbers = any((slots.price, slots.sessions))
        if state.open is None:
            return not has_numbers and not slots.wants_amount and not slots.coverage
        return not has_numbers and not any(character.isdigit() for character in text)

    def _is_question(self, text: str) -> bool:
        return "?" in text or bool(self._interrogative.search(fold(text)))

    def _digress(
        self,
        session: Session,
        state: DialogueState,
        form: Form,
        understood: Understood,
        *,
        is_question: bool,
    ) -> Outcome:
        match by_topic(understood):
            case Answers(topics):
                turn = form.digress(state, self._answers_in_dialogue(state, topics))
                return self._engine.show(self._engine.about(session, topics[0]), turn)
            case Clarifies(topics) if state.open is None:
                return Outcome(session, self._engine.faq.choice(topics))
            case Clarifies(topics) if is_question and not state.is_paused:
                choice = self._engine.faq.choice(topics)
                offered = Panel(choice.html, choice.buttons[:-1])
                return self._engine.show(session, form.digress(state, offered))
            case _ if state.is_paused:
                return Outcome(session, form.paused_panel(state))
            case NotUnderstood(language) if state.open is None:
                return Outcome(session, self._engine.welcome.unknown(language))
            case NotUnderstood(language) if language is not None or is_question:
                said = Panel(self._engine.welcome.unknown(language).html.split("\n\n")[0])
                return self._engine.show(session, form.digress(state, said))
            case _:
                return self._engine.show(session, form.unreadable(state))

    def _answers_in_dialogue(self, state: DialogueState, topics: tuple[str, ...]) -> Panel:
        if state.open is None and state.pending is None:
            return self._engine.faq.several(topics)
        return self._engine.faq.digression(topics)

    def _word(
        self, session: Session, state: DialogueState, form: Form, word: str, moment: dt.datetime
    ) -> Outcome | None:
        turn = self._turn(state, form, word, moment)
        if turn is not None:
            return self._engine.show(session, turn)
        match word:
            case "oui" | "non" | "inconnu" if state.open is None:
                return Outcome(session, form.nothing_asked(state))
            case "fini" if state.open is None:
                ended = session.model_copy(update={"dialogue": None})
                return Outcome(ended, self._engine.welcome.done())
            case "detail" if state.open is None:
                return Outcome(session, form.script.detail(state))
            case "menu" | "inconnu":
                return Outcome(session, self._engine.welcome.menu())
            case "aide":
                return Outcome(session, self._engine.welcome.help())
            case _:
                return None

    def _turn(
        self, state: DialogueState, form: Form, word: str, moment: dt.datetime
    ) -> Turn | None:
        match word:
            case "annuler":
                return form.cancel()
            case "retour":
                return form.back(state)
            case "modifier":
                return form.list_answers(state)
            case "recommencer":
                return form.start({}, token_of_flow(state.flow, moment))
            case "reprendre":
                return form.ask_again(state)
            case "oui" if state.is_paused:
                return form.ask_again(state)
            case "oui" | "non" if state.pending is not None:
                return form.confirm(state, is_right=word == "oui")
            case "inconnu" if state.open is not None:
                return form.unknown(state)
            case "fini" if state.picked:
                return form.finish_choices(state)
            case _:
                return None
