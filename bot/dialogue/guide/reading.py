"""Reading what a patient types during a guide, and what a first sentence already says."""

from __future__ import annotations

import datetime as dt
import re

from bot.content.flows import Question
from bot.content.guides import Guide, GuideChoice, GuideQuestion
from bot.content.models import Content
from bot.dialogue.guide.values import UNKNOWN, Valuation
from bot.dialogue.script import Accepted, Answers, OutOfBounds, Read
from bot.dialogue.session import Answer, Pending
from bot.knowledge.choices import (
    Option,
    Options,
    read_choice,
    read_choices,
    read_mentions,
    simplified,
)
from bot.knowledge.dates import read_day
from bot.knowledge.said import Said
from bot.knowledge.text import fold
from bot.knowledge.values import ValueReader

YES, NO = "oui", "non"
HOLE = "#"
NONE = "0"
_RULED_OUT = re.compile(r"\bpas (?:mal )?(?:de |d'|du |a la |a l'|la |le |les |l'|au |aux )?[\w-]+")
_OTHERWISE_COUNTED = (  # « 2 séances par semaine », « 2 kinés » are no number of sessions
    r"(?! (?:seances? )?(?:par|fois|x|kines?|kinesitherapeutes?|km|mois|semaines?|jours?|ans?"
    r"|ordonnances?|problemes?|zones?)\b)"
)
_NUMBER = r"(\d{1,3}|[a-z]+(?:[ -](?:et|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix))*)"

_COUNTED = rf"{_NUMBER}{_OTHERWISE_COUNTED}"


