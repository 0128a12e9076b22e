"""Names of what does not exist: topics, doors; and buttons that two topics share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.content.checks.passages import topic_ids, topics
from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.errors import Problem

MENU, PHRASINGS = "menu_fr.yaml", "formulations_fr/"


def check_references(reader: Reader) -> Iterator[Problem]:
    """Yield what names a topic or a door that does not exist, and topics nobody can ask for."""
    if FAQ not in reader.documents:
        return
    known, doors = topic_ids(reader), _doors(reader)
    for faq, index, entry in topics(reader):
        offers = _mapping(entry.get("offers"))
        for other in _names(offers.get("related"), known):
            message = f"« {entry.get('id')} » renvoie à un sujet inconnu : « {other} »"
            yield faq.problem((index, "offers", "related"), message)
        for door in _names(offers.get("buttons"), doors) if doors else ():
            message = f"« {entry.get('id')} » a un bouton sans porte dans {MENU} : « {door} »"
            yield faq.problem((index, "offers", "buttons"), message)
    yield from _check_menu(reader, known)
    yield from _check_asked(reader, known)
    yield from _check_labels(reader)


def _check_menu(reader: Reader, known: set[str]) -> Iterator[Problem]:
    menu, doors = reader.documents.get(MENU), _doors(reader)
    if menu is None or not doors:
        return
    for name, door in doors.items():
        for topic in _names(_mapping(door).get("topics"), known):
            yield menu.problem(("portes", name), f"sujet inconnu : « {topic} »")
    for name in _names(menu.data.get("accueil"), doors):
        yield menu.problem(("accueil",), f"« {name} » n’a pas de porte (portes:)")


def _check_asked(reader: Reader, known: set[str]) -> Iterator[Problem]:
    if any(problem.file.startswith(PHRASINGS) for problem in reader.problems):
        return  # some phrasings could not be read
    asked: set[str] = set()
    for name, document in reader.documents.items():
        if name.startswith(PHRASINGS):
            asked |= {str(topic) for topic in _mapping(document.data)}
    for faq, index, entry in topics(reader):
        if (topic := str(entry.get("id"))) in known - asked:
            message = f"« {topic} » n’a aucune formulation dans formulations_fr/"
            yield faq.problem((index, "id"), message)


def _check_labels(reader: Reader) -> Iterator[Problem]:
    labels: dict[str, object] = {}
    for faq, index, entry in topics(reader):
        label, topic = str(entry.get("label")), entry.get("id")
        other = labels.setdefault(label.casefold(), topic)
        if other != topic and "label" in entry:
            yield faq.problem((index, "label"), f"ce bouton est déjà celui de « {other} »")


def _doors(reader: Reader) -> Mapping[str, Any]:
    menu: Document | None = reader.documents.get(MENU)
    return _mapping(_mapping(menu.data).get("portes")) if menu else {}


def _names(written: object, known: Iterable[str]) -> list[str]:
    names = written if isinstance(written, list) else []
    return [str(name) for name in names if str(name) not in known]


def _mapping(data: object) -> Mapping[str, Any]:
    return data if isinstance(data, Mapping) else {}
