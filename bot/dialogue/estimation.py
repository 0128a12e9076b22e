"""The dialogue « Reste à payer »: what its answers mean to the calculator, and its result."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

from bot.calculator import (
    Computed,
    NotComputable,
    Situation,
    estimate,
)
from bot.content.flows import Flow, Question
from bot.dialogue.estimate_answers import FULL, situation_of
from bot.dialogue.estimate_reading import EstimateReader
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.form import is_relevant
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer, DialogueState

REFINEMENTS_SHOWN = 4


class EstimationScript:
    """Walks the questions of the estimate and shows its outcome."""

    def __init__(self, flow: Flow, renderer: Renderer, reader: EstimateReader) -> None:
        self.flow = flow
        self.reader = reader
        self._renderer = renderer
        self._view = EstimateView(renderer)
        self._bareme = renderer.content.bareme

    # --- walking ------------------------------------------------------------------------------

    def next_question(self, answers: Answers) -> str | None:
        """Return the first question that a result needs, or a follow-up that is due."""
        for question in self.flow.questions:
            if question.id in answers or not is_relevant(question, answers):
                continue
            if question.stage == "first" or self._is_due(question, answers):
                return question.id
        return None

    def _is_due(self, question: Question, answers: Answers) -> bool:
        if question.stage != "follow":
            return False
        if question.id == "mutuelle_incluse":
            percent = answers.get("mutuelle_pourcent")
            return bool(percent and percent.numbers() and percent.numbers()[0] < FULL)
        return True

    # --- the calculation ----------------------------------------------------------------------

    def result(self, state: DialogueState) -> Panel:
        """Return the estimate, and what can be made more precise."""
        situation = situation_of(state.answers, self._renderer.today)
        outcome = estimate(situation, self._bareme)
        match outcome:
            case Computed():
                buttons = (*self._remark_buttons(state, outcome), *self._result_buttons(state))
                fewest = self._fewest(state, situation)
                return Panel(self._view.summary(situation, outcome, fewest), buttons)
            case NotComputable():
                return Panel(self._view.refusal(outcome), self._end_buttons(state))
            case _:
                raise ValueError("a result was asked for before its first questions")

    def _fewest(self, state: DialogueState, situation: Situation) -> Computed | None:
        """Return the estimate for the fewest sessions, when the patient gave a range."""
        answer = state.answers.get("nb_seances")
        if answer is None or not answer.is_range:
            return None
        fewer = replace(situation, sessions=int(min(answer.numbers())))
        outcome = estimate(fewer, self._bareme)
        return outcome if isinstance(outcome, Computed) else None

    def detail(self, state: DialogueState) -> Panel:
        """Return every step with its formula and its source."""
        outcome = estimate(situation_of(state.answers, self._renderer.today), self._bareme)
        if not isinstance(outcome, Computed):
            return self.result(state)
        short = Button(self._label("court"), f"a:{state.token}:short")
        return Panel(self._view.detail(outcome), (short, *self._end_buttons(state)))

    def refinements(self, state: DialogueState) -> tuple[Button, ...]:
        """Return one button per refinement not answered yet, by effect on the amount."""
        return tuple(
            Button(question.button, f"a:{state.token}:ask:{question.id}")
            for question in self.flow.questions
            if question.stage == "refine" and question.id not in state.answers
        )

    def _result_buttons(self, state: DialogueState) -> tuple[Button, ...]:
        offered = self.refinements(state)
        shown = offered[:REFINEMENTS_SHOWN]
        if len(offered) > REFINEMENTS_SHOWN:
            shown = (*shown, Button(self._label("suite"), f"a:{state.token}:more"))
        detail = Button(self._label("detail"), f"a:{state.token}:detail")
        return (*shown, detail, *self._end_buttons(state))

    def _end_buttons(self, state: DialogueState) -> tuple[Button, ...]:
        return tuple(
            Button(self._label(name), f"a:{state.token}:{action}")
            for name, action in (("modifier", "list"), ("terminer", "done"))
        )

    def _remark_buttons(self, state: DialogueState, outcome: Computed) -> tuple[Button, ...]:
        too_low = {"ancien-tarif", "prix-sous-tarif"}
        if not any(note.id in too_low for note in outcome.assumptions):
            return ()
        return (Button(self._label("prendre_tarif"), f"a:{state.token}:tariff"),)

    # --- words --------------------------------------------------------------------------------

    def describe(self, question: Question, answer: Answer) -> str:
        """Put an answer into words."""
        if answer.is_unknown:
            return self._renderer.text("dialogue.ne_sait_pas")
        if question.choices and question.choice(answer.values[0]):
            labels = [c.label for c in question.choices if c.id in answer.values]
            return ", ".join(labels)
        if question.kind == "month":
            day = dt.date.fromisoformat(answer.values[0])
            return f"{self._renderer.text(f'mois.{day.month}')} {day.year}"
        said = [self._number_in_words(question, number) for number in answer.numbers()]
        if answer.is_range:
            return self._renderer.text("valeurs.fourchette", bas=said[0], haut=said[-1])
        if answer.is_approximate:
            return self._renderer.text("valeurs.environ", valeur=said[0])
        return said[0]

    def _number_in_words(self, question: Question, number: Decimal) -> str:
        names = {"mutuelle_pourcent": "pourcent", "mutuelle_forfait": "euros_seance",
                 "km": "km", "apres_31_decembre": "seances"}  # fmt: skip
        name = names.get(question.id) or ("euros" if question.kind == "money" else "seances")
        if name == "seances" and number <= 1:
            name = "seance"
        return self._renderer.text(f"valeurs.{name}", valeur=number)

    def _label(self, name: str) -> str:
        return self._renderer.text(f"boutons.{name}")
