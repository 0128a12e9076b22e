"""Every case of `tests/cases/reste_a_charge.yaml`, to the cent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli.estimate import Estimator
from bot.content.models import Content
from tests.conftest import TODAY

CASES = yaml.safe_load(
    (Path(__file__).parents[1] / "cases" / "reste_a_charge.yaml").read_text("utf-8")
)


@pytest.fixture(scope="module")
def estimator(content: Content) -> Estimator:
    return Estimator(content, TODAY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"].split()[0])
def test_the_case_holds_to_the_cent(case: dict[str, Any], estimator: Estimator) -> None:
    row = estimator(as_json(case["input"]))
    assert row["outcome"] == "computed", row
    expected = dict(case["expected"])
    others = expected.pop("alternatives", None)
    for part, amounts in expected.items():
        for name, ends in amounts.items():
            assert row[part][name] == [ends[0], ends[-1]], (part, name)
    if others is not None:
        assert [other["total"] for other in row["alternatives"]] == others


def test_each_case_has_a_name_of_its_own_and_a_source() -> None:
    names = [case["name"] for case in CASES]
    assert len(set(names)) == len(names)
    assert all(case["source"] for case in CASES)


def as_json(value: Any) -> Any:
    """YAML days become ISO texts, as on the command's standard input."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
