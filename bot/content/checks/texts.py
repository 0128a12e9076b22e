"""Texts that nothing shows, and those that are asked for and missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.content.checks.given import TEMPLATES
from bot.content.checks.passages import TEXTS
from bot.content.loader import Reader, flatten
from bot.content.text_ids import TEXT_IDS
from bot.errors import Problem

URGENCIES = "urgences_fr.yaml"
LETTERS = "dialogues/letter.yaml"


def check_texts(reader: Reader) -> Iterator[Problem]:
    """Yield the texts missing and those in excess: phrases, templates, answers to urgencies."""
    yield from _check_phrases(reader)
    yield from _check_templates(reader)
    yield from _check_urgencies(reader)


def _check_phrases(reader: Reader) -> Iterator[Problem]:
    texts = reader.documents.get(TEXTS)
    if texts is None or not isinstance(texts.data, Mapping):
        return
    present = {name for name in flatten(texts.data) if not name.startswith("nombres.")}
    for name in sorted(TEXT_IDS - present):
        yield texts.problem(name.split(".")[:-1], f"le texte « {name} » manque")
    for name in sorted(present - TEXT_IDS):
        yield texts.problem(name.split("."), f"texte orphelin : rien ne montre « {name} »")
    yield from _check_reservations(reader, present)


def _check_reservations(reader: Reader, present: set[str]) -> Iterator[Problem]:
    if regimes := reader.documents.get("parametres/situations.yaml"):
        for index, regime in regimes.entries():
            name = f"a_confirmer.{regime.get('a_confirmer')}"
            if regime.get("a_confirmer") and name not in present:
                yield regimes.problem((index, "a_confirmer"), f"le texte « {name} » manque")


def _check_templates(reader: Reader) -> Iterator[Problem]:
    present = {path.name for path in (reader.folder / "templates").glob("*.j2")}
    for name in sorted(TEMPLATES.keys() - present):
        yield Problem(f"templates/{name}", 1, "ce fichier manque")
    for name in sorted(present - TEMPLATES.keys() - _of_letters(reader)):
        yield Problem(f"templates/{name}", 1, "gabarit orphelin : rien ne le montre")


def _of_letters(reader: Reader) -> set[str]:
    """Return the templates that a letter fills; one that is absent is told with its letter."""
    document = reader.documents.get(LETTERS)
    data = document.data if document and isinstance(document.data, Mapping) else {}
    letters = data.get("letters")
    listed = letters if isinstance(letters, list) else []
    return {str(letter.get("template")) for letter in listed if isinstance(letter, Mapping)}


def _check_urgencies(reader: Reader) -> Iterator[Problem]:
    document = reader.documents.get(URGENCIES)
    if document is None or not isinstance(document.data, Mapping):
        return
    rules, answers = document.data.get("rules"), document.data.get("answers")
    if isinstance(rules, list) and isinstance(answers, Mapping):
        used = {rule.get("answer") for rule in rules if isinstance(rule, Mapping)}
        for name in answers.keys() - used:
            message = f"réponse orpheline : aucune règle ne donne « {name} »"
            yield document.problem(("answers", name), message)
