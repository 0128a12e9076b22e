"""Markdown, with French numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.evaluation.figures import Rate, percentile


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(rate: Rate) -> str:
    """Return « 89,5 % [86,0 – 92,3] »."""
    low, high = rate.interval
    return f"{number(100 * rate.value, 1)} % [{number(100 * low, 1)} – {number(100 * high, 1)}]"


def number(value: float, decimals: int = 0) -> str:
    """Return « 1 234,5 »."""
    return f"{value:,.{decimals}f}".replace(",", " ").replace(".", ",")


def figure(value: float) -> str:
    """Return a number with two significant digits, more when it is large."""
    return number(value, 2 if value < 1 else 1 if value < 100 else 0)


def times(milliseconds: Sequence[float], reference: float) -> list[str]:
    """Return the median, the 95th percentile, and the median as a ratio to a peer's."""
    listed = list(milliseconds)
    median = percentile(listed, 0.5)
    ratio = f"× {figure(median / reference)}" if reference else "—"
    return [f"{figure(median)} ms", f"{figure(percentile(listed, 0.95))} ms", ratio]
