"""What pydantic refuses, told in French to an operator."""

from __future__ import annotations

from typing import Any

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
    "decimal_type": 'écrivez un nombre entre guillemets, avec un point : "17.88"',
    "list_type": "écrivez une liste",
    "model_type": "écrivez des clés et des valeurs",
    "model_attributes_type": "écrivez des clés et des valeurs",
    "frozen_set_type": "écrivez une liste",
    "too_long": "trop long : {max_length} au plus",
    "greater_than_equal": "trop petit : au moins {ge}",
    "less_than_equal": "trop grand : {le} au plus",
    "missing": "la clé « {name} » manque",
    "extra_forbidden": "la clé « {name} » est inconnue : faute de frappe ?",
    "string_type": "écrivez un texte, entre guillemets : {input!r} n’en est pas un",
    "date_from_datetime_parsing": "écrivez une date comme 2026-11-21",
    "decimal_parsing": 'écrivez un nombre entre guillemets, avec un point : "17.88"',
    "literal_error": "« {input} » n’est pas permis ici : choisissez parmi {expected}",
    "string_pattern_mismatch": "« {input} » n’a pas la forme attendue ({pattern})",
    "string_too_long": "trop long : {max_length} caractères au plus",
    "string_too_short": "trop court : {min_length} caractères au moins",
    "tuple_type": "écrivez une liste",
    "dict_type": "écrivez des clés et des valeurs",
    "too_short": "il en faut au moins {min_length}",
}


def say(item: Any) -> str:
    """Return one error of pydantic as « place : what to do »."""
    context = {
        "name": item["loc"][-1] if item["loc"] else "",
        "input": item["input"],
        **item.get("ctx", {}),
    }
    template = _FRENCH.get(item["type"])
    said = template.format(**context) if template else item["msg"].removeprefix("Value error, ")
    where = ".".join(str(part) for part in item["loc"])
    return f"{where} : {said}" if where else str(said)
