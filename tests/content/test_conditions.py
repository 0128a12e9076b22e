"""The conditions of the guides: what they may say, and what they cannot do."""

from __future__ import annotations

import datetime as dt

import pytest
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError

from bot.content.conditions import compared_in, evaluate, holds, names_in, numbers_in

VALUES = {"raison": "absence", "faites": 15, "accord": 16, "pieces": ["bilan"], "jour": None}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("", True),
        ('raison == "absence"', True),
        ('raison in ["absence", "changer"]', True),
        ('raison != "absence"', False),
        ("faites >= accord - 1", True),
        ("faites >= accord", False),
        ('"bilan" in pieces and "ordonnance" not in pieces', True),
        ("[faites, accord] | max == 16", True),
        ("not jour", True),
    ],
)
def test_a_condition_says_what_it_reads_like(condition: str, expected: bool) -> None:
    assert holds(condition, VALUES) is expected


def test_a_number_of_days_can_be_added_to_a_day() -> None:
    values = {"recu": dt.date(2026, 2, 20), "delai": 15}
    assert evaluate("recu | plus_jours(delai)", values) == dt.date(2026, 3, 7)


@pytest.mark.parametrize("condition", ["raison ==", "raison = 'absence'", "a }} b", "(raison"])
def test_what_is_not_a_condition_is_refused(condition: str) -> None:
    with pytest.raises(TemplateError):
        names_in(condition)


def test_a_name_that_does_not_exist_is_an_error_and_not_a_no() -> None:
    with pytest.raises(TemplateError):
        holds("raizon == 'absence'", VALUES)


@pytest.mark.parametrize(
    "attack",
    [
        "raison.__class__.__mro__",
        "''.__class__.__base__.__subclasses__()",
        "pieces.append('x')",
        "pieces.clear()",
    ],
)
def test_a_condition_reaches_nothing_but_the_answers(attack: str) -> None:
    with pytest.raises((SecurityError, TemplateError)):
        evaluate(f"({attack}) | string", VALUES)
    assert VALUES["pieces"] == ["bilan"]


def test_the_names_the_words_and_the_numbers_of_a_condition_are_found() -> None:
    condition = 'raison in ["absence", "changer"] and faites >= accord - 1 and "x" != jour'
    assert names_in(condition) == {"raison", "faites", "accord", "jour"}
    assert set(compared_in(condition)) == {
        ("raison", "absence"), ("raison", "changer"), ("jour", "x")
    }  # fmt: skip
    assert numbers_in(condition) == {1}
