"""Batch commands: one JSON line in, one JSON line out, in order, flushed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any, TextIO

Row = dict[str, Any]


def run_batch(lines: Iterable[str], answer: Callable[[Row], Row], out: TextIO | None = None) -> int:
    """Answer every line; a bad one yields an error line and the next is still read.

    Returns:
        The exit status: 0 when every line was read well, else 1.
    """
    output = out or sys.stdout
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        result = _answer(line, answer)
        if "error" in result:
            result["line"] = number
            status = 1
        output.write(json.dumps(result, ensure_ascii=False) + "\n")
        output.flush()
    return status


def _answer(line: str, answer: Callable[[Row], Row]) -> Row:
    try:
        row = json.loads(line, parse_float=str)
    except (json.JSONDecodeError, RecursionError) as error:
        return {"error": f"JSON incorrect : {error}"}
    if not isinstance(row, dict):
        return {"error": "chaque ligne doit être un objet JSON"}
    try:
        return answer(row)
    except (ValueError, KeyError, TypeError) as error:
        return {"error": " ".join(str(error).split())}
