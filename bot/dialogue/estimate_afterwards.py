"""What is typed once a result is shown: a changed value, two to compare, or something else.

A value takes the place of an answer only when the message holds nothing else. Otherwise it is
read back, unless a question is asked, which is answered as such.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.content.flows import Flow
from bot.dialogue.estimate_answers import coverage_answers, is_plain, plain_answers
from bot.dialogue.months import MonthReader
from bot.dialogue.read_back import (
    OF_PERCENT,
    PER_SESSION,
    PERCENT,
    PRICE,
    SESSIONS,
    TYPE,
    coverage_back,
    which_of,
)
from bot.dialogue.script import Accepted, Answers, Compared, OutOfBounds, Read
from bot.dialogue.session import Answer, Pending
from bot.knowledge.text import fold
from bot.knowledge.values import Slots, ValueReader

MONTH, SITUATION = "mois_debut", "situation"
NONE, GENERAL = "aucune", "general"
COVERAGE = frozenset({"tout", "euros", "nombre", "an", "partiel"})
ALL = frozenset({TYPE, PERCENT, PER_SESSION, "mutuelle_incluse", "mutuelle_forfait_an"})
LEAST_PERCENT = Decimal(100)
OF_MUTUELLE = re.compile(r"%|pour ?cent|mutuelle|complementaire")
IN_CARE = re.compile(r"seance|rdv|fois")
FORFAIT = re.compile(r"\bforfait")
PAIR = 2
ONE, MOST = Decimal(1), Decimal(300)


class AfterwardsReader:
    """Reads a message against the answers of a result."""

    def __init__(self, flow: Flow, values: ValueReader, months: MonthReader) -> None:
        self._flow = flow
        self._values = values
        self._months = months

    def compared(self, text: str, slots: Slots, answers: Answers) -> Compared | None:
        """Return what is to be set side by side: two prices, two mutuelles, with and without."""
        if not slots.is_comparing:
            return None
        folded = fold(text)
        is_of_mutuelle = bool(OF_MUTUELLE.search(folded))
        if len(slots.numbers) == PAIR and is_of_mutuelle:
            return Compared(TYPE, tuple(_of_percent(number) for number in slots.numbers))
        if len(slots.numbers) == PAIR and not IN_CARE.search(folded):
            return Compared(PRICE, tuple({PRICE: _answer(n)} for n in slots.numbers))
        if not is_of_mutuelle:
            return Compared("")
        known = {name: answer for name, answer in answers.items() if name in ALL}
        is_covered = TYPE in known and known[TYPE].values not in ((), (NONE,))
        without = {TYPE: Answer(values=(NONE,))}
        if slots.coverage and slots.coverage.unit == "percent" and is_plain(slots.coverage):
            return Compared(TYPE, (coverage_answers(slots.coverage), without))
        return Compared(TYPE, (known, without) if is_covered else (without,))

    def read(self, text: str, slots: Slots, answers: Answers) -> Read:
        """Return a message that holds nothing but values; None when there is none."""
        if slots.is_lone_number:
            return self._lone(slots.numbers[0], answers)
        if slots.price and FORFAIT.search(fold(text)) and not slots.coverage:
            amount = slots.price.value
            return which_of(amount, PRICE, PER_SESSION) if amount else None
        if slots.denied:
            return Accepted(self._without(slots, answers))
        if said := plain_answers(slots):
            return Accepted(said)
        month = self._months.read(self._flow.question(MONTH), text)
        return month or self._coverage(text)

    def doubtful(self, text: str, slots: Slots) -> Pending | None:
        """Return a plain value said among other things, to be read back."""
        said = plain_answers(slots) or self._coverage_said(text)
        asked = (PRICE, SESSIONS, PERCENT, PER_SESSION, TYPE, *said)
        name = next((each for each in asked if each in said), "")
        if not name:
            return None
        asks = PRICE if name == PRICE else "valeur"
        along = {n: a for n, a in said.items() if name in ALL and n in ALL}
        return Pending(question=name, answer=said[name], along=along, asks=asks)

    def _lone(self, number: Decimal, answers: Answers) -> Read:
        """Ask what « 12 » counts; « 18,79 » can only be a price."""
        said = {PRICE: number}
        if number == number.to_integral_value():
            said[SESSIONS] = number
        if number >= LEAST_PERCENT or PERCENT in answers:
            said = {PERCENT: number, **said}
        inside = [name for name in said if self._holds(name, number)]
        if inside == [PRICE]:
            return Pending(question=PRICE, answer=_answer(number), asks=PRICE)
        return which_of(number, *inside) if inside else OutOfBounds(ONE, MOST)

    def _holds(self, name: str, number: Decimal) -> bool:
        question = self._flow.question(name)
        low, high = question.min, question.max
        return (low is None or low <= number) and (high is None or number <= high)

    def _without(self, slots: Slots, answers: Answers) -> dict[str, Answer]:
        """Return the situations left once those denied are taken away."""
        known = answers[SITUATION].values if SITUATION in answers else ()
        left = tuple(each for each in (*known, *slots.situations) if each not in slots.denied)
        return {**plain_answers(slots), SITUATION: Answer(values=left or (GENERAL,))}

    def _coverage(self, text: str) -> Read:
        reading = self._values.read("coverage", text)
        is_said = reading.cause in COVERAGE or OF_MUTUELLE.search(fold(text))
        if not is_said:
            return None
        answers = coverage_answers(reading)
        if answers and is_plain(reading):
            return Accepted(answers)
        return Accepted(dict(OF_PERCENT)) if reading.cause == "nommee" else coverage_back(reading)

    def _coverage_said(self, text: str) -> dict[str, Answer]:
        has_percent = "%" in text or "pour cent" in fold(text)
        return coverage_answers(self._values.read("coverage", text)) if has_percent else {}


def _answer(number: Decimal) -> Answer:
    return Answer(values=(f"{number:f}",))


def _of_percent(number: Decimal) -> Mapping[str, Answer]:
    return {**OF_PERCENT, PERCENT: _answer(number)} if number else {TYPE: Answer(values=(NONE,))}
