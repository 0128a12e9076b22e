"""What a shape alone cannot see: references, doubles, typography, numbers typed by hand."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.content.models import Content, FaqEntry
from bot.content.parameters import Parameter
from bot.content.text_ids import TEXT_IDS
from bot.errors import Problem

WARNING_DAYS = 45
SPOKEN = ("short", "answer", "simple")
_QUOTED = re.compile(r"«[^»]*»")
_TEMPLATE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_TAG = re.compile(r"<[^>]*>")
_TYPED_NUMBER = re.compile(r"\d[\d ,.]*\s?(?:€|%|euros?\b|séances?\b|jours?\b)", re.IGNORECASE)
_STRAIGHT_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")
_MISSING_SPACE = re.compile(r"(?<=[^\s\u00a0«/:])(?:[;?!»€%]|:(?=\s))")
_BARE_LINK = re.compile(r"(?<!\")https?://\S+|\[[^\]]+\]\([^)]+\)")


def check_references(content: Content, reader: Reader) -> Iterator[Problem]:
    """Yield what names something that does not exist, and what nothing names."""
    faq = reader.documents[FAQ]
    for index, entry in enumerate(content.faq.values()):
        for other in entry.offers.related:
            if other not in content.faq:
                message = f"« {entry.id} » renvoie à un sujet inconnu : « {other} »"
                yield faq.problem((index, "offers", "related"), message)
        if entry.id not in content.phrasings:
            message = f"« {entry.id} » n’a aucune formulation dans formulations_fr/"
            yield faq.problem((index, "id"), message)
    menu = reader.documents["menu_fr.yaml"]
    for name, door in content.menu.portes.items():
        for topic in door.topics:
            if topic not in content.faq:
                yield menu.problem(("portes", name), f"sujet inconnu : « {topic} »")
    yield from _check_parameters(content, reader)


def check_periods(content: Content, reader: Reader) -> Iterator[Problem]:
    """Yield values of a parameter that overlap, or leave days without a value between them."""
    for name, document in sorted(reader.documents.items()):
        if not name.startswith("parametres/") or not isinstance(document.data, list):
            continue
        for index, item in enumerate(document.data):
            parameter = content.bareme.parameters.get(str(item.get("id")))
            if parameter is None or "values" not in item:
                continue
            for message in _period_faults(parameter):
                yield document.problem((index, "values"), f"{parameter.id} : {message}")


def _period_faults(parameter: Parameter) -> Iterator[str]:
    for territory in {value.territory for value in parameter.values}:
        values = [v for v in parameter.values if v.territory == territory]
        for before, after in pairwise(values):
            if before.ends_on is None or after.starts_on is None:
                yield "deux valeurs valent en même temps : il manque une date de fin (ends_on)"
            elif after.starts_on <= before.ends_on:
                yield f"deux valeurs valent le {after.starts_on}"
            elif after.starts_on != before.ends_on + dt.timedelta(days=1):
                yield f"aucune valeur entre le {before.ends_on} et le {after.starts_on}"


def _check_parameters(content: Content, reader: Reader) -> Iterator[Problem]:
    bareme = content.bareme
    situations = reader.documents["parametres/situations.yaml"]
    for index, regime in enumerate(bareme.regimes.values()):
        if regime.taux not in bareme.parameters:
            yield situations.problem((index, "taux"), f"paramètre inconnu : « {regime.taux} »")
    acts = reader.documents["parametres/actes.yaml"]
    for index, act in enumerate(bareme.acts.values()):
        for rank, value in enumerate(act.values):
            if value.source not in bareme.sources:
                message = f"source inconnue : « {value.source} » (voir sources.yaml)"
                yield acts.problem((index, "values", rank), message)
    families = reader.documents["parametres/familles.yaml"]
    for index, family in enumerate(bareme.families.values()):
        if (family.actes or family.familles) and not bareme.acts_of(family.id):
            yield families.problem((index,), f"« {family.id} » ne désigne aucun acte")


def check_texts(content: Content, reader: Reader) -> Iterator[Problem]:
    """Yield the texts the code asks for and does not find, and those nothing shows."""
    texts = reader.documents["textes_fr.yaml"]
    present = {name for name in content.texts if not name.startswith("nombres.")}
    for name in sorted(TEXT_IDS - present):
        yield texts.problem(name.split(".")[:-1], f"le texte « {name} » manque")
    for name in sorted(present - TEXT_IDS):
        yield texts.problem(name.split("."), f"texte orphelin : rien ne montre « {name} »")


def check_doubles(content: Content, reader: Reader) -> Iterator[Problem]:
    """Yield phrasings that stand under two topics, and labels that two topics share."""
    seen: dict[str, str] = {}
    for name in sorted(reader.documents):
        if not name.startswith("formulations_fr/"):
            continue
        document = reader.documents[name]
        for topic, phrasings in document.data.items():
            for index, phrasing in enumerate(phrasings):
                key = _normalised(phrasing)
                if seen.setdefault(key, topic) != topic:
                    message = f"« {phrasing} » est déjà sous « {seen[key]} »"
                    yield document.problem((topic, index), message)
    yield from _check_labels(content, reader.documents[FAQ])


def _check_labels(content: Content, faq: Document) -> Iterator[Problem]:
    labels: dict[str, str] = {}
    for index, entry in enumerate(content.faq.values()):
        other = labels.setdefault(entry.label.casefold(), entry.id)
        if other != entry.id:
            yield faq.problem((index, "label"), f"ce bouton est déjà celui de « {other} »")


def _normalised(phrasing: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", phrasing.casefold()).split())


def check_writing(content: Content, reader: Reader) -> Iterator[Problem]:
    """Yield typography faults and rule numbers typed by hand in the answers."""
    faq = reader.documents[FAQ]
    for index, entry in enumerate(content.faq.values()):
        for field in SPOKEN:
            text = getattr(entry, field)
            for message in (*_writing_faults(text), *_typed_numbers(entry, text)):
                yield faq.problem((index, field), f"{entry.id}, {field} : {message}")
    texts = reader.documents["textes_fr.yaml"]
    for name, text in content.texts.items():
        for message in _writing_faults(_TAG.sub("", text)):
            yield texts.problem(name.split("."), f"{name} : {message}")


def _writing_faults(text: str) -> Iterator[str]:
    prose = _TEMPLATE.sub("0", text)
    if match := _STRAIGHT_APOSTROPHE.search(prose):
        yield f"apostrophe droite (mettez ’) : {_around(prose, match)}"
    if match := _MISSING_SPACE.search(prose):
        yield f"il manque une espace devant « {match.group()} » : {_around(prose, match)}"
    if match := _BARE_LINK.search(prose):
        yield f"adresse dans le texte (mettez-la dans sources) : {_around(prose, match)}"


def _typed_numbers(entry: FaqEntry, text: str) -> Iterator[str]:
    typed = _TYPED_NUMBER.search(_QUOTED.sub("", _TEMPLATE.sub("", text)))
    if typed and entry.group != "bot":
        yield f"nombre tapé à la main (utilisez un paramètre) : {typed.group()}"


def _around(text: str, match: re.Match[str]) -> str:
    return f"« …{text[max(0, match.start() - 15) : match.end() + 10]}… »".replace("\n", " ")


def check_freshness(
    content: Content, reader: Reader, today: dt.date
) -> Iterator[tuple[Problem, bool]]:
    """Yield answers past their review date (True: an error) or soon to be (False: a warning)."""
    faq = reader.documents[FAQ]
    for index, entry in enumerate(content.faq.values()):
        left = (entry.review_before - today).days
        if left < 0:
            message = f"« {entry.id} » devait être relue avant le {entry.review_before}"
            yield faq.problem((index, "review_before"), message), True
        elif left <= WARNING_DAYS:
            message = f"« {entry.id} » est à relire avant le {entry.review_before}"
            yield faq.problem((index, "review_before"), message), False
