"""Names between braces that nothing fills: values of the code, dated numbers, examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from jinja2 import Environment, TemplateError, nodes

from bot.content.checks.given import TEMPLATES, TEXT_VALUES
from bot.content.checks.passages import FILLED, TEXTS, passages
from bot.content.documents import read_text
from bot.content.loader import PARAMETER_FILES, Reader
from bot.errors import Problem

PARAMETERS = tuple(f"parametres/{name}.yaml" for name in PARAMETER_FILES)
ACTS, FAMILIES = ("parametres/actes.yaml",), ("parametres/familles.yaml",)
DATED: Mapping[str, tuple[str, ...]] = {  # what every text may name → the files of its own names
    "aujourdhui": (),
    "p": PARAMETERS, "p_drom": PARAMETERS, "le": PARAMETERS,
    "tarif": ACTS, "tarif_drom": ACTS, "tarif_le": ACTS,
    "tarif_bas": FAMILIES, "tarif_haut": FAMILIES,
    "tarif_bas_drom": FAMILIES, "tarif_haut_drom": FAMILIES,
    "ex": ("exemples.yaml",),
}  # fmt: skip
OF_JINJA = {"loop"}
ADVICE = "faute de frappe, sinon voir bot/content/checks/given.py"


def check_variables(reader: Reader) -> Iterator[Problem]:
    """Yield the names that no text, or not this one, can use."""
    known = {name: _names_in(reader, files) for name, files in DATED.items()}
    for passage in passages(reader, FILLED):
        is_text = passage.document.name == TEXTS
        given = TEXT_VALUES.get(passage.name, "") if is_text else ""
        for line, message in _faults(passage.text, given.split(), known):
            yield passage.problem(_start_of(passage.text, line), message)
    for name, given in TEMPLATES.items():
        path = reader.folder / "templates" / name
        text = read_text(reader.folder, path, []) if path.is_file() else None
        for line, message in _faults(text or "", given.split(), known):
            yield Problem(f"templates/{name}", line, message)


def _faults(
    source: str, given: Iterable[str], known: Mapping[str, set[str]]
) -> Iterator[tuple[int, str]]:
    try:
        tree = Environment().parse(source)  # noqa: S701 — never rendered
    except (TemplateError, RecursionError):
        return  # told when the text is rendered
    names = list(tree.find_all(nodes.Name))
    inside = {name.name for name in names if name.ctx == "store"} | OF_JINJA | set(given)
    for name in names:
        if name.name not in inside and name.name not in known:
            yield name.lineno, f"valeur inconnue dans ce texte : « {name.name} » ({ADVICE})"
    for access in tree.find_all(nodes.Getattr):
        owner = _owner(access.node)
        its_names = set() if owner in inside else known.get(owner, set())
        if its_names and access.attr not in its_names:
            yield access.lineno, f"« {owner}.{access.attr} » n’existe pas : faute de frappe ?"


def _owner(node: nodes.Node) -> str:
    """Return « p » for `p`, « le » for `le('2026-09-30')`."""
    called = node.node if isinstance(node, nodes.Call) else node
    return called.name if isinstance(called, nodes.Name) else ""


def _names_in(reader: Reader, files: Iterable[str]) -> set[str]:
    """Return the names written in some files; nothing when one of them cannot be read."""
    names: set[str] = set()
    for file in files:
        document = reader.documents.get(file)
        if document is None:
            return set()
        keys = document.data if isinstance(document.data, Mapping) else document.ranks()
        names |= {str(key).replace("-", "_") for key in keys}
    return names


def _start_of(text: str, line: int) -> int:
    """Return where a line begins, from 1."""
    return sum(len(part) for part in text.splitlines(keepends=True)[: line - 1])
