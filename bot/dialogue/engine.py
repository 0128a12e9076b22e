"""One step of a conversation: (session, incoming, moment) → (session, replies).

The order is the safety, and a reader sees it whole in `Engine._on_text`: urgency, command,
open question, FAQ, unknown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from bot.content.models import Content
from bot.dialogue.during import During
from bot.dialogue.estimate_reading import EstimateReader
from bot.dialogue.estimation import EstimationScript
from bot.dialogue.faq import FaqView
from bot.dialogue.form import Form
from bot.dialogue.guide.build import guide_script
from bot.dialogue.links import is_link, start_command
from bot.dialogue.messages import Attached, Edited, Incoming, Press, Text
from bot.dialogue.openings import Openings
from bot.dialogue.outcome import Outcome, Step
from bot.dialogue.panel import Panel, stack
from bot.dialogue.personal import without_personal_data
from bot.dialogue.presses import Presses
from bot.dialogue.rendering import Renderer
from bot.dialogue.routing import (
    ESTIMATE,
    Answers,
    Clarifies,
    NotUnderstood,
    Opens,
    Route,
    Urgent,
    route,
)
from bot.dialogue.session import Session
from bot.dialogue.walk import Turn
from bot.dialogue.welcome import Welcome
from bot.knowledge.choices import Option, Options, read_choice, read_word, word_lists
from bot.knowledge.said import Said
from bot.knowledge.text import fold
from bot.knowledge.understanding import LONGEST, Understanding
from bot.knowledge.urgency import Urgency

LONGEST_FOLLOW_UP = 9  # words
NUMBERED = ("t:", "m", "g:")


class Engine:
    """The conversation for one day: pure, synchronous, without clock or network.

    Args:
        content: all that is said.
        understanding: what reads messages.
        today: the day.
        address: turns what follows /start into what a patient can open.
    """

    def __init__(
        self, content: Content, understanding: Understanding, today: dt.date,
        address: Callable[[str], str] = start_command,
    ) -> None:  # fmt: skip
        self.content = content
        self.understanding = understanding
        self.renderer = Renderer(content, today)
        self.faq = FaqView(self.renderer)
        self.welcome = Welcome(self.renderer)
        self.words = word_lists(content.commands.steering())
        flow = content.flows[ESTIMATE]
        reader = EstimateReader(
            flow, self.renderer, understanding.values, understanding.slot_reader
        )
        script = EstimationScript(flow, self.renderer, reader, address)
        self.forms = {ESTIMATE: Form(script, self.renderer)}
        for name, guide in content.guides.items():
            walked = guide_script(guide, self.renderer, understanding.values)
            self.forms[name] = Form(walked, self.renderer)
        self.openings = Openings(self)
        self._during = During(self)
        self._presses = Presses(self)

    @property
    def lifetime(self) -> dt.timedelta:
        """Return how long a conversation is kept after its last message."""
        hours = self.content.bareme.amount_on("conversation_heures", self.renderer.today)
        return dt.timedelta(hours=int(hours))

    def step(self, session: Session, incoming: Incoming, moment: dt.datetime) -> Step:
        """Answer one message or one press."""
        match incoming:
            case Text(text):
                outcome = self._on_text(session, text, moment)
            case Press(data):
                outcome = self._presses.on_press(session, data, moment)
            case Edited():
                outcome = self._say(session, "recu.modifie")
            case Attached(kind, caption):
                outcome = self._on_attached(session, kind, caption)
        return self._finish(outcome, incoming)

    def _finish(self, outcome: Outcome, incoming: Incoming) -> Step:
        session, panel = outcome.session, outcome.panel
        if panel is None:
            return Step(session, ())
        if not outcome.is_erased:
            offered = tuple((button.label, button.data) for button in panel.buttons)
            session = session.model_copy(update={"offered": offered})
        is_edit = outcome.is_edit and isinstance(incoming, Press)
        return Step(session, (panel.reply(is_edit=is_edit),))

    # --- the order ----------------------------------------------------------------------------

    def _on_text(self, session: Session, typed: str, moment: dt.datetime) -> Outcome:
        text: str = Said(typed[:LONGEST])
        urgency = self.understanding.urgency(text)
        if urgency is not None:
            return self._urgent(session, urgency)
        if text.startswith("/"):
            return self._command(session, text, moment)
        cleaned, is_personal = without_personal_data(text)
        text = Said(cleaned) if is_personal else text
        outcome = self._answer(session, text, moment)
        if is_personal and outcome.panel == self.welcome.unknown():
            return self._say(session, "recu.personnel")
        notes = {"recu.personnel": is_personal, "inconnu.trop_long": len(typed) > LONGEST}
        said = [Panel(self.renderer.text(name)) for name, holds in notes.items() if holds]
        if not said or outcome.panel is None:
            return outcome
        return replace(outcome, panel=stack(*said, outcome.panel))

    def _answer(self, session: Session, text: str, moment: dt.datetime) -> Outcome:
        if not any(character.isalnum() for character in text):
            return self._without_words(session, text)
        chosen = self._during.chosen(session, text)
        if chosen is not None:
            return chosen
        typed = self._typed_label(session, text)
        if typed is not None:
            return self._presses.dispatch(session, typed, moment)
        if session.dialogue is not None:
            return self._during.answer(session, session.dialogue, text, moment)
        word = read_word(text, self.words)
        if word == "recommencer":
            return self.openings.open_door(session, ESTIMATE, moment)
        if word is not None:
            return self._word(session, word)
        return self._routed(session, text, moment)

    def _without_words(self, session: Session, text: str) -> Outcome:
        """Answer signs or emoji alone: an arrow steers, the rest is not readable."""
        state = session.dialogue
        if state is None:
            return self._say(session, "inconnu.vide")
        if read_word(text, self.words) == "retour":
            return self.show(session, self.forms[state.flow].back(state))
        if state.open is None or state.is_paused:
            return self._say(session, "inconnu.vide")
        return self.show(session, self.forms[state.flow].unreadable(state))

    def _typed_label(self, session: Session, text: str) -> str | None:
        options = Options(
            Option(data, (label,)) for label, data in session.offered if not data.startswith("q:")
        )
        is_asked = session.dialogue is not None and session.dialogue.open is not None
        numbered = not is_asked and all(
            o.id.startswith(NUMBERED) or ":ask:" in o.id or o.id.endswith(":resume")
            for o in options
        )
        return read_choice(text, options, numbered=numbered) if options else None

    # --- urgency ------------------------------------------------------------------------------

    def _urgent(self, session: Session, urgency: Urgency) -> Outcome:
        """Answer an emergency alone; a dialogue under way is kept, and set aside."""
        if session.dialogue is not None:
            paused = session.dialogue.model_copy(update={"is_paused": True})
            session = session.model_copy(update={"dialogue": paused})
        return Outcome(session, Panel(self.urgent_text(urgency)))

    def urgent_text(self, urgency: Urgency) -> str:
        """Return what is answered to an emergency."""
        return self.renderer.constant(self.content.urgencies.answer_to(urgency.rule))

    # --- commands -----------------------------------------------------------------------------

    def _command(self, session: Session, text: str, moment: dt.datetime) -> Outcome:
        name, _, argument = text[1:].strip().partition(" ")
        name = fold(name.partition("@")[0])
        doors = self.welcome.doors
        match name:
            case "start" if argument in doors:
                return self.openings.open_door(session, argument, moment)
            case "start" if is_link(argument):
                return self.openings.reopen(session, argument, moment)
            case "start":
                return Outcome(session, self.welcome.hello())
            case "aide" | "help":
                return Outcome(session, self.welcome.help())
            case "annuler" | "cancel":
                return self.cancel(session)
            case "effacer":
                return Outcome(Session(), self.welcome.erased(), is_erased=True)
            case "confidentialite" | "privacy":
                return Outcome(session, self.welcome.privacy())
            case _ if name in self.welcome.commands:
                return self.openings.open_door(session, self.welcome.commands[name], moment)
            case _:
                return Outcome(session, self.welcome.menu())

    def cancel(self, session: Session) -> Outcome:
        """Stop what is under way."""
        if session.dialogue is None:
            panel = stack(Panel(self.renderer.text("dialogue.rien")), self.welcome.menu_buttons())
            return Outcome(session, panel)
        return self.show(session, self.forms[session.dialogue.flow].cancel())

    def show(self, session: Session, turn: Turn) -> Outcome:
        """Turn a dialogue's turn into an outcome."""
        session = session.model_copy(update={"dialogue": turn.state, "hints": {}})
        return Outcome(session, turn.panel, turn.is_edit)

    # --- FAQ, unknown -------------------------------------------------------------------------

    def _word(self, session: Session, word: str) -> Outcome:
        match word:
            case "detail" if session.topic:
                return Outcome(session, self.faq.detail(session.topic))
            case "simple" if session.topic:
                return Outcome(session, self.faq.simple(session.topic))
            case "aide":
                return Outcome(session, self.welcome.help())
            case "annuler" | "retour":
                return self.cancel(session)
            case _:
                return Outcome(session, self.welcome.menu())

    def _routed(self, session: Session, text: str, moment: dt.datetime) -> Outcome:
        decision, _ = route(text, self.understanding)
        following = self._follow_up(session, text, decision)
        if following is not None:
            decision = Answers((following,))
        match decision:
            case Urgent(urgency):
                return self._urgent(session, urgency)
            case Opens(flow, _, topics):
                return self.openings.open_on_request(session, flow, text, topics, moment)
            case Answers(topics):
                heard = self.openings.with_hints(self.about(session, topics[0]), text, topics)
                return Outcome(heard, self.faq.several(topics))
            case Clarifies(topics):
                return Outcome(
                    self.openings.with_hints(session, text, topics), self.faq.choice(topics)
                )
            case NotUnderstood() if text.strip().replace(",", "").isdigit():
                return Outcome(session, self.welcome.forgotten())
            case NotUnderstood(language):
                return Outcome(session, self.welcome.unknown(language))

    def about(self, session: Session, topic: str) -> Session:
        """Remember the topic answered; small talk is not one."""
        if self.content.faq[topic].group == "bot":
            return session
        return session.model_copy(update={"topic": topic})

    def _follow_up(self, session: Session, text: str, decision: Route) -> str | None:
        """Read « et pour mon fils ? » with the last topic in mind, when it says little alone."""
        entry = self.content.faq.get(session.topic or "")
        if entry is None or isinstance(decision, Urgent | Opens):
            return None
        goes_on = any(fold(text).startswith(fold(s)) for s in self.content.commands.suites)
        if not goes_on or len(text.split()) > LONGEST_FOLLOW_UP:
            return None
        small_talk = {topic for topic, other in self.content.faq.items() if other.group == "bot"}
        return self.understanding.follow_up(text, entry.question, entry.id, small_talk)

    def _on_attached(self, session: Session, kind: str, caption: str) -> Outcome:
        urgency = self.understanding.urgency(caption) if caption else None
        if urgency is not None:
            return self._urgent(session, urgency)
        return self._say(session, f"recu.{kind}")

    def _say(self, session: Session, text_id: str) -> Outcome:
        panel = Panel(self.renderer.text(text_id))
        state = session.dialogue
        if state is not None and state.open is not None and not state.is_paused:
            recall = self.forms[state.flow].ask_again(state).panel
            return Outcome(session, stack(panel, recall))
        return Outcome(session, panel)
