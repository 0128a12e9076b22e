"""`kinebot read-amount`: an amount as a patient writes it, read."""

from __future__ import annotations

from decimal import Decimal

from bot.cli.batch import Row
from bot.knowledge.values import Reading, ValueReader

FIELDS = ("price", "sessions", "coverage")


def read_amount(reader: ValueReader, row: Row) -> Row:
    """Return the value read, as in the contract.

    Raises:
        ValueError: unknown field, or no text.
    """
    field, text = row.get("field"), row.get("text")
    if field not in FIELDS:
        raise ValueError(f"« field » doit être l’un de : {', '.join(FIELDS)}")
    if not isinstance(text, str):
        raise ValueError("la clé « text » manque, ou n’est pas un texte")
    return reading_row(reader.read(field, text))


def reading_row(reading: Reading) -> Row:
    """Return a reading as a row of the contract."""
    return {
        "value": None if reading.value is None else _write(reading.value, reading.unit),
        "unit": reading.unit,
        "ambiguous": reading.ambiguous,
        "range": [_write(end, reading.unit) for end in reading.range] if reading.range else None,
    }


def _write(value: Decimal, unit: str) -> str:
    if unit.startswith("eur"):
        return f"{value:.2f}"
    return f"{value.normalize():f}"
