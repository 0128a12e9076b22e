"""The dialogue « Reste à payer »: what its answers mean to the calculator, and its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from bot.calculator import Computed, NotComputable, estimate
from bot.content.flows import Flow, Question
from bot.dialogue.after_result import MOST_BUTTONS, AfterResult
from bot.dialogue.comparison import tariff_change
from bot.dialogue.estimate_answers import FULL, situation_of
from bot.dialogue.estimate_reading import EstimateReader
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.relevance import is_relevant, prune
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer, DialogueState


class EstimationScript:
    """Walks the questions of the estimate and shows its outcome."""

    def __init__(
        self, flow: Flow, renderer: Renderer, reader: EstimateReader,
        address: Callable[[str], str],
    ) -> None:  # fmt: skip
        self.flow = flow
        self.reader = reader
        self._renderer = renderer
        self._view = EstimateView(renderer)
        self._after = AfterResult(flow, renderer, self._view, self._answers_in_words, address)
        self._bareme = renderer.content.bareme

    tells_what_it_heard = False

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

    def prune(self, answers: Answers) -> dict[str, Answer]:
        """Drop the answers that another answer has made pointless."""
        return prune(self.flow, dict(answers))

    def outdated(self, before: Answers, after: Answers) -> frozenset[str]:  # noqa: ARG002
        """Return nothing: each answer of the estimate stands by itself."""
        return frozenset()

    def doubt(self, question: Question, answers: Answers) -> str | None:  # noqa: ARG002
        """Return nothing: doubtful amounts are told by their reading."""
        return None

    def aside(self, text: str) -> Panel | None:  # noqa: ARG002
        """Return nothing: what is said besides is a question of the FAQ."""
        return None

    # --- the calculation ----------------------------------------------------------------------

    def result(self, state: DialogueState) -> Panel:
        """Return the estimate, and what can be made more precise; or two of them compared."""
        if state.comparison is not None and state.comparison.first is not None:
            return self._after.compared(state, state.comparison)
        situation = situation_of(state.answers, self._renderer.today)
        outcome = estimate(situation, self._bareme)
        match outcome:
            case Computed():
                fewest = self._after.fewest(state)
                summary = self._view.summary(situation, outcome, fewest)
                return Panel(summary, self._result_buttons(state, outcome))
            case NotComputable():
                return Panel(self._view.refusal(outcome), self._end_buttons(state))
            case _:
                raise ValueError("a result was asked for before its first questions")

    def detail(self, state: DialogueState) -> Panel:
        """Return every step with its formula and its source."""
        outcome = estimate(situation_of(state.answers, self._renderer.today), self._bareme)
        if not isinstance(outcome, Computed):
            return self.result(state)
        short = Button(self._label("court"), f"a:{state.token}:short")
        return Panel(self._view.detail(outcome), (short, *self._end_buttons(state)))

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button of the result shows, None when it shows nothing of ours."""
        if action not in ("more", "keep") or state.open or state.comparison:
            return self._after.show(state, action, argument, page)
        if action == "keep":
            return Shown(Panel(self.result(state).html, self._after.keep(state)), is_edit=True)
        short = Button(self._label("court"), f"a:{state.token}:short")
        offered = self._after.page(self._refinements(state), page, state, "more:")
        return Shown(Panel(self.result(state).html, (*offered, short)), is_edit=True)

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:  # noqa: ARG002
        """Return nothing: what follows an estimate changes its answers only."""
        return None

    def tariff_change(self, state: DialogueState) -> tuple[Answer, Answer] | None:
        """Return the eve and the day on which the price of care changed, as answers."""
        days = tariff_change(situation_of(state.answers, self._renderer.today), self._bareme)
        if days is None:
            return None
        eve, day = (Answer(values=(each.isoformat(),)) for each in days)
        return eve, day

    def _refinements(self, state: DialogueState) -> list[Button]:
        """Return one button per refinement not answered yet, by effect on the amount."""
        return [
            Button(question.button, f"a:{state.token}:ask:{question.id}")
            for question in self.flow.questions
            if question.stage == "refine" and question.id not in state.answers
        ]

    def _result_buttons(self, state: DialogueState, outcome: Computed) -> tuple[Button, ...]:
        """Return eight buttons at most: refinements take the room that the others leave."""
        remarks = self._remark_buttons(state, outcome)
        detail = Button(self._label("detail"), f"a:{state.token}:detail")
        fixed = (detail, self._after.button(state), *self._end_buttons(state))
        room = MOST_BUTTONS - len(remarks) - len(fixed)
        offered = self._refinements(state)
        if len(offered) > room:
            others = Button(self._label("suite"), f"a:{state.token}:more")
            offered = [*offered[: room - 1], others]
        return (*remarks, *offered, *fixed)

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

    def _answers_in_words(self, state: DialogueState) -> tuple[tuple[str, str], ...]:
        """Return the name and the value of each answer, in the order of the questions."""
        return tuple(
            (question.name, plain(self._answer_in_words(question, state.answers[question.id])))
            for question in self.flow.questions
            if question.id in state.answers
        )

    def _answer_in_words(self, question: Question, answer: Answer) -> str:
        said = self.describe(question, answer)
        if not answer.is_unknown:
            return said
        return self._renderer.text("feuille.inconnu", reponse=said, pris=question.unknown)

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
