"""The figures of a labelled file of amounts, as in the contract §4."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Literal

from bot.evaluation.messages import Scores, Tally
from bot.knowledge.values import Reading, ValueReader

Row = dict[str, Any]


def evaluate_amounts(rows: Iterable[Row], reader: ValueReader) -> Scores:
    """Score the reading of amounts."""
    tally, mistakes = Tally(), []
    for row in rows:
        field: Literal["price", "sessions", "coverage"] = row["field"]
        reading = reader.read(field, row["text"])
        is_right = amount_is_right(reading, row)
        expected = _number(row.get("value"))
        silently = reading.value is not None and not reading.ambiguous and reading.value != expected
        tally.add("right", hit=is_right)
        tally.add("silently_wrong", hit=silently)
        tally.add("needless", hit=reading.ambiguous and not row.get("ambiguous"))
        if not is_right or silently:
            mistakes.append({"field": field, "text": row["text"], "verdict": "wrong",
                             "decided": str(reading), "accept": row.get("value")})  # fmt: skip
    return Scores(tally.rates(), 0.0, 0.0, tuple(mistakes))


def amount_is_right(reading: Reading, row: Row) -> bool:
    """Tell whether a reading is the expected one."""
    expected = _number(row.get("value"))
    if not row.get("ambiguous"):
        return reading.value == expected and not reading.ambiguous
    if not reading.ambiguous:
        return False
    ends = [_number(end) for end in row.get("range") or ()]
    if not ends or expected is not None:
        return reading.value == expected
    given = reading.range or ((reading.value,) if reading.value is not None else ())
    return bool(given) and ends[0] <= min(given) and max(given) <= ends[1]  # type: ignore[operator]


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
