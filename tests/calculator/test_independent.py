"""The cases worked out by another program, to the cent, and the proof that nobody retouched them.

`tests/cases/independants.yaml` is written by `tests/cases/independent.py`, which never imports
`bot`: two programs written apart from the same texts must give the same amounts.
"""

from __future__ import annotations

import ast
import csv
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.estimate import Estimator
from bot.content.models import Content
from tests.calculator.test_cases import CASES as BY_HAND
from tests.calculator.test_cases import as_json
from tests.cases import independent
from tests.conftest import ROOT, TODAY

FOLDER = Path(independent.__file__).parent
CASES = yaml.load(independent.FILE.read_text("utf-8"), Loader=yaml.CSafeLoader)
DOSSIER = ROOT.parent / "shared" / "facts"


@pytest.fixture(scope="module")
def estimator(content: Content) -> Estimator:
    return Estimator(content, TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"][:6])
def test_both_programs_agree_to_the_cent(case: dict[str, Any], estimator: Estimator) -> None:
    row = estimator(as_json(case["input"]))
    expected = case["expected"]
    if "outcome" in expected:
        assert row["outcome"] == expected["outcome"]
        assert row["reasons"]
        return
    assert row["outcome"] == "computed", row
    assert ("total" in row) == ("total" in expected)
    for part, amounts in expected.items():
        wanted = {name: [ends[0], ends[-1]] for name, ends in amounts.items()}
        assert row[part] == wanted, case["name"]


def test_the_file_is_what_the_independent_program_gives() -> None:
    assert independent.FILE.read_text("utf-8") == independent.document()


@pytest.mark.parametrize("name", ["independent.py", "inputs.py"])
def test_the_independent_program_knows_nothing_of_the_bot(name: str) -> None:
    tree = ast.parse((FOLDER / name).read_text("utf-8"))
    imported = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in [*node.names, ast.alias(getattr(node, "module", "") or "")]
    }
    assert not [name for name in imported if name.split(".")[0] in ("bot", "benchmarks")]


def test_there_are_many_more_cases_than_those_made_by_hand() -> None:
    names = {case["name"] for case in (*CASES, *BY_HAND)}
    assert len(names) == len(CASES) + len(BY_HAND)
    assert len(CASES) >= 150
    assert all(case["source"] for case in CASES)


def test_its_table_of_acts_is_the_one_of_the_dossier() -> None:
    table = DOSSIER / "money_ngap.csv"
    if not table.exists():
        pytest.skip("le dossier ../shared n’est pas là")
    rows = list(csv.DictReader(table.read_text("utf-8").splitlines()))
    assert {row["acte_id"] for row in rows} == set(independent.COEFFICIENTS)
    for row in rows:
        act, since = row["acte_id"], row["valid_from"]
        assert independent.ARTICLE[act] == row["article"]
        known = {c.since.isoformat(): c for c in independent.COEFFICIENTS[act]}
        found = known[since] if since else next(iter(known.values()))
        assert found.value == independent.D(row["coef"]), act
        assert found.is_announced == (row["statut"] == "cond"), act
