"""The shapes of the answers, of the lexicon and of what is not ours."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from bot.content.flows import Flow
from bot.content.guides import Guide
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
    confirm: Confirm | None = Field(default=None, validate_default=True)
    facts: tuple[str, ...] = ()
    sources: tuple[Source, ...] = Field(default=(), validate_default=True)
    verified_on: dt.date
    review_before: dt.date
    offers: Offers = Offers()

    @field_validator("confirm")
    @classmethod
    def _goes_with_doubt(cls, confirm: Confirm | None, info: ValidationInfo) -> Confirm | None:
        if "certainty" in info.data and (info.data["certainty"] == "sure") == bool(confirm):
            raise ValueError(
                "« confirm » va avec « certainty: to_confirm », et seulement avec elle"
            )
        return confirm

    @field_validator("sources")
    @classmethod
    def _is_sourced(cls, sources: tuple[Source, ...], info: ValidationInfo) -> tuple[Source, ...]:
        if not sources and info.data.get("group") != "bot":
            raise ValueError("ajoutez au moins une source (sources:)")
        return sources

    @field_validator("review_before")
    @classmethod
    def _comes_after(cls, review: dt.date, info: ValidationInfo) -> dt.date:
        if "verified_on" in info.data and review <= info.data["verified_on"]:
            raise ValueError("« review_before » doit venir après « verified_on »")
        return review


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


class Acronyms(Shape):
    """`sigles_fr.yaml`: the acronyms of the answers, and what counts as explaining them.

    Attributes:
        well_known: acronyms everybody reads without help.
        explained: acronym → expressions of which one must stand next to its first use.
        links: what may stand between an acronym and its explanation.
        exempt: topic → acronyms it quotes for what they are, without explaining them.
    """

    well_known: frozenset[str]
    explained: dict[str, Annotated[tuple[str, ...], Field(min_length=1)]]
    links: tuple[str, ...] = Field(min_length=1)
    exempt: dict[str, frozenset[str]]


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
    guides: Mapping[str, Guide]
    examples: Mapping[str, Mapping[str, object]]
    menu: Menu
    commands: Commands
    texts: Mapping[str, str]
    templates: Mapping[str, str]
    fingerprint: str
