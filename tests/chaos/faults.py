"""What goes wrong at Telegram: drawn from a seed, whatever the order in which calls come."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from random import Random


class Fault(Enum):
    """What happens to a call instead of an answer."""

    FLOOD = "429"
    BROKEN = "500"
    AWAY = "502"
    CUT_BEFORE = "hung up before doing it"
    CUT_AFTER = "done, then hung up"
    SILENT_AFTER = "done, then silent"


Rates = dict[Fault, float]

ANY: Rates = {Fault.FLOOD: 0.01, Fault.BROKEN: 0.01, Fault.AWAY: 0.01}
# What is hung up on before it is done cannot be told from what is done: of calls that must not be
# made twice, it could only be lost. Telegram cannot be asked which it was; this is not drawn.
ONCE: Rates = ANY | {Fault.CUT_AFTER: 0.01}
AGAIN: Rates = ANY | {Fault.CUT_BEFORE: 0.01, Fault.CUT_AFTER: 0.01}  # calls that may be repeated
RATES: dict[str, Rates] = {
    "sendmessage": ONCE | {Fault.SILENT_AFTER: 0.002},
    "sendphoto": ONCE,
    "senddocument": ONCE,
    # all patients wait after a failed one, and there are dozens a second
    "getupdates": {fault: 0.0005 for fault in Fault if fault is not Fault.SILENT_AFTER},
}


class Faults:
    """Draws faults; each draw depends on its name and its rank only.

    Args:
        seed: what everything is drawn from.
        scale: how much more often than usual; 0 for never.
    """

    def __init__(self, seed: int, scale: float = 1) -> None:
        self._seed = seed
        self._scale = scale
        self._ranks: Counter[str] = Counter()
        self.drawn: Counter[str] = Counter()

    def of_call(self, method: str, chat_id: int | None) -> Fault | None:
        """Draw what goes wrong with a call."""
        left = self.random(f"call {method} {chat_id}").random()
        for fault, rate in RATES.get(method, AGAIN).items():
            left -= rate * self._scale
            if left < 0:
                self.drawn[fault.value] += 1
                return fault
        return None

    def happens(self, name: str, rate: float, of: object = "") -> bool:
        """Draw whether something else happens, and count it."""
        is_drawn = self.random(f"{name} {of}").random() < rate * self._scale
        self.drawn[name] += is_drawn
        return is_drawn

    def random(self, name: str) -> Random:
        """Return a generator for the next draw of that name."""
        self._ranks[name] += 1
        return Random(f"{self._seed} {name} {self._ranks[name]}")
