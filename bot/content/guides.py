"""The shapes of the guided dialogues that end in a verdict, a list of papers or a letter.

A guide asks its questions in the order of the file, each when its condition (`if:`) holds, and
ends when none is left. Conditions are expressions over the answers, see `bot.content.conditions`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from bot.content.flows import Choice, Flow, Question, Stage
from bot.content.parameters import Shape

Certainty = Literal["haute", "moyenne", "faible"]
Level = Literal["obligatoire", "conseille", "a_demander"]
GuideName = Literal["two_kines", "documents", "sessions", "letter"]
Id = r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"


class GuideChoice(Choice):
    """One possible answer.

    Attributes:
        heard: words that mean it anywhere in a sentence, beside those typed as an answer.
        values: words for the conditions and the texts, as `<question>_<name>`.
        numbers: the same for dated parameters: name → parameter.
    """

    heard: tuple[str, ...] = ()
    values: dict[str, str] = Field(default_factory=dict)
    numbers: dict[str, str] = Field(default_factory=dict)


class Deduced(Shape):
    """An answer that other answers of the same sentence imply."""

    condition: str = Field(alias="if")
    is_: str = Field(alias="is")


class Doubt(Shape):
    """When an answer is read back before it is kept, and with which words."""

    condition: str = Field(alias="if")
    text: str = Field(max_length=200)


class GuideQuestion(Question):
    """One question of a guide.

    Attributes:
        condition: when it is asked; empty: always.
        variable: its name in the conditions and the texts, when it is not its id.
        default: what « je ne sais pas » is worth there; empty: `je-ne-sais-pas`, 0 or nothing.
        depends_on: questions whose new answer erases this one.
        heard: what surrounds its number in a sentence, « j’ai fait # » for instance.
        none: what means zero, « aucune » for instance.
        shared: a name: questions that have it take the choices of a sentence one after the other.
        deduced: what its answer is when other answers imply it.
        doubt: when its answer is read back.
        past_days, future_days: how far a date may be from today.
    """

    stage: Stage = "first"
    choices: tuple[GuideChoice, ...] = ()
    condition: str = Field(default="", alias="if")
    variable: str = Field(default="", alias="as")
    default: str = ""
    depends_on: tuple[str, ...] = ()
    heard: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    shared: str = ""
    deduced: tuple[Deduced, ...] = ()
    doubt: Doubt | None = None
    past_days: int = Field(default=120, ge=0, le=3650)
    future_days: int = Field(default=0, ge=0, le=3650)

    @property
    def named(self) -> str:
        """Return its name in the conditions and the texts."""
        return self.variable or self.id


class Aside(Shape):
    """A remark that calls for a sentence, whatever is asked; the question is then recalled.

    Attributes:
        words: expressions of which one is in the message.
        text: what is answered; topic: a topic offered with it.
    """

    id: str = Field(pattern=Id)
    words: tuple[str, ...] = Field(min_length=1)
    text: str
    topic: str | None = None


class Opening(Shape):
    """Another dialogue to go to, and the first answer to give it."""

    dialogue: Literal["estimate", "two_kines", "documents", "sessions", "letter"]
    answer: str = ""
    label: str = Field(default="", max_length=40)


class Doubted(Shape):
    """Another certainty, when a condition holds."""

    condition: str = Field(alias="if")
    is_: Certainty = Field(alias="is")


class Deadline(Shape):
    """A day to keep in a calendar: a computed value, and a title that says nothing of health."""

    day: str
    title: str = Field(max_length=60)


class End(Shape):
    """What every end of a guide has.

    Attributes:
        sources: ids of `parametres/sources.yaml`; facts: ids of the dossiers.
        next: dialogues offered; topics: answers offered.
    """

    id: str = Field(pattern=Id)
    facts: tuple[str, ...] = Field(min_length=1)
    sources: tuple[str, ...] = Field(min_length=1, max_length=3)
    next: tuple[Opening, ...] = ()
    topics: tuple[str, ...] = ()


class Leaf(End):
    """A verdict.

    Attributes:
        condition: when it is the right one; the first of the file that holds wins.
        verdict: a few words; text: the answer, a template; reasons: why.
        documents: items to bring, of the guide `documents`.
        confidence_if: when the certainty is another one.
        deadline: a day to keep in a calendar.
    """

    condition: str = Field(default="", alias="if")
    verdict: str = Field(max_length=60)
    text: str
    reasons: tuple[str, ...] = Field(min_length=1)
    documents: tuple[str, ...] = ()
    confidence: Certainty
    confidence_if: tuple[Doubted, ...] = ()
    deadline: Deadline | None = None


class Item(Shape):
    """One paper: as written in a list, and on a button."""

    id: str = Field(pattern=Id)
    text: str = Field(max_length=120)
    label: str = Field(max_length=30)
    section: str


class Papers(End):
    """The papers of one situation, whose id is a choice of the question."""

    obligatoire: tuple[str, ...] = ()
    conseille: tuple[str, ...] = ()
    a_demander: tuple[str, ...] = ()
    note: str = ""

    def levels(self) -> dict[str, Level]:
        """Return item → level, the strongest when it is written twice."""
        written: tuple[tuple[Level, tuple[str, ...]], ...] = (
            ("a_demander", self.a_demander),
            ("conseille", self.conseille),
            ("obligatoire", self.obligatoire),
        )
        return {item: level for level, items in written for item in items}


class Letter(End):
    """One letter, whose id is a choice of the first question.

    Attributes:
        title: what it is for; to: who receives it.
        template: file of `templates/`, filled with the answers.
        attach: what goes with it; delay: when to send it, templates both.
        mentions: words that the letter holds whatever the answers.
    """

    title: str
    to: str
    template: str = Field(pattern=r"^lettre_\w+\.j2$")
    attach: tuple[str, ...] = ()
    delay: str
    mentions: tuple[str, ...] = Field(min_length=1)


class Asking(Shape):
    """Words that ask for a dialogue when one of each is in a message: « rédige » and « lettre »."""

    verbs: tuple[str, ...] = Field(min_length=1)
    objects: tuple[str, ...] = Field(min_length=1)


class Guide(Flow):
    """A guided dialogue: `dialogues/*.yaml`, except the estimate.

    Attributes:
        requests: expressions that open it at once when a message holds one.
        asking: words that do so together.
        computed: name → expression, evaluated in this order from the answers.
        leaves | situations and items | letters: how it ends, one of the three.
        sections: the order of the papers.
    """

    dialogue: GuideName
    questions: tuple[GuideQuestion, ...] = Field(min_length=1)
    verified_on: dt.date
    review_before: dt.date
    requests: tuple[str, ...] = ()
    asking: Asking | None = None
    asides: tuple[Aside, ...] = ()
    computed: dict[str, str] = Field(default_factory=dict)
    leaves: tuple[Leaf, ...] = ()
    sections: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    situations: tuple[Papers, ...] = ()
    letters: tuple[Letter, ...] = ()

    @property
    def ends(self) -> Mapping[str, tuple[End, ...]]:
        """Return the ends under the key where they are written."""
        return {
            "leaves": self.leaves, "situations": self.situations, "letters": self.letters
        }  # fmt: skip

    @model_validator(mode="after")
    def _ends_one_way(self) -> Guide:
        if sum(map(bool, (self.leaves, self.situations, self.letters))) != 1:
            raise ValueError("une fin et une seule : leaves:, situations: ou letters:")
        return self

    def question(self, question_id: str) -> GuideQuestion:
        """Return the question of that id.

        Raises:
            KeyError: no such question.
        """
        for question in self.questions:
            if question.id == question_id:
                return question
        raise KeyError(question_id)
