"""The shapes of the answers, of the lexicon and of what is not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from bot.content.flows import Flow
from bot.content.parameters import Bareme, Shape, Source
from bot.content.urgencies import UrgencyContent
from bot.content.values import ValuesContent

Button = Literal["estimate", "two_kines", "documents", "sessions", "letter", "glossary"]
Group = Literal[
    "deux-kines", "changement", "ordonnance", "couts", "situations", "vie-pratique", "bot"
]


class Confirm(Shape):
    """Who confirms what the answer cannot assert."""

    with_: str = Field(alias="with")
    what: str


class Offers(Shape):
    """Next steps: dialogues, letters, related topics."""

    buttons: tuple[Button, ...] = ()
    letters: tuple[str, ...] = ()
    related: tuple[str, ...] = ()


class FaqEntry(Shape):
    """One topic: what a patient asks, and what the bot answers.

    `short` is the first bubble, `answer` the whole answer, `simple` the easy-to-read version;
    the three are templates whose numbers come from the dated parameters.
    """

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    group: Group
    question: str
    label: str = Field(max_length=40)
    short: str
    answer: str
    simple: str
    certainty: Literal["sure", "to_confirm"]
    confirm: Confirm | None = None
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    verified_on: dt.date
    review_before: dt.date
    offers: Offers = Offers()

    @model_validator(mode="after")
    def _check(self) -> FaqEntry:
        if (self.certainty == "to_confirm") != (self.confirm is not None):
            raise ValueError(
                "« confirm » va avec « certainty: to_confirm », et seulement avec elle"
            )
        if self.review_before <= self.verified_on:
            raise ValueError("« review_before » doit venir après « verified_on »")
        if not self.sources and self.group != "bot":
            raise ValueError("ajoutez au moins une source (sources:)")
        return self


class OffTopic(Shape):
    """What is not ours: sentences by theme, and frames × objects that make hard negatives."""

    proches: dict[str, tuple[str, ...]]
    lointains: dict[str, tuple[str, ...]]
    cadres: tuple[str, ...]
    objets: tuple[str, ...]


class Lexicon(Shape):
    """How patients write the words of the field.

    Attributes:
        sms: shorthand → full words, separated by spaces.
        synonyms: concept → expressions read as that concept.
        spelling: misspelling by ear → word, where distance alone would miss it.
        protect: words that spelling correction must leave alone.
        languages: language code → words that betray it.
        joints: what stands between two questions of one message.
    """

    sms: dict[str, str]
    synonyms: dict[str, tuple[str, ...]]
    spelling: dict[str, str] = Field(default_factory=dict)
    protect: frozenset[str] = frozenset()
    languages: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    joints: tuple[str, ...] = Field(min_length=1)


class Thresholds(Shape):
    """`comprehension.yaml`: between answering, asking back and saying « I do not know »."""

    answer: float = Field(ge=0, le=1)
    margin: float = Field(ge=0, le=1)
    suggest: float = Field(ge=0, le=1)
    second: float = Field(ge=0, le=1)
    choices: int = Field(ge=2, le=4)


Words = tuple[str, ...]


class Commands(Shape):
    """`commandes_fr.yaml`: the words that steer the bot, and what tells a question."""

    retour: Words
    annuler: Words
    modifier: Words
    inconnu: Words
    reprendre: Words
    recommencer: Words
    oui: Words
    non: Words
    fini: Words
    detail: Words
    simple: Words
    menu: Words
    aide: Words
    interrogatifs: Words
    suites: Words
    corrections: Words

    def steering(self) -> dict[str, Words]:
        """Return the words that are orders when typed alone."""
        return self.model_dump(exclude={"interrogatifs", "suites", "corrections"})


class Door(Shape):
    """A way in: the dialogue of that name when it exists, else these topics."""

    label: str = Field(max_length=40)
    topics: tuple[str, ...] = Field(min_length=1)


class Menu(Shape):
    """`menu_fr.yaml`: the buttons of the welcome, and the doors."""

    accueil: tuple[Button, ...]
    portes: dict[Button, Door]


@dataclass(frozen=True, slots=True)
class Content:
    """All the content, loaded and checked as a whole.

    `templates` maps a file name of `templates/` to its text; `fingerprint` changes with whatever
    the compiled index learns from.
    """

    folder: Path
    faq: Mapping[str, FaqEntry]
    phrasings: Mapping[str, tuple[str, ...]]
    off_topic: OffTopic
    lexicon: Lexicon
    thresholds: Thresholds
    urgencies: UrgencyContent
    values: ValuesContent
    bareme: Bareme
    flows: Mapping[str, Flow]
    examples: Mapping[str, Mapping[str, object]]
    menu: Menu
    commands: Commands
    texts: Mapping[str, str]
    templates: Mapping[str, str]
    fingerprint: str
