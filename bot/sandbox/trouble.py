"""What a test may make go wrong between the bot and Telegram."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Trouble:
    """Nothing goes wrong by default.

    Attributes:
        blocked: chats whose patient blocked the bot: writing to them is a 403.
        flood: one 429 for each element, with that `retry_after` in seconds, then normal again.
        latency: seconds waited before every method but getUpdates.
        failing: names of methods that answer 500, in any case of letters.
    """

    blocked: set[int] = field(default_factory=set)
    flood: deque[int] = field(default_factory=deque)
    latency: float = 0.0
    failing: set[str] = field(default_factory=set)

    def fails(self, method: str) -> bool:
        """Whether a method, given in small letters, is made to fail."""
        return method in {name.lower() for name in self.failing}
