"""The dialogue « Reste à payer »: what its answers mean to the calculator, and its result."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, cast

from bot.calculator import (
    UNSET,
    Computed,
    Coverage,
    NoCoverage,
    NotComputable,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    estimate,
)
from bot.calculator.situation import Unset
from bot.content.flows import Flow, Question
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.form import Accepted, Answers, OutOfBounds, Read, is_relevant
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer
from bot.dialogue.session import Answer, DialogueState, Pending
from bot.knowledge.choices import Option, read_choice, read_choices
from bot.knowledge.text import fold
from bot.knowledge.values import Field, Reading, SlotReader, Slots, ValueReader

REFINEMENTS_SHOWN = 4
FULL = Decimal(100)
YES, NO = "oui", "non"
_MONTH_NUMBER = re.compile(r"\b(0?[1-9]|1[0-2])[/-](20\d\d)\b")
NAMED_ALONE = frozenset({"acte", "situation", "territoire"})
UNITS: tuple[tuple[Field, str, re.Pattern[str]], ...] = (
    ("coverage", "mutuelle_type", re.compile(r"%|pour ?cent|mutuelle")),
    ("sessions", "nb_seances", re.compile(r"seance|rdv|rendez")),
    ("price", "prix", re.compile(r"€|\beuros?\b|\beur\b|balles")),
)
FIELDS: dict[str, Field] = {
    "money": "price",
    "sessions": "sessions",
    "integer": "sessions",
    "decimal": "price",
}


class EstimationScript:
    """Reads the answers of the estimate, turns them into a situation, shows the outcome."""

    def __init__(
        self, flow: Flow, renderer: Renderer, values: ValueReader, slots: SlotReader
    ) -> None:
        self.flow = flow
        self._renderer = renderer
        self._values = values
        self._slots = slots
        self._view = EstimateView(renderer)
        self._bareme = renderer.content.bareme

    # --- reading ------------------------------------------------------------------------------

    def prefill(self, slots: Slots) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers a first message gives; what is not plain is read back first."""
        answers = _plain_answers(slots)
        for question, reading in (("prix", slots.price), ("nb_seances", slots.sessions)):
            if reading and reading.ambiguous and (answer := _answer(reading)):
                return answers, Pending(question=question, answer=answer)
        return answers, None

    def said(self, text: str) -> dict[str, Answer]:
        """Return the plain values a sentence gives, whatever was asked."""
        answers = _plain_answers(self._slots.read(text))
        return answers or self._bare_value(text) or self._named_choice(text)

    def _bare_value(self, text: str) -> dict[str, Answer]:
        """Read « en fait 40 euros »: a value whose unit alone says what it is."""
        folded = fold(text)
        for field, question, unit in UNITS:
            reading = self._values.read(field, text) if unit.search(folded) else None
            if reading is None or reading.value is None:
                continue
            if field == "coverage":
                return _coverage_answers(reading)
            return {question: Answer(values=(str(reading.value),))}
        return {}

    def _named_choice(self, text: str) -> dict[str, Answer]:
        """Read « genou »: a choice of a refinement, said alone."""
        for question in self.flow.questions:
            if question.stage != "refine" or question.id not in NAMED_ALONE:
                continue
            found = read_choice(text, _options(question), numbered=False)
            if found is not None:
                return {question.id: Answer(values=(found,))}
        return {}

    def read(self, question: Question, text: str) -> Read:
        """Read the answer to one question."""
        readers: dict[str, Callable[[Question, str], Read]] = {
            "choice": self._read_choice,
            "choices": self._read_choices,
            "coverage": self._read_coverage,
            "month": self._read_month,
        }
        if question.id == "mutuelle_pourcent":
            return self._read_percent(question, text)
        return readers.get(question.kind, self._read_number)(question, text)

    def _read_number(self, question: Question, text: str) -> Read:
        reading = self._values.read(FIELDS[question.kind], text)
        answer = _answer(reading)
        if answer is None:
            return self._guess(question, reading)
        if (
            question.min is not None
            and question.max is not None
            and not all(question.min <= number <= question.max for number in answer.numbers())
        ):
            return OutOfBounds(question.min, question.max)
        if reading.ambiguous:
            return Pending(question=question.id, answer=answer)
        return Accepted({question.id: answer})

    def _guess(self, question: Question, reading: Reading) -> Read:
        """Propose « 16,13 € » for « 1613 »; take « le tarif Sécu » as the tariff itself."""
        if reading.proposal is not None:
            answer = Answer(values=(str(reading.proposal),))
            return Pending(question=question.id, answer=answer)
        if question.id == "prix" and reading.ambiguous and reading.unit == "none":
            return Accepted({question.id: Answer()})
        return None

    def _read_choice(self, question: Question, text: str) -> Read:
        options = _options(question)
        found = read_choice(text, options)
        if found is None:
            named = read_choices(text, options)
            found = named[0] if len(named) == 1 else None
        return Accepted({question.id: Answer(values=(found,))}) if found else None

    def _read_choices(self, question: Question, text: str) -> Read:
        options = _options(question)
        single = read_choice(text, options)
        found = (single,) if single else read_choices(text, options[1:])
        if not found:
            return None
        return Accepted({question.id: Answer(values=found[: question.max_selected])})

    def _read_coverage(self, question: Question, text: str) -> Read:
        reading = self._values.read("coverage", text)
        answers = _coverage_answers(reading)
        if answers and not reading.ambiguous:
            return Accepted(answers)
        if answers:
            (name, answer), *_ = [(n, a) for n, a in answers.items() if n != question.id]
            return Pending(question=name, answer=answer)
        return self._read_choice(question, text)

    def _read_percent(self, question: Question, text: str) -> Read:
        reading = self._values.read("coverage", text)
        value = reading.value
        bare = re.fullmatch(r"\s*(\d{1,3})\s*%?\s*", text)
        if value is None and bare:
            value = Decimal(bare.group(1))
        if value is None or reading.unit == "eur_per_session":
            return None
        if question.max is not None and value > question.max:
            return OutOfBounds(question.min or Decimal(0), question.max)
        return Accepted({question.id: Answer(values=(str(value),))})

    def _read_month(self, question: Question, text: str) -> Read:
        written = _MONTH_NUMBER.search(text)
        month, year = (int(written[1]), int(written[2])) if written else self._month_in(text)
        if not month:
            return None
        first = dt.date(year, month, 1)
        last_day = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
        period = self._bareme.period
        if last_day <= period.starts_on or first > period.ends_on:
            return None
        return Accepted({question.id: Answer(values=(max(first, period.starts_on).isoformat(),))})

    def _month_in(self, text: str) -> tuple[int, int]:
        folded = fold(text)
        year = re.search(r"\b(20\d\d)\b", folded)
        for number in range(1, 13):
            if fold(self._renderer.text(f"mois.{number}")) in folded:
                return number, int(year.group(1)) if year else self._renderer.today.year
        return 0, 0

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

    def situation(self, answers: Answers) -> Situation:
        """Turn the answers into the input of the calculator."""
        get = answers.get
        return Situation(
            day=_day(get("mois_debut")) or self._renderer.today,
            price=_price(get("prix")),
            sessions=_count(get("nb_seances")),
            act=_single(get("acte")),
            territory=cast(Any, _single(get("territoire")) or "metropole"),
            situations=cast(Any, _values(get("situation")) or ("general",)),
            ald_related=_yes_no(get("ald_lien")),
            maternity_period=cast(Any, _single(get("maternite_moment"))),
            coverage=coverage_of(answers),
            franchise_already=_number(get("franchise_deja")),
            assessment=_single(get("bilan")) == YES,
            sessions_after_december=int(_number(get("apres_31_decembre"))),
            home=cast(Any, _single(get("domicile")) or "non"),
            km=_number(get("km")),
        )

    def result(self, state: DialogueState) -> Panel:
        """Return the estimate, and what can be made more precise."""
        situation = self.situation(state.answers)
        outcome = estimate(situation, self._bareme)
        match outcome:
            case Computed():
                buttons = (*self._remark_buttons(state, outcome), *self._result_buttons(state))
                return Panel(self._view.summary(situation, outcome), buttons)
            case NotComputable():
                return Panel(self._view.refusal(outcome), self._end_buttons(state))
            case _:
                raise ValueError("a result was asked for before its first questions")

    def detail(self, state: DialogueState) -> Panel:
        """Return every step with its formula and its source."""
        outcome = estimate(self.situation(state.answers), self._bareme)
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


