"""Reading what a patient types during the estimate."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.calculator import Range
from bot.content.flows import Flow, Question
from bot.dialogue.estimate_afterwards import AfterwardsReader
from bot.dialogue.estimate_answers import (
    answer_of,
    coverage_answers,
    is_plain,
    options_of,
    plain_answers,
)
from bot.dialogue.months import MonthReader
from bot.dialogue.read_back import (
    OF_PERCENT,
    coverage_back,
    home_back,
    price_back,
    sessions_back,
)
from bot.dialogue.relevance import beyond_bounds
from bot.dialogue.rendering import Renderer
from bot.dialogue.script import Accepted, Answers, Compared, OutOfBounds, Read
from bot.dialogue.session import Answer, Pending
from bot.knowledge.choices import read_choice, read_choices
from bot.knowledge.text import fold
from bot.knowledge.values import Field, Reading, SlotReader, Slots, ValueReader

_ZERO = re.compile(r"\s*0+(?:[.,]0+)?\s*(?:€|[a-zA-Zé]+)?\s*[.!]?\s*")
COMMON_ACT = "acte-courant"
PERCENT = "pourcentage"  # « un pourcentage » is not 1 %
FORFAITS = frozenset({"mutuelle_forfait", "mutuelle_forfait_an"})
NAMED_ALONE = frozenset({"acte", "situation", "territoire"})
UNITS: tuple[tuple[Field, str, re.Pattern[str]], ...] = (
    ("coverage", "mutuelle_type", re.compile(r"%|pour ?cent|mutuelle")),
    ("rhythm", "rythme", re.compile(r"semaine|hebdo")),
    ("sessions", "nb_seances", re.compile(r"seance|rdv|rendez")),
    ("price", "prix", re.compile(r"€|\beuros?\b|\beur\b|balles")),
)
FIELDS: dict[str, Field] = {
    "money": "price",
    "sessions": "sessions",
    "integer": "sessions",
    "decimal": "price",
    "rhythm": "rhythm",
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
        self._options = {q.id: options_of(q.choices) for q in flow.questions}
        self._after_none = {q.id: options_of(q.choices[1:]) for q in flow.questions}
        self._months = MonthReader(renderer)
        self._afterwards = AfterwardsReader(flow, values, self._months)
        self._refusals = {fold(word) for word in renderer.content.commands.non}
        asking = "|".join(re.escape(fold(w)) for w in renderer.content.commands.interrogatifs)
        self._asking = re.compile(rf"(?<!\w)(?:{asking})(?!\w)")

    def prefill(self, text: str) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers a first message gives; what is not plain is read back, in turn."""
        slots = self._slots.read(text)
        return plain_answers(slots), self._doubts_of(slots)

    def doubts(self, text: str) -> Pending | None:
        """Return what a sentence gives that must be read back, one after the other."""
        return self._doubts_of(self._slots.read(text))

    def _doubts_of(self, slots: Slots) -> Pending | None:
        backs = []
        if slots.price and slots.price.ambiguous:
            backs.append(price_back(slots.price, self._tariffs()))
        if slots.sessions and slots.sessions.ambiguous:
            backs.append(sessions_back(slots.sessions))
        if slots.coverage and not is_plain(slots.coverage):
            backs.append(coverage_back(slots.coverage))
        if slots.is_at_home:
            backs.append(home_back())
        following: Pending | None = None
        for back in reversed([back for back in backs if back]):
            following = back.model_copy(update={"then": following})
        return following

    def _tariffs(self) -> Range | None:
        """Return the tariffs of a common act today, if they are known."""
        bareme, today = self._renderer.content.bareme, self._renderer.today
        if not bareme.covers(today):
            return None
        acts = bareme.acts_of(COMMON_ACT)
        return Range.over(bareme.tariff_on(act.id, today, "metropole").amount for act in acts)

    def said(self, text: str) -> dict[str, Answer]:
        """Return the plain values a sentence gives, whatever was asked."""
        return plain_answers(self._slots.read(text))

    def said_alone(self, text: str) -> dict[str, Answer]:
        """Return the value or the choice of a few words, when nothing is asked."""
        return self.said(text) or self._bare_value(text) or self._named_choice(text)

    def afterwards(self, text: str, answers: Answers) -> Read | Compared:
        """Read what is said once the result is shown."""
        slots = self._slots.read(self._after_link(text))
        if (compared := self._afterwards.compared(text, slots, answers)) is not None:
            return compared
        if slots.has_only_values:
            return self._changed(text, slots, answers)
        if named := self._named_choice(text):
            return Accepted(named)
        if "?" in text or self._asking.search(fold(text)):
            return None
        return self._doubts_of(slots) or self._afterwards.doubtful(text, slots)

    def _after_link(self, text: str) -> str:
        """Return what follows « et si », « en fait »: a changed value is no doubtful one."""
        starts = sorted(self._renderer.content.commands.suites, key=len, reverse=True)
        found = next((s for s in starts if fold(text).startswith(fold(s))), "")
        return text[len(found) :] if len(fold(found)) == len(found) else text

    def _changed(self, text: str, slots: Slots, answers: Answers) -> Read:
        doubt = self._doubts_of(slots)
        if doubt is not None:
            return doubt.model_copy(update={"along": {**plain_answers(slots), **doubt.along}})
        read = self._afterwards.read(text, slots, answers)
        if isinstance(read, Accepted) and (outside := self._outside(read.answers)) is not None:
            return outside
        named = self._named_choice(text) if read is None else {}
        return Accepted(named) if named else read

    def has_only_values(self, text: str) -> bool:
        """Tell whether nothing but values is said, so that a correction may be taken at once."""
        return self._slots.read(text).has_only_values

    def _bare_value(self, text: str) -> dict[str, Answer]:
        """Read « en fait 40 euros »: a value whose unit alone says what it is."""
        folded = fold(text)
        for field, question, unit in UNITS:
            reading = self._values.read(field, text) if unit.search(folded) else None
            if reading is None or reading.value is None:
                continue
            if field == "coverage":
                return coverage_answers(reading)
            answer = answer_of(reading)
            return {question: answer} if answer else {}
        return {}

    def _named_choice(self, text: str) -> dict[str, Answer]:
        """Read « genou »: a choice of a refinement, said alone."""
        for question in self._flow.questions:
            if question.stage != "refine" or question.id not in NAMED_ALONE:
                continue
            found = read_choice(text, self._options[question.id], numbered=False)
            if found is not None:
                return {question.id: Answer(values=(found,))}
        return {}

    def read(self, question: Question, text: str) -> Read:
        """Read the answer to one question."""
        readers: dict[str, Callable[[Question, str], Read]] = {
            "choice": self._read_choice,
            "choices": self._read_choices,
            "coverage": self._read_coverage,
            "month": self._months.read,
        }
        if question.id in {"prix", "nb_seances"} and self._is_of_mutuelle(text):
            return None  # « mutuelle 150 »: its own answer, not this one
        if question.id == "mutuelle_pourcent":
            return self._read_percent(question, text)
        if question.id in FORFAITS:
            return self._read_forfait(question, text)
        return readers.get(question.kind, self._read_number)(question, text)

    def _is_of_mutuelle(self, text: str) -> bool:
        """Tell whether the one number of a message is plainly what the complémentaire pays."""
        slots = self._slots.read(text)
        is_other = slots.price or slots.sessions or len(slots.numbers) != 1
        return not is_other and slots.coverage is not None and is_plain(slots.coverage)

    def _read_number(self, question: Question, text: str) -> Read:
        chosen = read_choice(text, self._options[question.id], numbered=False)
        if chosen is not None:
            return Accepted({question.id: Answer(values=(chosen,))})
        if question.min == 0 and _ZERO.fullmatch(text):
            return Accepted({question.id: Answer(values=("0",))})
        reading = self._values.read(FIELDS[question.kind], text)
        answer = answer_of(reading)
        if answer is None:
            return self._guess(question, reading)
        if (outside := self._outside({question.id: answer})) is not None:
            return outside
        if reading.ambiguous:
            return self._back(question, reading, answer)
        return Accepted({question.id: answer})

    def _back(self, question: Question, reading: Reading, answer: Answer) -> Pending:
        """Return a number to read back, with what else was said of it."""
        known = {
            "prix": lambda: price_back(reading, self._tariffs()),
            "nb_seances": lambda: sessions_back(reading),
        }
        back = known[question.id]() if question.id in known else None
        return back or Pending(question=question.id, answer=answer)

    def _outside(self, answers: Mapping[str, Answer]) -> OutOfBounds | None:
        """Return the bounds of the question whose answer is a number outside them."""
        for name, answer in answers.items():
            if (outside := beyond_bounds(self._flow.question(name), answer)) is not None:
                return outside
        return None

    def _guess(self, question: Question, reading: Reading) -> Read:
        """Propose « 16,13 € » for « 1613 »; take « le tarif Sécu » as the tariff itself."""
        if question.id == "prix" and reading.proposal is not None:
            return price_back(reading, self._tariffs())
        if reading.proposal is not None:
            answer = Answer(values=(str(reading.proposal),))
            return Pending(question=question.id, answer=answer)
        if question.id == "prix" and reading.ambiguous and reading.unit == "none":
            return Accepted({question.id: Answer()})
        return None

    def _read_choice(self, question: Question, text: str) -> Read:
        options = self._options[question.id]
        found = read_choice(text, options)
        if found is None:
            named = read_choices(text, options)
            found = named[0] if len(named) == 1 else None
        return Accepted({question.id: Answer(values=(found,))}) if found else None

    def _read_choices(self, question: Question, text: str) -> Read:
        single = read_choice(text, self._options[question.id])
        found = (single,) if single else read_choices(text, self._after_none[question.id])
        if not found:
            return None
        return Accepted({question.id: Answer(values=found[: question.max_selected])})

    def _read_coverage(self, question: Question, text: str) -> Read:
        """Read what a contract says; a complémentaire only named is asked its percentage."""
        label = read_choice(text, self._options[question.id], numbered=False)
        if label == PERCENT:
            return Accepted({question.id: Answer(values=(label,))})
        reading = self._values.read("coverage", text)
        answers = coverage_answers(reading)
        if (outside := self._outside(answers)) is not None:
            return outside
        if answers and is_plain(reading):
            return Accepted(answers)
        if not answers and (chosen := self._read_choice(question, text)) is not None:
            return chosen
        if reading.cause == "nommee":
            return Accepted(dict(OF_PERCENT))
        return coverage_back(reading)

    def _read_percent(self, question: Question, text: str) -> Read:
        reading = self._values.read("coverage", text)
        value = reading.value
        bare = re.fullmatch(r"\s*(\d{1,3})\s*%?\s*", text)
        if value is None and bare:
            value = Decimal(bare.group(1))
        if value is None or reading.unit.startswith("eur") or fold(text) in self._refusals:
            return None
        if reading.unit == "none" and reading.value is not None:
            return Accepted(coverage_answers(reading))
        answer = Answer(values=(str(value),), is_approximate=reading.is_approximate)
        if (outside := self._outside({question.id: answer})) is not None:
            return outside
        if reading.value is not None and not is_plain(reading):
            return Pending(question=question.id, answer=answer)
        return Accepted({question.id: answer})

    def _read_forfait(self, question: Question, text: str) -> Read:
        """Read an amount of the mutuelle; « par an », « par séance » decide which one it is."""
        reading = self._values.read("coverage", text)
        answers = coverage_answers(reading)
        if not answers.keys() & FORFAITS:
            return self._read_number(question, text)
        if (outside := self._outside(answers)) is not None:
            return outside
        return Accepted(answers) if is_plain(reading) else coverage_back(reading)
