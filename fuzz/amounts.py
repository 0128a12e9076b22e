"""Amounts: whatever is typed, what is read is a finite number, and none is below zero."""
# ruff: noqa: S101 — what does not hold is what is looked for

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from bot.content.loader import load_content
from bot.knowledge.values import Field, Reading, SlotReader, ValueReader
from fuzz.harness import fuzz, said_in, typed

VALUES = load_content().values
READER, SLOTS = ValueReader(VALUES), SlotReader(VALUES)
FIELDS: tuple[Field, ...] = get_args(Field)


def try_one(data: bytes) -> None:
    """Read every field, and the sentence."""
    text = typed(data)
    slots = SLOTS.read(text)
    for field in FIELDS:
        _check(READER.read(field, text))
    for found in (slots.price, slots.sessions, slots.coverage, slots.rhythm):
        _check(found)


def _check(reading: Reading | None) -> None:
    if reading is not None:
        numbers = (reading.value, reading.proposal, reading.part, *(reading.range or ()))
        assert all(_is_amount(number) for number in numbers if number is not None)


def _is_amount(number: Decimal) -> bool:
    return number.is_finite() and number >= 0


if __name__ == "__main__":
    fuzz("amounts", (text.encode() for text in said_in("knowledge/values", "cases")), try_one)
