"""`kinebot read-amount`: the shape of the contract."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bot.cli.amounts import read_amount
from bot.content.models import Content
from bot.knowledge.values import ValueReader

Row = dict[str, Any]


@pytest.fixture(scope="module")
def reader(content: Content) -> ValueReader:
    return ValueReader(content.values)


@pytest.mark.parametrize(
    ("field", "text", "value", "unit"),
    [
        ("price", "12€50", "12.50", "eur"),
        ("price", "trente-cinq", "35.00", "eur"),
        ("sessions", "10", "10", "count"),
        ("coverage", "150 %", "150", "percent"),
        ("coverage", "150", "150", "percent"),
        ("coverage", "5 € par séance", "5.00", "eur_per_session"),
        ("coverage", "pas de mutuelle", "0", "none"),
    ],
)
def test_a_plain_value_has_the_shape_of_the_contract(
    reader: ValueReader, field: str, text: str, value: str, unit: str
) -> None:
    row = json.loads(json.dumps(read_amount(reader, {"field": field, "text": text, "x": 1})))
    assert row == {"value": value, "unit": unit, "ambiguous": False, "range": None}


def test_a_hesitation_has_its_two_ends_and_is_to_be_read_back(reader: ValueReader) -> None:
    row = read_amount(reader, {"field": "price", "text": "entre 20 et 25"})
    assert row["range"] == ["20.00", "25.00"]
    assert row["ambiguous"] is True


def test_nothing_usable_has_no_value(reader: ValueReader) -> None:
    row = read_amount(reader, {"field": "price", "text": "bleu"})
    assert (row["value"], row["range"]) == (None, None)


@pytest.mark.parametrize(
    "row", [{}, {"field": "price"}, {"text": "35"}, {"field": "x", "text": "35"},
            {"field": "price", "text": 35}],
)  # fmt: skip
def test_a_line_without_its_field_or_its_text_is_refused(reader: ValueReader, row: Row) -> None:
    with pytest.raises(ValueError, match=r"field|text"):
        read_amount(reader, row)
