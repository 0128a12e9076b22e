"""`kinebot estimate`: the shapes of the contract. The amounts are in `tests/cases/`."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

import pytest

from bot.cli.estimate import SESSION, TOTAL, Estimator
from tests.cli.conftest import Kinebot

Row = dict[str, Any]
AMOUNT = re.compile(r"\d+\.\d\d")
PLAIN: Row = {"price": "35.00", "sessions": 10, "act": "lombalgie_commune",
              "coverage": {"kind": "percent", "percent": "150"}}  # fmt: skip


def test_an_estimate_has_the_shape_of_the_contract(estimator: Estimator) -> None:
    row = json.loads(json.dumps(estimator(PLAIN)))
    assert row["outcome"] == "computed"
    for part, names in (("per_session", SESSION), ("total", TOTAL)):
        assert set(row[part]) == set(names)
        for low, high in row[part].values():
            assert AMOUNT.fullmatch(low)
            assert AMOUNT.fullmatch(high)
            assert Decimal(low) <= Decimal(high)
    for step in row["steps"]:
        assert {"id", "label", "formula", "amount", "source", "valid_from"} <= set(step)
        assert step["label"]
        assert step["formula"]
        assert step["source"]["title"]
        assert "<" not in step["label"] + step["formula"]
    assert {"tarif", "part-secu", "franchise", "mutuelle", "reste", "total"} <= {
        step["id"] for step in row["steps"]
    }
    for name in ("alternatives", "assumptions", "to_confirm"):
        assert isinstance(row[name], list)


def test_the_example_of_the_contract_is_given_to_the_cent(estimator: Estimator) -> None:
    row = estimator({**PLAIN, "day": "2026-11-21"})
    assert row["per_session"]["tariff"] == ["17.88", "17.88"]
    assert row["per_session"]["amo"] == ["9.73", "9.73"]
    assert row["per_session"]["complementaire"] == ["16.09", "16.09"]
    assert row["total"]["reste_a_charge"] == ["91.80", "91.80"]


@pytest.mark.parametrize(
    ("given", "missing"),
    [({}, {"price", "sessions"}), ({"price": "35.00"}, {"sessions"}), ({"sessions": 3}, {"price"})],
)
def test_what_is_not_said_is_asked_for(estimator: Estimator, given: Row, missing: set[str]) -> None:
    row = estimator(given)
    assert row["outcome"] == "missing"
    assert set(row["questions"]) == missing


def test_not_knowing_is_an_answer(estimator: Estimator) -> None:
    row = estimator({"price": None, "sessions": None})
    assert row["outcome"] == "computed"
    assert "total" not in row


@pytest.mark.parametrize("day", ["2024-02-21", "2028-01-01"])
def test_a_day_nobody_verified_is_refused_with_its_reason(estimator: Estimator, day: str) -> None:
    row = estimator({**PLAIN, "day": day})
    assert row["outcome"] == "not_computable"
    assert row["reasons"]
    assert set(row) == {"outcome", "reasons"}


WRONG = {
    "an unknown key": {"prix": "35.00"},
    "an amount with a comma": {"price": "35,00"},
    "an amount in words": {"price": "trente"},
    "half a cent": {"price": "35.005"},
    "a negative price": {"price": "-1.00"},
    "a price that is not a number": {"price": "NaN"},
    "an infinite price": {"price": "Infinity"},
    "a price from high to low": {"price": {"low": "30.00", "high": "20.00"}},
    "a true price": {"price": True},
    "no session": {"sessions": 0},
    "half a session": {"sessions": "2.5"},
    "a true session": {"sessions": True},
    "a thousand sessions": {"sessions": 1000},
    "an unknown act": {"act": "acte_perdu"},
    "an unknown territory": {"territory": "lune"},
    "an unknown situation": {"situations": ["lune"]},
    "a percentage without its number": {"coverage": {"kind": "percent"}},
    "an unknown coverage": {"coverage": {"kind": "lune"}},
    "a day that does not exist": {"day": "2026-02-30"},
    "a month that does not exist": {"start_month": "2026-13"},
    "three sessions a day": {"per_day": 3},
    "a rate above one": {"rate": "1.5"},
}
INSIDES = re.compile(r"0x[0-9a-f]+|function|functools|\n")


@pytest.mark.parametrize("change", list(WRONG.values()), ids=list(WRONG))
def test_a_wrong_value_is_refused_in_one_line_that_names_it(
    estimator: Estimator, change: Row
) -> None:
    with pytest.raises(ValueError, match=r"\S") as told:
        estimator({**PLAIN, **change})
    said = str(told.value)
    assert not INSIDES.search(said)
    assert str(next(iter(change))) in said or str(next(iter(change.values()))) in said


def test_the_program_estimates_line_by_line(kinebot: Kinebot) -> None:
    lines = [json.dumps(PLAIN), '{"sessions": 3}', '{"prix": 1}', json.dumps(PLAIN)]
    ran = kinebot("estimate", lines=lines)
    assert [row.get("outcome") for row in ran.rows] == ["computed", "missing", None, "computed"]
    assert ran.rows[2]["line"] == 3
    assert (ran.status, ran.err) == (1, "")
