"""The shape of `content/valeurs_fr.yaml`: the words around the amounts that patients write.

Expressions are written naturally; `bot.knowledge.values.phrasebook` reads them:
`mot*` any ending · `a/b` one or the other · `[a/b]` one of them or nothing ·
`…` a few words may stand in between · `#` a number.
"""

from __future__ import annotations

import re
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from bot.content.parameters import Shape

_SHORT_BEGINNING = re.compile(r"(?<!\w)\w{0,2}\*")


def _check_beginnings(expression: str) -> str:
    if _SHORT_BEGINNING.search(expression):
        raise ValueError("écrivez au moins trois lettres avant « * »")
    return expression


Expression = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1),
    AfterValidator(_check_beginnings),
]
Expressions = Annotated[tuple[Expression, ...], Field(min_length=1)]

Sign = Literal[
    # units
    "euro", "foreign", "cent", "percent", "seance", "seances", "times", "x", "week", "weekly",
    "alternate", "month", "day", "year", "minute", "hour", "distance",
    # small words
    "per", "the", "of", "from", "to", "and", "or", "between", "plus", "minus", "for", "then",
    "during", "until", "en", "one", "only", "half", "comma",
    # what surrounds a number
    "each", "total", "lot", "series", "renew", "done", "remain", "approx", "some", "bound",
    "hesitation", "unknown", "correction", "refusal", "not", "instead", "was", "now", "question",
    "month_name", "weekday", "since", "have", "level", "person", "prescribed",
    "number_of", "pregnancy",
    # who and what
    "mutuelle", "secu", "base", "includes", "excludes", "refund", "claims", "depassement",
    "extra", "kine", "other_carer", "no_coverage", "none_of_it", "all_covered", "partly",
    "ticket_moderateur", "tariff", "no_convention", "same_day", "grants", "double", "triple",
    "some_coverage",
    # where the patient lives
    "street", "building", "city",
]  # fmt: skip
Topic = Literal[
    "ald_related", "ald_unrelated", "new_clause", "supposition", "not_act", "not_situation",
    "pregnant", "birth", "birth_care", "child", "not_child", "adult", "together",
    "amount_surely", "amount_wanted", "amount_asked", "amount_maybe", "amount_other",
    "amount_elsewhere", "yes_no", "before_what", "negation", "cover_said", "changed", "compared",
    "alsace_alone", "at_home",
]  # fmt: skip
SituationId = Literal[
    "ald", "maternite", "accident-travail", "invalidite", "c2s", "ame", "mineur",
    "alsace-moselle", "aspa",
]  # fmt: skip
TerritoryId = Literal["metropole", "drom", "mayotte"]


class Spellings(Shape):
    """How words are read before anything is searched.

    Attributes:
        shorthand: SMS form → the words it stands for.
        rewrites: word → every misspelling of it worth listing.
        tolerant: words recognised with a wrong letter.
        protected: words that resemble ours and must stay as they are.
        homographs: words, with their accents, that would be taken for ours without them.
        after_tens: unit → its misspellings, read only after « trente », « vingt », « cent ».
        common: those of them that are words too, hence doubtful unless hyphenated.
        hundred: what means « cent » on both sides of « pour ».
    """

    shorthand: dict[str, str]
    rewrites: dict[str, tuple[str, ...]]
    after_tens: dict[str, tuple[str, ...]]
    tolerant: tuple[str, ...] = ()
    protected: tuple[str, ...] = ()
    homographs: tuple[str, ...] = ()
    common: tuple[str, ...] = ()
    hundred: tuple[str, ...] = ()


class ActWords(Shape):
    """How patients name a family of acts.

    Attributes:
        overrides_zones: True for a disease, which decides even when a limb is named too.
    """

    says: Expressions
    overrides_zones: bool = False
    is_zone: bool = False


class ValuesContent(Shape):
    """The words that give a number its meaning, and what else a sentence of values says.

    Attributes:
        signs: what surrounds numbers, each turned into one sign before numbers are read.
        topics: what is said of the person or asked, searched in the words as they are.
        acts: family of acts of `parametres/familles.yaml` → its words.
        fillers: words a message « nothing but values » may also hold.
    """

    spelling: Spellings
    signs: dict[Sign, Expressions]
    topics: dict[Topic, Expressions]
    situations: dict[SituationId, Expressions]
    acts: dict[str, ActWords]
    territories: dict[TerritoryId, Expressions]
    fillers: Expressions

    @model_validator(mode="after")
    def _check_complete(self) -> ValuesContent:
        missing = [name for name in get_args(Sign) if name not in self.signs]
        missing += [name for name in get_args(Topic) if name not in self.topics]
        if missing:
            raise ValueError(f"il manque les listes : {', '.join(missing)}")
        return self
