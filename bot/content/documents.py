"""Reading YAML with its line numbers: a document knows where each of its values stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.errors import Problem
from bot.validation import say

T = TypeVar("T")
Loc = Sequence[int | str]

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # libyaml is absent: the pure Python loader reads the same files
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]


class _Loader(_BaseLoader):
    """The safe loader, for files that hold data only."""


@dataclass(frozen=True, slots=True)
class Document:
    """One YAML file: its data, and its nodes to find lines again."""

    name: str
    data: Any
    root: yaml.Node | None

    def line_of(self, loc: Loc) -> int:
        """Return the line (from 1) of the value at `loc`, or of its nearest parent."""
        node, line = self.root, 1
        for part in loc:
            if node is None:
                break
            line = node.start_mark.line + 1
            node = _child(node, part)
        return line if node is None else node.start_mark.line + 1

    def problem(self, loc: Loc, message: str) -> Problem:
        """Return a problem standing at `loc`."""
        return Problem(self.name, self.line_of(loc), message)

    def parse(self, shape: TypeAdapter[T], problems: list[Problem]) -> T | None:
        """Validate the data as `shape`; add every mistake to `problems`."""
        try:
            return shape.validate_python(self.data)
        except ValidationError as error:
            problems += [self.problem(item["loc"], say(item)) for item in error.errors()]
            return None


_SYNTAX = {
    "\\t": "une tabulation : mettez des espaces",
    "tab": "une tabulation : mettez des espaces",
    "alias": "un « * » au début : mettez la valeur entre guillemets",
    "anchor": "un « & » au début : mettez la valeur entre guillemets",
    "day is out of range": "cette date n’existe pas",
    "month must be": "cette date n’existe pas",
    "mapping values": "un deux-points dans un texte : mettez le texte entre guillemets",
}


def _child(node: yaml.Node, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value  # type: ignore[no-any-return]
    return None


def read_document(folder: Path, path: Path, problems: list[Problem]) -> Document | None:
    """Read one YAML file; a syntax error or a doubled key becomes a problem, in French."""
    name = path.relative_to(folder).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=_Loader)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 — a subclass of the safe loader
    except OSError as error:
        problems.append(Problem(name, 1, f"fichier illisible : {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(Problem(name, 1, "fichier illisible : enregistrez-le en UTF-8"))
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problems.append(Problem(name, line, f"YAML incorrect : {_in_french(error)}"))
    else:
        document = Document(name, data, root)
        problems += _doubled_keys(document, root)
        return document
    return None


def _in_french(error: Exception) -> str:
    said = (getattr(error, "problem", None) or str(error)).lower()
    return next(
        (french for sign, french in _SYNTAX.items() if sign in said),
        "regardez les guillemets, les deux-points et les retraits de cette ligne et d’avant",
    )


def _doubled_keys(document: Document, node: yaml.Node | None) -> list[Problem]:
    found: list[Problem] = []
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                found.append(Problem(document.name, line, f"la clé « {key.value} » est en double"))
            seen.add(key.value)
            found += _doubled_keys(document, value)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            found += _doubled_keys(document, value)
    return found
