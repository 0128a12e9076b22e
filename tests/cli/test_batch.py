"""One JSON line in, one JSON line out, in order."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest

from bot.cli.batch import run_batch

Row = dict[str, Any]


def echo(row: Row) -> Row:
    if "refused" in row:
        raise ValueError("non\nmerci")
    return {"said": row["said"]}


def batch(*lines: str) -> tuple[int, list[Row]]:
    out = io.StringIO()
    status = run_batch(lines, echo, out)
    return status, [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_gets_its_line_in_order() -> None:
    assert batch('{"said": 1}', '{"said": 2}') == (0, [{"said": 1}, {"said": 2}])


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "JSON"),
        ("plouf", "JSON"),
        ("[1]", "objet"),
        ('"texte"', "objet"),
        ("null", "objet"),
        ('{"refused": 1}', "non merci"),
        ("{}", "said"),
        ('{"said": ' + "[" * 100_000, "JSON"),
    ],
)
def test_a_bad_line_is_told_with_its_number_and_the_next_is_read(line: str, words: str) -> None:
    status, rows = batch('{"said": 1}', line, '{"said": 3}')
    assert status == 1
    assert rows[0] == {"said": 1}
    assert set(rows[1]) == {"error", "line"}
    assert rows[1]["line"] == 2
    assert words in rows[1]["error"]
    assert rows[2] == {"said": 3}


def test_empty_lines_are_skipped_and_counted() -> None:
    status, rows = batch("", "   ", "plouf")
    assert (status, [row["line"] for row in rows]) == (1, [3])


def test_nothing_at_all_is_well_read() -> None:
    assert batch() == (0, [])


def test_a_number_keeps_every_digit_and_french_its_accents() -> None:
    out = io.StringIO()
    run_batch(['{"said": 35.10}', '{"said": "séance à 35 €"}'], echo, out)
    assert out.getvalue() == '{"said": "35.10"}\n{"said": "séance à 35 €"}\n'


def test_each_line_is_answered_before_the_next_is_read() -> None:
    out, seen = io.StringIO(), []

    def lines() -> Iterator[str]:
        for number in range(3):
            seen.append(out.getvalue().count("\n"))
            yield f'{{"said": {number}}}'

    run_batch(lines(), echo, out)
    assert seen == [0, 1, 2]
