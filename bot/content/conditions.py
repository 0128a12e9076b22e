"""Conditions of the guides: expressions of Jinja over the answers.

`raison == "absence" and absence_type != "autre-kine"`, `faites >= situation_accord - 1`.
The same language as the texts; nothing else can be run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.content.templating import PlainGlobals

Values = Mapping[str, Any]
_ORDERS = frozenset({"gt", "gteq", "lt", "lteq"})


def plus_days(day: dt.date, days: Decimal | int) -> dt.date:
    """Return the day that comes so many days after."""
    return day + dt.timedelta(days=int(days))


class _Conditions(PlainGlobals, ImmutableSandboxedEnvironment):
    """Runs expressions and nothing else."""


_ENVIRONMENT = _Conditions(undefined=StrictUndefined)
_ENVIRONMENT.filters["plus_jours"] = plus_days


@lru_cache(maxsize=1024)
def _compiled(source: str) -> Callable[..., Any]:
    return _ENVIRONMENT.compile_expression(source, undefined_to_none=False)


def evaluate(source: str, values: Values) -> Any:
    """Return the value of an expression.

    Raises:
        jinja2.TemplateError: it cannot be read, or names something unknown.
        TypeError: it compares what cannot be compared.
    """
    return _compiled(source)(values)


def holds(source: str, values: Values) -> bool:
    """Tell whether a condition holds; an empty one always does."""
    return not source or bool(evaluate(source, values))


def names_in(source: str) -> set[str]:
    """Return the names that an expression uses.

    Raises:
        jinja2.TemplateSyntaxError: it cannot be read.
    """
    return {node.name for node in _tree(source).find_all(nodes.Name)}


def compared_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield (name, word) for each word that a name is compared with.

    Raises:
        jinja2.TemplateSyntaxError: it cannot be read.
    """
    for comparison in _tree(source).find_all(nodes.Compare):
        sides = [comparison.expr, *(operand.expr for operand in comparison.ops)]
        names = [side.name for side in sides if isinstance(side, nodes.Name)]
        for name in names:
            for side in sides:
                yield from ((name, word) for word in _words(side))


def ordered_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield (name, word) for each word that a name is asked to be more or less than."""
    for comparison in _tree(source).find_all(nodes.Compare):
        sides = [comparison.expr, *(each.expr for each in comparison.ops)]
        names = [side.name for side in sides if isinstance(side, nodes.Name)]
        if any(each.op in _ORDERS for each in comparison.ops):
            yield from ((name, word) for name in names for side in sides for word in _words(side))


def parameters_in(source: str) -> set[str]:
    """Return the dated numbers that an expression uses: `p.accord_reponse`."""
    found = _tree(source).find_all(nodes.Getattr)
    return {
        node.attr for node in found if isinstance(node.node, nodes.Name) and node.node.name == "p"
    }


def numbers_in(source: str) -> set[int]:
    """Return the whole numbers written in an expression."""
    found = _tree(source).find_all(nodes.Const) if source else ()
    return {node.value for node in found if type(node.value) is int}


def _words(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.List | nodes.Tuple):
        for item in node.items:
            yield from _words(item)


def _tree(source: str) -> nodes.Template:
    """Read an expression alone: « a }} b » is not one."""
    _compiled(source)
    return _ENVIRONMENT.parse("{{ " + source + " }}")
