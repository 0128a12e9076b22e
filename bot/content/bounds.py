"""YAML within bounds: neither so deep nor so many values that reading it never ends.

A few `&` and `*` may stand for billions of values, and libyaml crashes on deep nesting.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import yaml

DEEPEST = 50  # lists and keys inside one another; our files have six
MOST = 100_000  # values of a file once its `*` are written out; our files have at most 10,000
TOO_DEEP, TOO_MANY = "too deep", "too many values"


def check_depth(events: Iterable[yaml.Event]) -> None:
    """Refuse what is nested too deep, before it is read.

    Raises:
        yaml.MarkedYAMLError: at the first value that is too deep.
    """
    depth = 0
    for event in events:
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise _refusal(TOO_DEEP, event.start_mark)


def check_size(node: yaml.Node) -> None:
    """Refuse what stands for too many values, or holds itself.

    Raises:
        yaml.MarkedYAMLError: at the innermost value that does.
    """
    _size(node, {})


def _size(node: yaml.Node, known: dict[yaml.Node, float]) -> float:
    """Return how many values a node stands for; inside itself it has no end."""
    if node not in known:
        known[node] = math.inf
        known[node] = 1 + sum(_size(child, known) for child in _children(node))
        if known[node] > MOST:
            raise _refusal(TOO_MANY, node.start_mark)
    return known[node]


def _refusal(reason: str, mark: Any) -> yaml.MarkedYAMLError:
    return yaml.MarkedYAMLError(problem=reason, problem_mark=mark)


def _children(node: yaml.Node) -> Iterable[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [child for pair in node.value for child in pair]
    return node.value if isinstance(node, yaml.SequenceNode) else ()
