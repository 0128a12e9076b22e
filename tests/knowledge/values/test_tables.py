"""Amounts and sentences, each with what must be read in it."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.values import Reading

HERE = Path(__file__).parent


def _rows(key: str, *files: str) -> list[Any]:
    tables = [yaml.safe_load((HERE / name).read_text(encoding="utf-8")) for name in files]
    return [row for table in tables for row in table[key]]


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _bounds(texts: list[str] | None) -> tuple[Decimal, ...] | None:
    return tuple(map(Decimal, texts)) if texts else None


AMOUNTS = _rows("amounts", "amounts.yaml", "blind.yaml")
SENTENCES = _rows("sentences", "sentences.yaml", "blind.yaml")


@pytest.mark.parametrize("row", AMOUNTS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_an_answer_is_read_as_its_author_meant_it(values, row):
    field, text, value, unit, ambiguous, *rest = row
    reading = values.read(field, text)

    assert (reading.unit, reading.ambiguous) == (unit, ambiguous)
    assert reading.value == _decimal(value) or _lies_within(reading, rest)
    if value is None and rest:
        assert reading.range is None or reading.range == _bounds(rest[0])


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"])
def test_a_sentence_gives_the_values_it_holds_and_no_other(slots, row):
    found = slots.read(row["text"])

    for name in ("price", "sessions", "coverage"):
        reading = getattr(found, name)
        assert (reading and reading.value) == _decimal(row.get(name)), name
        if f"{name}_range" in row:
            assert reading.range == _bounds(row[f"{name}_range"]), name
    assert found.total == _decimal(row.get("total"))


@pytest.mark.parametrize("row", SENTENCES, ids=lambda row: row["text"])
def test_a_sentence_tells_who_the_patient_is_and_what_is_asked(slots, row):
    found = slots.read(row["text"])

    assert list(found.situations) == row.get("situations", [])
    assert found.maternity_period == row.get("maternity")
    assert found.act == row.get("act")
    assert found.territory == row.get("territory")
    assert found.ald_related == row.get("ald_related")
    assert found.includes_amo == row.get("includes_amo")
    assert found.wants_amount == row.get("wants", found.wants_amount)
    assert found.is_values_only == row.get("only", found.is_values_only)


def test_the_tables_are_large_enough():
    assert len(AMOUNTS) >= 150
    assert len(SENTENCES) >= 100


def _lies_within(reading: Reading, rest: list[Any]) -> bool:
    """A value inside the expected bounds is right when it is read back."""
    bounds = _bounds(rest[0]) if rest else None
    inside = bounds and reading.value is not None and bounds[0] <= reading.value <= bounds[1]
    return bool(inside and reading.ambiguous)


@pytest.mark.parametrize(
    ("text", "proposal", "includes_amo"),
    [
        ("90 % en plus de la Sécu", "90", False),
        ("TM + 100 %", "200", True),
        ("50 % + ticket modérateur", "150", True),
    ],
)
def test_a_percentage_on_top_of_another_part_is_proposed_and_not_read(
    values, text, proposal, includes_amo
):
    reading = values.read("coverage", text)

    assert reading.value is None
    assert reading.proposal == Decimal(proposal)
    assert reading.includes_amo is includes_amo
