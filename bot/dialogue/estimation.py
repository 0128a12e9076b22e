"""The dialogue « Reste à payer »: what its answers mean to the calculator, and its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

from bot.calculator import Computed, NotComputable, Outcome, Situation, estimate
from bot.calculator.tarifs import acts_at_tariff
from bot.content.flows import Choice, Flow, Question
from bot.dialogue.after_result import MOST_BUTTONS, AfterResult
from bot.dialogue.comparison import tariff_change
from bot.dialogue.estimate_answers import FULL, YES, is_conventionne, rough_of
from bot.dialogue.estimate_reading import EstimateReader
from bot.dialogue.estimate_view import EstimateView, Manner, told
from bot.dialogue.estimates import Estimates
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.refinements import RHYTHM, Refinements, passes_threshold
from bot.dialogue.relevance import is_relevant, prune
from bot.dialogue.remembered import RememberedPanels
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer, DialogueState

MONTH = "mois_debut"
TOPICS = {"non-conventionne": "kine-non-conventionne"}
MOST_REMARKS = 3  # buttons besides the refinements


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
        self._bareme = renderer.content.bareme
        self._estimates = Estimates(self._bareme, renderer.today)
        self._after = AfterResult(
            flow, renderer, self._view, self._estimates,
            describe=self._answers_in_words, address=address,
        )  # fmt: skip
        self._refinements = Refinements(flow, self._estimates)
        self._results = RememberedPanels(flow.dialogue, self._result)
        self._details = RememberedPanels(flow.dialogue, self._detail)

    tells_what_it_heard = False
    keeps_result = True

    # --- walking ------------------------------------------------------------------------------

    def next_question(self, answers: Answers) -> str | None:
        """Return the first question that a result needs, or a follow-up that is due."""
        if not is_conventionne(answers):
            return None  # nothing can be computed, whatever the price
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

    def aside(self, text: str) -> tuple[Panel, str] | None:  # noqa: ARG002
        """Return nothing: what is said besides is a question of the FAQ."""
        return None

    # --- the calculation ----------------------------------------------------------------------

    def result(self, state: DialogueState) -> Panel:
        """Return the estimate, and what can be made more precise; or two of them compared."""
        if state.comparison is not None and state.comparison.first is not None:
            return self._after.compared(state, state.comparison)
        return self._results.of(state)

    def _result(self, state: DialogueState) -> Panel:
        situation = self._estimates.situation(state.answers)
        match self._outcome(state.answers, situation):
            case Computed() as outcome:
                fewest = self._after.fewest(state)
                manner = self._manner(state, situation)
                summary = self._view.summary(situation, outcome, fewest, manner)
                buttons = self._result_buttons(state, outcome, needs_rhythm=manner.needs_rhythm)
                return Panel(summary, buttons)
            case NotComputable() as outcome:
                return Panel(self._view.refusal(outcome), self._refusal_buttons(state, outcome))
            case _:
                raise ValueError("a result was asked for before its first questions")

    def _outcome(self, answers: Answers, situation: Situation) -> Outcome:
        if situation.is_conventionne:
            return self._estimates.outcome(answers)
        return estimate(replace(situation, price=None, sessions=None), self._bareme)

    def detail(self, state: DialogueState) -> Panel:
        """Return every step with its formula and its source."""
        if isinstance(self._estimates.outcome(state.answers), Computed):
            return self._details.of(state)
        return self.result(state)

    def _detail(self, state: DialogueState) -> Panel:
        outcome = self._estimates.outcome(state.answers)
        if not isinstance(outcome, Computed):
            raise TypeError("the detail of an estimate that cannot be computed was asked for")
        short = Button(self._label("court"), f"a:{state.token}:short")
        return Panel(self._view.detail(outcome), (short, *self._end_buttons(state)))

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:
        """Return what a button of the result shows, None when it shows nothing of ours."""
        if action not in ("more", "keep", "acts") or state.open or state.comparison:
            return self._after.show(state, action, argument, page)
        html = self.result(state).html
        if action == "keep":
            return Shown(Panel(html, self._after.keep(state)), is_edit=True)
        short = Button(self._label("court"), f"a:{state.token}:short")
        if action == "acts":
            acts = [self._act_button(state, choice.label, choice) for choice in self._acts(state)]
            return Shown(Panel(html, (*acts, short)), is_edit=True)
        needs_rhythm = self._refinements.matters(state.answers)
        refinements = self._offered(state, needs_rhythm=needs_rhythm)
        offered = self._after.page(refinements, page, state, "more:")
        return Shown(Panel(html, (*offered, short)), is_edit=True)

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:  # noqa: ARG002
        """Return nothing: what follows an estimate changes its answers only."""
        return None

    def tariff_change(self, state: DialogueState) -> tuple[Answer, Answer] | None:
        """Return the eve and the day on which the price of care changed, as answers."""
        days = tariff_change(self._estimates.situation(state.answers), self._bareme)
        if days is None:
            return None
        eve, day = (Answer(values=(each.isoformat(),)) for each in days)
        return eve, day

    def _manner(self, state: DialogueState, situation: Situation) -> Manner:
        """Return what the answers say besides their values, and what follows from the day."""
        answers, today = state.answers, self._renderer.today
        price = answers.get("prix")
        first = situation.first_day
        return Manner(
            rough=rough_of(answers),
            is_price_kept=price is not None and price.is_kept,
            needs_rhythm=self._refinements.matters(answers),
            is_past=(first.year, first.month) < (today.year, today.month)
            or any(answer.is_done for answer in answers.values()),
            acts=tuple(choice.label for choice in self._acts(state)),
            care=self._care(situation.act),
        )

    def _care(self, act: str | None) -> str:
        """Return what is treated, inside a sentence: « hanche, jambe, pied », « après un AVC »."""
        choice = self.flow.question("acte").choice(act) if act else None
        return choice.label[:1].lower() + choice.label[1:] if choice else ""

    def _acts(self, state: DialogueState) -> list[Choice]:
        """Return the kinds of care whose tariff is exactly the price, when none was said."""
        situation = self._estimates.situation(state.answers)
        if situation.act is not None:
            return []
        exact = {act.id for act in acts_at_tariff(situation, self._bareme)}
        return [
            choice
            for choice in self.flow.question("acte").choices
            if exact & {act.id for act in self._bareme.acts_of(choice.id)}
        ]

    def _act_button(self, state: DialogueState, label: str, choice: Choice) -> Button:
        return Button(label, f"q:{state.token}:acte:{choice.id}")

    def _offered(self, state: DialogueState, *, needs_rhythm: bool) -> list[Button]:
        """Return one button per refinement not answered yet, by effect on the amount."""
        return [
            Button(question.button, f"a:{state.token}:ask:{question.id}")
            for question in self._refinements.offered(state.answers, needs_rhythm=needs_rhythm)
        ]

    def _result_buttons(
        self, state: DialogueState, outcome: Computed, *, needs_rhythm: bool
    ) -> tuple[Button, ...]:
        """Return eight buttons at most: refinements take the room that the others leave."""
        rhythm = [self._rhythm(state)] if needs_rhythm else []
        called = (*self._remark_buttons(state, outcome), *rhythm, *self._doors(state))
        remarks = called[:MOST_REMARKS]
        detail = Button(self._label("detail"), f"a:{state.token}:detail")
        fixed = (detail, self._after.button(state), *self._end_buttons(state))
        room = MOST_BUTTONS - len(remarks) - len(fixed)
        every = self._offered(state, needs_rhythm=needs_rhythm)
        offered = [button for button in every if button not in remarks]
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
        """Return what a remark on the price offers: the three rules of an unusual price."""
        said = {note.id for note in told(outcome)}
        price = state.answers.get("prix")
        if price is None or price.is_kept:
            return ()
        actions: dict[str, str] = {}
        if "ancien-tarif" in said:
            actions["epoque"] = f"ask:{MONTH}"
        if said & {"ancien-tarif", "prix-sous-tarif"}:
            actions |= {"prendre_tarif": "tariff", "garder_prix": "keep_price"}
        buttons = [
            Button(self._label(label), f"a:{state.token}:{action}")
            for label, action in actions.items()
        ]
        if "tarif-d-un-acte" in said:
            buttons += self._act_buttons(state)
        return tuple(buttons)

    def _act_buttons(self, state: DialogueState) -> list[Button]:
        """Return « oui », which names the care or lists it, and « non », which asks for it."""
        acts = self._acts(state)
        no = Button(self._label("autre_soin"), f"a:{state.token}:ask:acte")
        if not acts:
            return [no]
        yes = self._label("mon_soin")
        if len(acts) == 1:
            return [self._act_button(state, yes, acts[0]), no]
        return [Button(yes, f"a:{state.token}:acts"), no]

    def _rhythm(self, state: DialogueState) -> Button:
        """Return the way to the rhythm of the sessions."""
        return Button(self.flow.question(RHYTHM).button, f"a:{state.token}:ask:{RHYTHM}")

    def _doors(self, state: DialogueState) -> tuple[Button, ...]:
        """Return the ways to the dialogues that an answer calls for."""
        day = self._renderer.today
        named = {name for c in self.flow.question("acte").choices for name in c.thresholds}
        amounts = [(name, self._bareme.amount_on(name, day)) for name in named]
        conditions = state.answers.get("deux_seances_conditions")
        wanted = {
            "two_kines": conditions is not None and conditions.single != YES,
            "sessions": passes_threshold(self.flow.question("acte"), state.answers, amounts),
        }
        doors = self._renderer.content.menu.portes.items()
        return tuple(Button(door.label, f"o:{name}") for name, door in doors if wanted.get(name))

    def _refusal_buttons(self, state: DialogueState, outcome: NotComputable) -> tuple[Button, ...]:
        """Return the way to the topic of a kiné without convention, then those of any end."""
        topics = [TOPICS[note.id] for note in outcome.reasons if note.id in TOPICS]
        faq = self._renderer.content.faq
        known = [Button(faq[topic].label, f"t:{topic}") for topic in topics if topic in faq]
        return (*known, *self._end_buttons(state))

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
        numbers = answer.numbers()
        said = [self._number_in_words(question, number) for number in numbers]
        if answer.is_range and question.kind == "sessions":
            return self._renderer.text("valeurs.de_a", bas=numbers[0], haut=said[-1])
        if answer.is_range:
            return self._renderer.text("valeurs.fourchette", bas=said[0], haut=said[-1])
        if answer.is_approximate:
            return self._renderer.text("valeurs.environ", valeur=said[0])
        return said[0]

    def _number_in_words(self, question: Question, number: Decimal) -> str:
        names = {"mutuelle_pourcent": "pourcent", "mutuelle_forfait": "euros_seance",
                 "mutuelle_forfait_an": "euros_an", "rythme": "par_semaine",
                 "km": "km", "autres_soins_jour": "nombre"}  # fmt: skip
        name = names.get(question.id) or ("euros" if question.kind == "money" else "seances")
        if name == "seances" and number <= 1:
            name = "seance"
        return self._renderer.text(f"valeurs.{name}", valeur=number)

    def _label(self, name: str) -> str:
        return self._renderer.text(f"boutons.{name}")
