"""Why a condition or a text of a guide cannot be used, in French for an operator."""

from __future__ import annotations

import re

from jinja2 import TemplateError, TemplateSyntaxError

FAILURES = (
    TemplateError, LookupError, TypeError, ValueError, ArithmeticError, AttributeError,
    RecursionError,
)  # fmt: skip
_KNOWN = (
    (re.compile(r"'(\w+)' is undefined"), "« {} » n’existe pas : faute de frappe ?"),
    (re.compile(r"No filter named '(\w+)'"), "filtre inconnu : « {} »"),
    (re.compile(r"not supported between instances of"), "un nombre est comparé à un mot"),
)
_UNREAD = "« {{ » ou « {% » mal écrit : il faut son « }} », son « %} » ou son « end… »"


def reason(error: Exception) -> str:
    """Return what is wrong and what to look at."""
    said = " ".join(str(error).split())
    for pattern, message in _KNOWN:
        if found := pattern.search(said):
            return message.format(*found.groups())
    if isinstance(error, TemplateSyntaxError | RecursionError):
        return _UNREAD
    if isinstance(error, KeyError):
        return f"« {said.strip(chr(39))} » n’existe pas : faute de frappe ?"
    if isinstance(error, TypeError | ValueError | ArithmeticError | AttributeError):
        return "une valeur ne va pas avec son filtre ou son calcul"
    return said
