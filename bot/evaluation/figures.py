"""Rates with their interval, and how they are shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

Z95 = 1.959964


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` cases of `total`; the 95 % interval is Wilson's."""

    count: int
    total: int

    @property
    def value(self) -> float:
        """Return the rate, 0 when there is no case."""
        return self.count / self.total if self.total else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Return the two ends of the 95 % Wilson interval."""
        if not self.total:
            return 0.0, 1.0
        n, p = self.total, self.value
        centre = (p + Z95**2 / (2 * n)) / (1 + Z95**2 / n)
        spread = Z95 / (1 + Z95**2 / n) * math.sqrt(p * (1 - p) / n + Z95**2 / (4 * n**2))
        return max(0.0, centre - spread), min(1.0, centre + spread)

    def as_row(self) -> dict[str, object]:
        """Return the rate for JSON."""
        low, high = self.interval
        return {
            "count": self.count,
            "total": self.total,
            "rate": round(self.value, 4),
            "interval": [round(low, 4), round(high, 4)],
        }

    def __str__(self) -> str:
        low, high = self.interval
        return (
            f"{100 * self.value:5.1f} %  [{100 * low:.1f} – {100 * high:.1f}]"
            f"  {self.count}/{self.total}"
        )


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` (0–1) of the values lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0
