"""Addresses: whole in the sources, absent from the prose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.content.checks.passages import SHOWN, around, passages
from bot.content.loader import FAQ, Reader
from bot.errors import Problem

ADDRESSES = {
    FAQ: ("*.sources.*.url",),
    "parametres/sources.yaml": ("*.url",),
    "parametres/*.yaml": ("*.values.*.source.url",),
}
_IN_PROSE = re.compile(
    r"\[[^\]]+\]\([^)]+\)|\b\w+://\S*|\bwww\.\S+|\b[\w-]+\.(?:fr|com|org|net|eu)\b"
)
_LINK = re.compile(r"<a href=\"([^\"]*)\">")
_WHOLE = re.compile(r"https?://\S+")


def check_links(reader: Reader) -> Iterator[Problem]:
    """Yield the addresses that lead nowhere, and those typed in a text."""
    for passage in passages(reader, ADDRESSES):
        fault = _fault(passage.text)
        if fault and _WHOLE.fullmatch(passage.text):  # otherwise its shape is already refused
            yield passage.problem(0, f"{fault} : « {passage.text} »")
    for passage in passages(reader, SHOWN):
        if "sources" in passage.loc:  # where a site is named
            continue
        for match in _IN_PROSE.finditer(passage.prose):
            said = f"adresse dans le texte (mettez-la dans sources) : {around(passage.text, match)}"
            yield passage.problem(match.start(), said)
        for match in _LINK.finditer(passage.text):
            if not match[1].startswith("{{") and (fault := _fault(match[1])):
                yield passage.problem(match.start(), f"{fault} : « {match[1]} »")


def _fault(address: str) -> str:
    if not _WHOLE.fullmatch(address):
        return "une adresse commence par https:// et n’a pas d’espace"
    try:
        site = urlsplit(address).hostname or ""
    except ValueError:
        return "adresse illisible"
    if "." not in site.strip("."):
        return "il manque le nom du site dans cette adresse"
    if address[-1] in ".,;:!)»":
        return "un signe de trop à la fin de cette adresse"
    return ""
