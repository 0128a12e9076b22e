"""The dated numbers: periods without a hole, and nothing named that does not exist."""

from __future__ import annotations

import datetime as dt
import fnmatch
from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise
from typing import TypeVar

from pydantic import TypeAdapter

from bot.content.documents import Document
from bot.content.loader import PARAMETER_FILES, Reader
from bot.content.parameters import Act, Family, Parameter, Regime
from bot.errors import Problem

T = TypeVar("T")
FOLDER = "parametres"


def check_periods(reader: Reader) -> Iterator[Problem]:
    """Yield values of a parameter that overlap, or leave days without a value between them."""
    for name in PARAMETER_FILES:
        for document, index, parameter in _items(reader, name, Parameter):
            for rank, message in _period_faults(parameter):
                place = (index, "values", rank)
                yield document.problem(place, f"{parameter.id} : {message}")


def _period_faults(parameter: Parameter) -> Iterator[tuple[int, str]]:
    for territory in {value.territory for value in parameter.values}:
        values = [(r, v) for r, v in enumerate(parameter.values) if v.territory == territory]
        for (_, before), (rank, after) in pairwise(values):
            if before.ends_on is None or after.starts_on is None:
                yield rank, "deux valeurs valent en même temps : une date de fin manque (ends_on)"
            elif after.starts_on <= before.ends_on:
                yield rank, f"deux valeurs valent le {after.starts_on}"
            elif after.starts_on != before.ends_on + dt.timedelta(days=1):
                yield rank, f"aucune valeur entre le {before.ends_on} et le {after.starts_on}"


def check_parameters(reader: Reader) -> Iterator[Problem]:
    """Yield rates, sources and acts that are named and nobody wrote."""
    known = {parameter for name in PARAMETER_FILES for parameter in _ids(reader, name)}
    for document, index, regime in _items(reader, "situations", Regime):
        if regime.taux not in known:
            yield document.problem((index, "taux"), f"paramètre inconnu : « {regime.taux} »")
    sources = reader.documents.get(f"{FOLDER}/sources.yaml")
    if sources and isinstance(sources.data, Mapping):
        yield from _check_sources(reader, sources.data.keys())
    yield from _check_families(reader)


def _check_sources(reader: Reader, known: Collection[str]) -> Iterator[Problem]:
    for document, index, act in _items(reader, "actes", Act):
        for rank, value in enumerate(act.values):
            if value.source not in known:
                message = f"source inconnue : « {value.source} » (voir sources.yaml)"
                yield document.problem((index, "values", rank), message)


def _check_families(reader: Reader) -> Iterator[Problem]:
    acts, families = _ids(reader, "actes"), _ids(reader, "familles")
    for document, index, family in _items(reader, "familles", Family):
        for pattern in family.actes:
            if acts and not fnmatch.filter(acts, pattern):
                yield document.problem((index,), f"« {pattern} » ne désigne aucun acte")
        for other in family.familles:
            if other not in families:
                yield document.problem((index,), f"famille inconnue : « {other} »")


def _items(reader: Reader, name: str, shape: type[T]) -> Iterator[tuple[Document, int, T]]:
    if document := reader.documents.get(f"{FOLDER}/{name}.yaml"):
        for index, item in document.parse_items(TypeAdapter(shape), []).items():
            yield document, index, item


def _ids(reader: Reader, name: str) -> set[str]:
    document = reader.documents.get(f"{FOLDER}/{name}.yaml")
    return set(document.ranks()) if document else set()
