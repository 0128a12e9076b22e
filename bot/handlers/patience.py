"""How long to wait before trying again: longer each time, never all at the same moment."""

from __future__ import annotations

import random
from dataclasses import dataclass

LONGEST = 30.0


@dataclass(slots=True)
class Patience:
    """Delays that double, with jitter.

    Attributes:
        first: the first delay, in seconds.
        failures: how many times in a row it failed.
    """

    first: float = 1.0
    failures: int = 0

    def delay(self) -> float:
        """Count a failure; return how many seconds to wait, 30 at most."""
        longest: float = min(LONGEST, self.first * 2 ** min(self.failures, 10))
        self.failures += 1
        return longest * random.uniform(0.5, 1)  # noqa: S311 — nothing secret

    def reset(self) -> None:
        """It worked."""
        self.failures = 0