def _options(question: Question) -> list[Option]:
    return [
        Option(choice.id, (choice.label, choice.id.replace("-", " "), *choice.words))
        for choice in question.choices
    ]


def _answer(reading: Reading) -> Answer | None:
    if reading.range is not None:
        low, high = sorted(reading.range)
        return Answer(values=(str(low), str(high)), is_range=True, is_approximate=True)
    if reading.value is None:
        return None
    return Answer(values=(str(reading.value),), is_approximate=False)


def _plain_answers(slots: Slots) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    for question, reading in (("prix", slots.price), ("nb_seances", slots.sessions)):
        if reading and not reading.ambiguous and (answer := _answer(reading)):
            answers[question] = answer
    if slots.coverage and not slots.coverage.ambiguous:
        answers |= _coverage_answers(slots.coverage)
    if slots.situations:
        answers["situation"] = Answer(values=slots.situations[:3])
    if slots.ald_related is not None:
        answers["ald_lien"] = Answer(values=(YES if slots.ald_related else NO,))
    named = {"maternite_moment": slots.maternity_period, "acte": slots.act,
             "territoire": slots.territory}  # fmt: skip
    return answers | {name: Answer(values=(value,)) for name, value in named.items() if value}


def _coverage_answers(reading: Reading) -> dict[str, Answer]:
    if reading.value is None:
        return {}
    value = Answer(values=(str(reading.value),))
    match reading.unit:
        case "none":
            return {"mutuelle_type": Answer(values=("aucune",))}
        case "percent":
            answers = {"mutuelle_type": Answer(values=("pourcentage",)), "mutuelle_pourcent": value}
            if reading.includes_amo is not None:
                said = YES if reading.includes_amo else NO
                answers["mutuelle_incluse"] = Answer(values=(said,))
            return answers
        case "eur_per_session":
            return {"mutuelle_type": Answer(values=("forfait-seance",)), "mutuelle_forfait": value}
        case _:
            return {}


