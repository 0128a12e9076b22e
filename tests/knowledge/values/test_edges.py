"""Spellings at the edge of a rule, where a small change of a reader used to go unseen."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from tests.knowledge.values import test_tables as tables

EDGES = yaml.safe_load((Path(__file__).parent / "edges.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("row", EDGES["amounts"], ids=lambda row: f"{row[0]}: {row[1]}")
def test_an_answer_at_the_edge_is_read_as_its_author_meant_it(values, row):
    tables.test_an_answer_is_read_as_its_author_meant_it(values, row)


@pytest.mark.parametrize("row", EDGES["whole"], ids=lambda row: f"{row[0]}: {row[1]}")
def test_every_part_of_a_reading_is_what_its_author_meant(values, row):
    field, text, value, unit, ambiguous, ends, proposal = row
    reading = values.read(field, text)

    assert (reading.unit, reading.ambiguous) == (unit, ambiguous)
    assert (reading.value, reading.proposal) == (decimal(value), decimal(proposal))
    assert reading.range == (tuple(map(Decimal, ends)) if ends else None)


@pytest.mark.parametrize("row", EDGES["asked"], ids=lambda row: f"{row[0]}: {row[1]}")
def test_what_decides_how_to_ask_is_read(values, row):
    field, text, said = row
    reading = values.read(field, text)

    for name in ("value", "proposal", "part"):
        assert getattr(reading, name) == decimal(said.get(name)), name
    for name in ("ambiguous", "is_approximate", "is_done"):
        assert getattr(reading, name) is said.get(name, False), name
    assert (reading.unit, reading.cause) == (said["unit"], said.get("cause"))
    assert reading.range == (tuple(map(Decimal, said["range"])) if "range" in said else None)


def decimal(text):
    return None if text is None else Decimal(text)


@pytest.mark.parametrize("row", EDGES["sentences"], ids=lambda row: row["text"])
def test_a_sentence_at_the_edge_is_read_wholly_right(slots, row):
    tables.test_a_sentence_gives_the_values_it_holds_and_no_other(slots, row)
    tables.test_a_sentence_tells_who_the_patient_is_and_what_is_asked(slots, row)


@pytest.mark.parametrize(
    ("text", "proposal"),
    [("1613", "16.13"), ("1788 €", "17.88"), ("35", None), ("17,88 €", None)],
)
def test_a_price_without_its_comma_is_proposed_with_it(values, text, proposal):
    reading = values.read("price", text)
    assert reading.proposal == decimal(proposal)
    assert (reading.value is None) == (proposal is not None)
