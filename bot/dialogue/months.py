"""Reading the month in which the sessions begin."""

from __future__ import annotations

import datetime as dt
import re

from bot.content.flows import Question
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Accepted, Read
from bot.dialogue.session import Answer, Pending, Proposal
from bot.knowledge.text import fold

_ISO = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])\b")
_NUMBER = re.compile(r"\b(0?[1-9]|1[0-2])[/-](20\d\d)\b")
_YEAR = re.compile(r"\b(20\d\d)\b")
MONTHS, NEAR = 12, 3  # a month without its year is that one when it is at most so far away


class MonthReader:
    """Reads months for one day."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        names = [fold(renderer.text(f"mois.{number}")) for number in range(1, MONTHS + 1)]
        self._names = [re.compile(rf"\b{name}\b") for name in names]

    def read(self, question: Question, text: str) -> Read:
        """Read a month; without its year, ask which one when both are far away."""
        folded = fold(text)
        if iso := _ISO.search(folded):
            return self._accepted(question, int(iso[1]), int(iso[2]))
        if written := _NUMBER.search(folded):
            return self._accepted(question, int(written[2]), int(written[1]))
        named = [number for number, name in enumerate(self._names, 1) if name.search(folded)]
        if len(named) != 1:
            return None
        if year := _YEAR.search(folded):
            return self._accepted(question, int(year[1]), named[0])
        return self._without_year(question, named[0])

    def _without_year(self, question: Question, month: int) -> Read:
        today = self._renderer.today
        ahead = (month - today.month) % MONTHS
        if ahead <= NEAR or MONTHS - ahead <= NEAR:
            is_past = ahead > NEAR
            first = dt.date(today.year, month, 1)
            later = first.month < today.month and not is_past
            sooner = first.month > today.month and is_past
            return self._accepted(question, today.year + later - sooner, month)
        past = today.year if month <= today.month else today.year - 1
        both = [self._answer(year, month) for year in (past, past + 1)]
        proposals = tuple(Proposal(answers={question.id: answer}) for answer in both)
        return Pending(question=question.id, answer=both[0], asks="mois", proposals=proposals)

    def _accepted(self, question: Question, year: int, month: int) -> Accepted:
        return Accepted({question.id: self._answer(year, month)})

    def _answer(self, year: int, month: int) -> Answer:
        """Return the first day of a month on which somebody verified the rules, if there is one."""
        first = dt.date(year, month, 1)
        start = self._renderer.content.bareme.period.starts_on
        if (first.year, first.month) == (start.year, start.month):
            first = start
        return Answer(values=(first.isoformat(),))