def coverage_of(answers: Answers) -> Coverage:
    """Return what the complémentaire pays, from the answers about it."""
    match _single(answers.get("mutuelle_type")):
        case "aucune":
            return NoCoverage()
        case "pourcentage":
            percent = answers.get("mutuelle_pourcent")
            includes = _yes_no(answers.get("mutuelle_incluse"))
            numbers = percent.numbers() if percent else ()
            return PercentCoverage(numbers[0] if numbers else FULL, includes is not False)
        case "forfait-seance":
            return SessionCoverage(_number(answers.get("mutuelle_forfait")))
        case _:
            return UnknownCoverage()


def _price(answer: Answer | None) -> Range | Unset | None:
    if answer is None:
        return UNSET
    return Range.over(answer.numbers()) if answer.values else None


def _count(answer: Answer | None) -> int | Unset | None:
    """Return the number of sessions; the higher end when the patient hesitates."""
    if answer is None:
        return UNSET
    return int(max(answer.numbers())) if answer.values else None


def _number(answer: Answer | None) -> Decimal:
    return max(answer.numbers()) if answer and answer.values else Decimal(0)


def _single(answer: Answer | None) -> str | None:
    return answer.single if answer else None


def _values(answer: Answer | None) -> tuple[str, ...]:
    return answer.values if answer else ()


def _yes_no(answer: Answer | None) -> bool | None:
    return {YES: True, NO: False, None: None}.get(_single(answer))


def _day(answer: Answer | None) -> dt.date | None:
    value = _single(answer)
    return dt.date.fromisoformat(value) if value else None
