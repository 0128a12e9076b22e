"""Reading what a patient types during the estimate."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from bot.content.flows import Flow, Question
from bot.dialogue.estimate_answers import (
    NO,
    YES,
    answer_of,
    coverage_answers,
    options_of,
    plain_answers,
)
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Accepted, OutOfBounds, Read
from bot.dialogue.session import Answer, Pending
from bot.knowledge.choices import read_choice, read_choices
from bot.knowledge.text import fold
from bot.knowledge.values import Field, Reading, SlotReader, ValueReader

_MONTH_ISO = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])\b")
_MONTH_NUMBER = re.compile(r"\b(0?[1-9]|1[0-2])[/-](20\d\d)\b")
PERCENT = "pourcentage"  # « un pourcentage » is not 1 %
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


class EstimateReader:
    """Reads values and choices, in an answer or anywhere in a sentence."""

    def __init__(
        self, flow: Flow, renderer: Renderer, values: ValueReader, slots: SlotReader
    ) -> None:
        self._flow = flow
        self._renderer = renderer
        self._values = values
        self._slots = slots

    def prefill(self, text: str) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers a first message gives; what is not plain is read back first."""
        slots = self._slots.read(text)
        answers = plain_answers(slots)
        for question, reading in (("prix", slots.price), ("nb_seances", slots.sessions)):
            if reading and reading.ambiguous and (answer := answer_of(reading)):
                return answers, Pending(question=question, answer=answer)
        return answers, None

    def said(self, text: str) -> dict[str, Answer]:
        """Return the plain values a sentence gives, whatever was asked."""
        return plain_answers(self._slots.read(text))

    def said_alone(self, text: str) -> dict[str, Answer]:
        """Return the value or the choice of a few words, when nothing is asked."""
        return self.said(text) or self._bare_value(text) or self._named_choice(text)

    def _bare_value(self, text: str) -> dict[str, Answer]:
        """Read « en fait 40 euros »: a value whose unit alone says what it is."""
        folded = fold(text)
        for field, question, unit in UNITS:
            reading = self._values.read(field, text) if unit.search(folded) else None
            if reading is None or reading.value is None:
                continue
            if field == "coverage":
                return coverage_answers(reading)
            return {question: Answer(values=(str(reading.value),))}
        return {}

    def _named_choice(self, text: str) -> dict[str, Answer]:
        """Read « genou »: a choice of a refinement, said alone."""
        for question in self._flow.questions:
            if question.stage != "refine" or question.id not in NAMED_ALONE:
                continue
            found = read_choice(text, options_of(question), numbered=False)
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
        answer = answer_of(reading)
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
        options = options_of(question)
        found = read_choice(text, options)
        if found is None:
            named = read_choices(text, options)
            found = named[0] if len(named) == 1 else None
        return Accepted({question.id: Answer(values=(found,))}) if found else None

    def _read_choices(self, question: Question, text: str) -> Read:
        options = options_of(question)
        single = read_choice(text, options)
        found = (single,) if single else read_choices(text, options[1:])
        if not found:
            return None
        return Accepted({question.id: Answer(values=found[: question.max_selected])})

    def _read_coverage(self, question: Question, text: str) -> Read:
        label = read_choice(text, options_of(question), numbered=False)
        if label == PERCENT:
            return Accepted({question.id: Answer(values=(label,))})
        reading = self._values.read("coverage", text)
        answers = coverage_answers(reading)
        most = self._flow.question("mutuelle_pourcent").max
        if reading.unit == "percent" and most and reading.value and reading.value > most:
            return OutOfBounds(Decimal(0), most)
        if answers and not reading.ambiguous:
            return Accepted(answers)
        if answers:
            name = next((n for n in answers if n != question.id), question.id)
            return Pending(question=name, answer=answers[name], along=answers)
        chosen = self._read_choice(question, text)
        if chosen is None and reading.proposal is not None:
            return self._propose(reading)
        return chosen

    def _propose(self, reading: Reading) -> Read:
        """Read back « 90 % en plus de la Sécu » or a bare « 30 »."""
        along = {"mutuelle_type": Answer(values=("pourcentage",))}
        if reading.includes_amo is not None:
            along["mutuelle_incluse"] = Answer(values=(YES if reading.includes_amo else NO,))
        answer = Answer(values=(str(reading.proposal),))
        return Pending(question="mutuelle_pourcent", answer=answer, along=along)

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
        iso = _MONTH_ISO.search(text)
        written = _MONTH_NUMBER.search(text)
        if iso:
            year, month = int(iso[1]), int(iso[2])
        else:
            month, year = (int(written[1]), int(written[2])) if written else self._month_in(text)
        if not month:
            return None
        return Accepted({question.id: Answer(values=(self._first_day(year, month).isoformat(),))})

    def _first_day(self, year: int, month: int) -> dt.date:
        """Return the first day of a month on which somebody verified the rules, if there is one."""
        first = dt.date(year, month, 1)
        start = self._renderer.content.bareme.period.starts_on
        return start if (first.year, first.month) == (start.year, start.month) else first

    def _month_in(self, text: str) -> tuple[int, int]:
        folded = fold(text)
        year = re.search(r"\b(20\d\d)\b", folded)
        for number in range(1, 13):
            if fold(self._renderer.text(f"mois.{number}")) in folded:
                return number, int(year.group(1)) if year else self._renderer.today.year
        return 0, 0
