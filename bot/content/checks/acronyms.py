"""Acronyms of the answers: each is explained where it first stands, in each version."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter

from bot.content.checks.passages import Passage, topic_ids, topics, versions
from bot.content.documents import Document
from bot.content.loader import FAQ, Reader
from bot.content.models import Acronyms
from bot.errors import Problem

ACRONYMS = "sigles_fr.yaml"
NEAR = 12  # letters at most between an acronym and its link: « FRD et FAD : … »
_ACRONYM = re.compile(r"\b(?![IVX]+\b)(?=\w*[A-Z]\w*[A-Z])[A-Z][A-Z0-9]+s?\b")
_SENTENCE_END = re.compile(r"[.!?;](?=\s|$)|\n")
_FOLLOWS = re.compile(r"\W{0,3}\([^)]*\w\s\w")  # « SIGLE (des mots) »
_PRECEDES = re.compile(r"\w\s\w[^(]*\($")  # « des mots (SIGLE) »


def check_acronyms(reader: Reader) -> Iterator[Problem]:
    """Yield the acronyms that a version of an answer uses without saying what they mean."""
    document = reader.documents.get(ACRONYMS)
    if document is None:
        return
    yield from _check_exempt(reader, document)
    acronyms = document.parse(TypeAdapter(Acronyms), [])
    if acronyms is None:
        return
    for faq, index, entry in topics(reader):
        quoted = acronyms.exempt.get(str(entry.get("id")), frozenset())
        for passage in versions(faq, index, entry):
            yield from _check_version(passage, acronyms.well_known | quoted, acronyms)


def _check_exempt(reader: Reader, document: Document) -> Iterator[Problem]:
    exempt = document.data.get("exempt") if isinstance(document.data, Mapping) else None
    for topic in exempt if isinstance(exempt, Mapping) and FAQ in reader.documents else ():
        if topic not in topic_ids(reader):
            yield document.problem(("exempt", topic), f"sujet inconnu : « {topic} »")


def _check_version(
    passage: Passage, ignored: frozenset[str], acronyms: Acronyms
) -> Iterator[Problem]:
    seen = set(ignored)
    for match in _ACRONYM.finditer(passage.prose):
        acronym = match.group().removesuffix("s")
        if acronym not in seen:
            seen.add(acronym)
            if fault := _fault(passage.prose, match.start(), acronym, acronyms):
                yield passage.problem(match.start(), fault)


def _fault(text: str, offset: int, acronym: str, acronyms: Acronyms) -> str:
    """Return what is wrong with the first use of an acronym, if anything."""
    before, after = _sentence(text, offset, offset + len(acronym))
    if acronym not in acronyms.explained:
        is_explained = bool(_FOLLOWS.match(after) or _PRECEDES.search(before))
        advice = f"expliquez-le entre parenthèses, ou déclarez-le dans {ACRONYMS}"
    else:
        words = acronyms.explained[acronym]
        is_explained = any(_explains(said, before, after, acronyms.links) for said in words)
        advice = f"écrivez par exemple « {acronym} ({words[0]}) »"
    return "" if is_explained else f"sigle non expliqué la première fois : « {acronym} » ({advice})"


def _sentence(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what stands before and after a place, within its sentence."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, start)]
    stop = _SENTENCE_END.search(text, end)
    return text[ends[-1] if ends else 0 : start], text[end : stop.start() if stop else len(text)]


def _explains(words: str, before: str, after: str, links: tuple[str, ...]) -> bool:
    """Tell whether words stand on either side, with a link between them and the acronym."""
    link = "|".join(_bounded(link) for link in links)
    said = rf"\b{re.escape(words)}"
    follows = re.match(rf".{{0,{NEAR}}}?(?:{link}).*?{said}", after, re.IGNORECASE)
    precedes = re.search(rf"{said}.*(?:{link}).{{0,{NEAR}}}$", before, re.IGNORECASE)
    return bool(follows or precedes)


def _bounded(link: str) -> str:
    return rf"\b{re.escape(link)}\b" if link[0].isalpha() else re.escape(link)
