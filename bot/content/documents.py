"""Reading YAML with its line numbers: a document knows where each of its values stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.content.bounds import TOO_DEEP, TOO_MANY, check_depth, check_size
from bot.errors import Problem
from bot.validation import FaultsError, Loc, reason

T = TypeVar("T")

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
        """Return the line (from 1) where the value at `loc` begins, its key if it has one."""
        return self._find(loc)[1]

    def line_in(self, loc: Loc, lines_before: int) -> int:
        """Return a line inside the text at `loc`; of a folded text, where it begins."""
        node, line = self._find(loc)
        is_block = isinstance(node, yaml.ScalarNode) and node.style == "|"
        return line + 1 + lines_before if is_block else line

    def _find(self, loc: Loc) -> tuple[yaml.Node | None, int]:
        node, line = self.root, self.root.start_mark.line + 1 if self.root else 1
        for part in loc:
            if found := _child(node, part):
                node, line = found
        return node, line

    def place(self, loc: Loc) -> str:
        """Return `loc` in words: an entry of a list is called by its id, not by its rank."""
        found: list[str] = []
        data = self.data
        for part in loc:
            is_listed = isinstance(data, list) and isinstance(part, int) and part < len(data)
            if is_listed or (isinstance(data, Mapping) and part in data):
                data = data[part]
                is_entry = isinstance(part, int) and isinstance(data, Mapping) and "id" in data
                found.append(str(data["id"] if is_entry else part))
        if isinstance(self.data, list) and len(found) > 1:
            return f"{found[0]}, {'.'.join(found[1:])}"
        return ".".join(found)

    def entries(self) -> Iterator[tuple[int, Mapping[str, Any]]]:
        """Yield the entries of a list with their ranks, whatever they hold."""
        for index, item in enumerate(self.data if isinstance(self.data, list) else ()):
            if isinstance(item, Mapping):
                yield index, item

    def ranks(self) -> dict[str, int]:
        """Return the rank of each entry of a list, by id."""
        return {str(item["id"]): index for index, item in self.entries() if "id" in item}

    def problem(self, loc: Loc, message: str) -> Problem:
        """Return a problem standing at `loc`."""
        return Problem(self.name, self.line_of(loc), message)

    def parse(self, shape: TypeAdapter[T], problems: list[Problem]) -> T | None:
        """Validate the data as `shape`; add every mistake to `problems`."""
        return self._parse(shape, (), self.data, problems)

    def parse_items(self, shape: TypeAdapter[T], problems: list[Problem]) -> dict[int, T]:
        """Validate each item of a list: a mistake in one does not hide the others."""
        if not isinstance(self.data, list):
            problems.append(self.problem((), "écrivez une liste"))
            return {}
        items = {
            index: self._parse(shape, (index,), item, problems)
            for index, item in enumerate(self.data)
        }
        return {index: item for index, item in items.items() if item is not None}

    def _parse(
        self, shape: TypeAdapter[T], loc: Loc, data: object, problems: list[Problem]
    ) -> T | None:
        try:
            return shape.validate_python(data)
        except ValidationError as error:
            for item in error.errors():
                problems += self._told((*loc, *item["loc"]), item)
            return None

    def _told(self, loc: Loc, item: Any) -> Iterator[Problem]:
        error = item.get("ctx", {}).get("error")
        faults = error.faults if isinstance(error, FaultsError) else [((), reason(item))]
        for below, message in faults:
            where = (*loc, *below)
            place = self.place(where)
            yield self.problem(where, f"{place} : {message}" if place else message)


_OF_TAGS = (ValueError, LookupError, AttributeError, TypeError)  # « !!int x », « !!bool x »
_SYNTAX = {
    TOO_DEEP: "trop de listes les unes dans les autres",
    TOO_MANY: "trop de valeurs une fois les « * » remplacés",
    "\\t": "une tabulation : mettez des espaces",
    "tab": "une tabulation : mettez des espaces",
    "alias": "un « * » au début : mettez la valeur entre guillemets",
    "anchor": "un « & » au début : mettez la valeur entre guillemets",
    "day is out of range": "cette date n’existe pas",
    "month must be": "cette date n’existe pas",
    "mapping values": "un deux-points dans un texte : mettez le texte entre guillemets",
}


def _child(node: yaml.Node | None, part: int | str) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        child = node.value[part]
        return child, child.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return value, key.start_mark.line + 1
    return None


def read_text(folder: Path, path: Path, problems: list[Problem]) -> str | None:
    """Read a file; one that cannot be, or is not in UTF-8, becomes a problem."""
    name = path.relative_to(folder).as_posix()
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        problems.append(Problem(name, 1, f"fichier illisible : {error.strerror}"))
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.append(Problem(name, line, "fichier illisible : enregistrez-le en UTF-8"))
    return None


def read_document(folder: Path, path: Path, problems: list[Problem]) -> Document | None:
    """Read one YAML file; a syntax error or a doubled key becomes a problem, in French."""
    name = path.relative_to(folder).as_posix()
    text = read_text(folder, path, problems)
    if text is None:
        return None
    try:
        check_depth(yaml.parse(text, _Loader))
        loader = _Loader(text)
        root = loader.get_single_node()
        if root:
            check_size(root)
        data = loader.construct_document(root) if root else None
    except (yaml.YAMLError, *_OF_TAGS) as error:
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