class GuideReader:
    """Reads the answers of one guide, for one day."""

    def __init__(
        self, guide: Guide, values: ValueReader, valuation: Valuation, content: Content,
        today: dt.date,
    ) -> None:  # fmt: skip
        self._guide = guide
        self._values = values
        self._valuation = valuation
        self._known = content.lexicon.protect
        self._today = today
        self._agreed = {YES: content.commands.oui, NO: content.commands.non}
        self._options = {q.id: Options(map(self._option, q.choices)) for q in guide.questions}
        self._heard = {q.id: self._heard_in(q) for q in guide.questions}
        self._counted = {q.id: [_pattern(p) for p in q.heard] for q in guide.questions}
        shared = dict.fromkeys(q.shared for q in guide.questions if q.shared)
        self._shared = {name: [q for q in guide.questions if q.shared == name] for name in shared}
        self._mentions = {name: self._said_in(each[0]) for name, each in self._shared.items()}

    # --- an answer ----------------------------------------------------------------------------

    def read(self, question: Question, text: str) -> Read:
        """Read the answer to one question."""
        match question.kind:
            case "choice":
                return self._one(question, text)
            case "choices":
                return self._several(question, text)
            case "date":
                return self._day(self._guide.question(question.id), text)
            case _:
                return self._count(question, text)

    def _one(self, question: Question, text: str) -> Read:
        options = self._options[question.id]
        found = read_choice(text, options)
        if found is None:
            named = read_choices(text, options, self._known)
            if len(named) > 1:  # « pas le dos, le genou »
                named = read_choices(_RULED_OUT.sub(" ", fold(text)), options, self._known)
            found = named[0] if len(named) == 1 else None
        return Accepted({question.id: Answer(values=(found,))}) if found else None

    def _several(self, question: Question, text: str) -> Read:
        options = self._options[question.id]
        alone = read_choice(text, options)
        found = (alone,) if alone else read_mentions(text, options, self._known)
        if not found:
            return None
        kept = found[: question.max_selected]
        return Accepted({question.id: Answer(values=kept)}, is_cut=len(found) > len(kept))

    def _count(self, question: Question, text: str) -> Read:
        if question.min == 0 and self._says_none(question, text):
            return Accepted({question.id: Answer(values=(NONE,))})
        reading = self._values.read("sessions", text)
        number = reading.value if reading.value is not None else reading.proposal
        if number is None or number != int(number):
            return None
        low, high = question.min, question.max
        if low is not None and high is not None and not low <= number <= high:
            return OutOfBounds(low, high)
        answer = Answer(values=(str(int(number)),))
        if reading.ambiguous or reading.value is None:
            return Pending(question=question.id, answer=answer)
        return Accepted({question.id: answer})

    def _says_none(self, question: Question, text: str) -> bool:
        said = simplified(text)
        return said == NONE or said in {
            simplified(w) for w in self._guide.question(question.id).none
        }

    def _day(self, question: GuideQuestion, text: str) -> Read:
        read = read_day(text, self._today)
        if read is None:
            return None
        first = self._today - dt.timedelta(days=question.past_days)
        last = self._today + dt.timedelta(days=question.future_days)
        if not first <= read.day <= last:
            return None
        answer = Answer(values=(read.day.isoformat(),))
        if read.is_sure:
            return Accepted({question.id: answer})
        return Pending(question=question.id, answer=answer)

    def doubt(self, question_id: str, answers: Answers) -> str | None:
        """Return how an answer is read back, when it is doubtful beside the others."""
        doubt = self._guide.question(question_id).doubt
        if doubt is None or question_id not in answers or answers[question_id].is_unknown:
            return None
        is_doubtful = self._valuation.holds(doubt.condition, self._valuation.values(answers))
        return doubt.text if is_doubtful else None

    # --- a sentence ---------------------------------------------------------------------------

    def prefill(self, text: str) -> tuple[dict[str, Answer], Pending | None]:
        """Return the answers that a first message already gives, and those they imply."""
        answers = self.said(text)
        for question in self._guide.questions:
            if question.id in answers or not question.deduced:
                continue
            values = self._valuation.values(answers)
            for deduced in question.deduced:
                if self._valuation.holds(deduced.condition, values):
                    answers[question.id] = Answer(values=(deduced.is_,))
                    break
        return answers, None

    def doubts(self, text: str) -> Pending | None:  # noqa: ARG002
        """Return nothing: a sentence gives a guide only what is unmistakable."""
        return None

    def said(self, text: str) -> dict[str, Answer]:
        """Return what a sentence says without being asked, whatever was asked."""
        answers = self.said_alone(text)
        kept = Said(_RULED_OUT.sub(" ", fold(text)))
        for name, questions in self._shared.items():
            mentions = read_mentions(kept, self._mentions[name], self._known)
            for question, found in zip(questions, mentions, strict=False):
                answers.setdefault(question.id, Answer(values=(found,)))
        return answers

    def said_alone(self, text: str) -> dict[str, Answer]:
        """Return what is unmistakable in a few words, when nothing is asked."""
        answers = {}
        for question in self._guide.questions:
            if (number := self._counted_in(question, text)) is not None:
                answers[question.id] = Answer(values=(str(number),))
            elif found := self._mentioned(question, text):
                answers[question.id] = Answer(values=found)
        return answers

    def afterwards(self, text: str, answers: Answers) -> Read:  # noqa: ARG002
        """Return what is unmistakable in a few words, once the result is shown."""
        alone = self.said_alone(text)
        return Accepted(alone) if alone else None

    def has_only_values(self, text: str) -> bool:  # noqa: ARG002
        """Return true: the answers of a guide are taken wherever they are said."""
        return True

    def _mentioned(self, question: GuideQuestion, text: str) -> tuple[str, ...]:
        options = self._heard[question.id]
        found = read_mentions(text, options, self._known) if options else ()
        if question.kind == "choices":
            return found[: question.max_selected]
        return found if len(found) == 1 else ()

    def _counted_in(self, question: GuideQuestion, text: str) -> int | None:
        said = simplified(text).replace("'", " ")
        for pattern in self._counted[question.id]:
            for match in pattern.finditer(said):
                reading = self._values.read("sessions", match[1])
                if reading.value is None or reading.ambiguous:
                    continue
                low, high = question.min or 0, question.max or reading.value
                if low <= reading.value <= high:
                    return int(reading.value)
        return None

    # --- words --------------------------------------------------------------------------------

    def _option(self, choice: GuideChoice) -> Option:
        words = (choice.label, choice.id.replace("-", " "), *choice.words)
        return Option(choice.id, (*words, *self._agreed.get(choice.id, ())))

    def _said_in(self, question: GuideQuestion) -> Options:
        """Return the choices to look for in any sentence; « un autre » there names none."""
        return Options(
            Option(c.id, c.heard) if c.heard else self._option(c)
            for c in question.choices if not c.id.endswith(UNKNOWN)
        )  # fmt: skip

    @staticmethod
    def _heard_in(question: GuideQuestion) -> Options:
        """Return the choices heard in a sentence; those shared by questions are read together."""
        heard = () if question.shared else question.choices
        return Options(Option(choice.id, choice.heard) for choice in heard if choice.heard)


def _pattern(phrase: str) -> re.Pattern[str]:
    """Turn « j’ai fait # » into a pattern over a simplified message."""
    parts = [re.escape(_plain(part)) for part in phrase.split(HOLE)]
    return re.compile(rf"(?<!\w){_COUNTED.join(parts)}(?!\w)")


def _plain(part: str) -> str:
    return re.sub(r"\s+", " ", fold(part).replace("'", " "))
