"""Rule numbers typed by hand in the answers and in the guides, in digits or in letters.

Refused next to a unit: euros, percents, sessions, days, and the other units of the parameters.
Allowed: dates, hours of the day (« 9 h »), phone numbers, articles, and « deux séances » or
« deux jours », which name a case and not a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.content.checks.passages import TEXTS, Passage, blank, passages, topics, versions
from bot.content.loader import Reader
from bot.errors import Problem

GUIDES = {
    "dialogues/[!e]*.yaml": (  # all but the estimate
        "questions.*.text", "questions.*.help", "questions.*.unknown", "questions.*.doubt.text",
        "leaves.*.verdict", "leaves.*.text", "leaves.*.reasons.*", "asides.*.text",
        "items.*.text", "situations.*.note", "letters.*.attach.*", "letters.*.delay",
    ),
}  # fmt: skip
TWO = "2"
FEW = ("0", "1", TWO)
_CASE = "séances?|jours?"
_RULE = "euros?|pour cent|mois|semaines?|ans?|années?|heures?|minutes?|km|kilomètres?"
_WHICH = r"(?:(?:premi[eè]re?|derni[eè]re?|prochaine?|autre|nouve(?:lle|au))[sx]? )?"
_UNIT = rf"{_WHICH}(?:{_CASE}|{_RULE})\b"  # « quinze premiers jours »
_DIGITS = rf"\d+(?:[ .,]\d+)*(?:er|re|e|ème)? ?(?:€|%|{_UNIT})"
_ABOUT = rf"\b(?!semaine)\w+aines? (?:de |d’)(?:{_CASE}|{_RULE})\b"  # « une dizaine de jours »
_QUOTED = re.compile(r"«[^»]*»")
_SPACE = re.compile(r"[\u00a0\u202f]")
_IN_TEMPLATE = re.compile(r"\{\{\s*[\"']?\d[^}]*\}\}")


def check_numbers(reader: Reader) -> Iterator[Problem]:
    """Yield the rule numbers that no parameter gives."""
    typed = _typed_by_hand(reader)
    for passage in _with_rules(reader):
        shown = _SPACE.sub(" ", blank(_QUOTED, passage.prose))
        for match in (*typed.finditer(shown), *_IN_TEMPLATE.finditer(passage.text)):
            message = f"nombre tapé à la main (utilisez un paramètre) : {match.group()}"
            yield passage.problem(match.start(), message)


def _with_rules(reader: Reader) -> Iterator[Passage]:
    """Yield the texts that tell rules: the answers, and what the guides say."""
    for faq, index, entry in topics(reader):
        if entry.get("group") != "bot":
            yield from versions(faq, index, entry)
    yield from passages(reader, GUIDES)


def _typed_by_hand(reader: Reader) -> re.Pattern[str]:
    """Return what finds a number and its unit; the words of numbers are those of the texts."""
    texts = reader.documents.get(TEXTS)
    words = texts.data.get("nombres") if texts and isinstance(texts.data, Mapping) else {}
    named = words.items() if isinstance(words, Mapping) else ()
    forms = {str(number): _forms(re.escape(str(word))) for number, word in named}
    two = forms.get(TWO, "(?!)")
    many = "|".join(form for number, form in forms.items() if number not in FEW) or "(?!)"
    letters = rf"\b(?:(?:{many})s? {_UNIT}|(?:{two}) (?:{_RULE})\b)"
    return re.compile(rf"{_DIGITS}|{_ABOUT}|{letters}", re.IGNORECASE)


def _forms(word: str) -> str:
    """Return a number in letters and its rank: « trente », « trentième »."""
    return rf"{word}(?:ième)?|{word.removesuffix('e')}u?ième"
