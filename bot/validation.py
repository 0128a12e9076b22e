"""What pydantic refuses, told in French to an operator."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

FEW = 8  # values listed whole; of more, only those that look like what was written
Loc = Sequence[int | str]

_FRENCH = {
    "int_type": "écrivez un nombre entier",
    "int_parsing": "écrivez un nombre entier",
    "int_from_float": "écrivez un nombre entier",
    "bool_type": "écrivez true ou false",
    "bool_parsing": "écrivez true ou false",
    "float_type": "écrivez un nombre",
    "float_parsing": "écrivez un nombre",
    "date_type": "écrivez une date comme 2026-11-21",
    "date_parsing": "écrivez une date comme 2026-11-21",
    "date_from_datetime_inexact": "écrivez une date comme 2026-11-21",
    "date_from_datetime_parsing": "écrivez une date comme 2026-11-21",
    "decimal_type": 'écrivez un nombre entre guillemets, avec un point : "17.88"',
    "decimal_parsing": 'écrivez un nombre entre guillemets, avec un point : "17.88"',
    "list_type": "écrivez une liste",
    "tuple_type": "écrivez une liste",
    "frozen_set_type": "écrivez une liste",
    "dict_type": "écrivez des clés et des valeurs",
    "model_type": "écrivez des clés et des valeurs",
    "model_attributes_type": "écrivez des clés et des valeurs",
    "too_short": "il en faut au moins {min_length}",
    "too_long": "trop long : {max_length} au plus",
    "string_too_short": "trop court : {min_length} caractères au moins",
    "string_too_long": "trop long : {max_length} caractères au plus",
    "greater_than_equal": "trop petit : au moins {ge}",
    "less_than_equal": "trop grand : {le} au plus",
    "invalid_key": "une clé est un texte : « {name} » n’en est pas un",
    "missing": "la clé « {name} » manque",
    "extra_forbidden": "la clé « {name} » est inconnue : faute de frappe ?",
    "string_type": "écrivez un texte, entre guillemets : {input!r} n’en est pas un",
    "literal_error": "« {input} » n’est pas permis ici : {instead}",
    "string_pattern_mismatch": "« {input} » n’a pas la forme attendue : {shape}",
}
_SHAPES = {  # pattern of a shape → the same thing in words
    r"^https?://\S+$": "une adresse commence par https:// et n’a pas d’espace",
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "minuscules sans accent, chiffres et traits d’union",
    r"^[a-z][a-z0-9_]*$": "minuscules sans accent, chiffres et « _ »",
    r"^[A-Z]{3}$": "trois majuscules",
}


class FaultsError(ValueError):
    """Several mistakes that a validator finds at once, each with its place below the value."""

    def __init__(self, faults: Iterable[tuple[Loc, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__(" ; ".join(message for _, message in self.faults))


def say(item: Any) -> str:
    """Return one error of pydantic as « place : what to do »."""
    where = ".".join(str(part) for part in item["loc"])
    return f"{where} : {reason(item)}" if where else reason(item)


def reason(item: Any) -> str:
    """Return one error of pydantic as what to do."""
    context = item.get("ctx", {})
    values = {
        "name": item["loc"][-1] if item["loc"] else "",
        "input": item["input"],
        "instead": _instead(str(item["input"]), context.get("expected", "")),
        "shape": _SHAPES.get(context.get("pattern", ""), context.get("pattern", "")),
        **context,
    }
    template = _FRENCH.get(item["type"])
    return template.format(**values) if template else item["msg"].removeprefix("Value error, ")


def _instead(written: str, expected: str) -> str:
    permitted = re.findall(r"'([^']*)'", expected)
    if len(permitted) <= FEW:
        return f"choisissez parmi {', '.join(permitted)}"
    near = get_close_matches(written, permitted, n=1)
    return f"vouliez-vous dire « {near[0]} » ?" if near else "ce nom n’existe pas"
