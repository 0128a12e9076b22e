"""Whole sentences in many voices: every value they hold, and no other."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge.values import Reading, Slots

HERE = Path(__file__).parent
UNITS = {"coverage": ("percent", "none"), "per_session": ("eur_per_session",)}


def _rows() -> list[Any]:
    rows = [
        row
        for name in ("voices.yaml", "unseen.yaml")
        for row in yaml.safe_load((HERE / name).read_text(encoding="utf-8"))["sentences"]
    ]
    return [pytest.param(row, id=row["text"], marks=_marks(row.pop("fails", None))) for row in rows]


def _marks(reason: str | None) -> Any:
    return pytest.mark.xfail(reason=reason, strict=True) if reason else ()


@pytest.mark.parametrize("row", _rows())
def test_a_sentence_is_read_wholly_right(slots, row):
    found = slots.read(row["text"])

    assert _said(found, row) == _meant(row)
    for name in {"price", "sessions"} & row.keys():
        assert _is_right(getattr(found, name), Decimal(row[name])), name
    for name in ("price", "sessions"):
        if f"{name}_range" in row:
            assert _is_asked(getattr(found, name), *map(Decimal, row[f"{name}_range"])), name
    for name in row.get("read_back", ()):
        assert getattr(found, name).ambiguous, name


def _meant(row: dict[str, Any]) -> dict[str, Any]:
    """Return what the label says, a key left out meaning « not said »."""
    meant = {
        "price": "price" in row or "price_range" in row,
        "sessions": "sessions" in row or "sessions_range" in row,
        "coverage": _coverage(row),
        "situations": set(row.get("situations", ())),
        "act": row.get("act"),
        "territory": row.get("territory"),
        "total": Decimal(row["total"]) if "total" in row else None,
        "wants": row.get("wants", False),
    }
    if not meant["wants"]:
        meant["only"] = row.get("only", False)
    return {name: value for name, value in meant.items() if name not in row.get("unchecked", ())}


def _said(found: Slots, row: dict[str, Any]) -> dict[str, Any]:
    said = {
        "price": found.price is not None,
        "sessions": found.sessions is not None,
        "coverage": _covered(found.coverage),
        "situations": set(found.situations),
        "act": found.act,
        "territory": found.territory,
        "total": found.total,
        "wants": found.wants_amount,
        "only": found.is_values_only,
    }
    return {name: said[name] for name in _meant(row)}


def _coverage(row: dict[str, Any]) -> tuple[str, Decimal] | None:
    names = [name for name in UNITS if name in row]
    return (names[0], Decimal(row[names[0]])) if names else None


def _covered(reading: Reading | None) -> tuple[str, Decimal] | None:
    if reading is None or reading.value is None:
        return None
    return next(name for name, units in UNITS.items() if reading.unit in units), reading.value


def _is_right(reading: Reading, value: Decimal) -> bool:
    return reading.value == value


def _is_asked(reading: Reading, low: Decimal, high: Decimal) -> bool:
    """Tell whether a value between two bounds is asked back with them."""
    return reading.ambiguous and reading.range == (low, high)
