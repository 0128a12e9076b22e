"""The queue of updates, with the offset semantics of Telegram.

Source: tdlib/telegram-bot-api, `do_get_updates`, and tdlib/td, `TQueue::get` (May 2026): asking
from an offset forgets what comes before; a negative offset keeps only the last ones; an offset
far in the future is ignored.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal, get_args

from bot.sandbox.messages import Callback, Message

UpdateKind = Literal["message", "edited_message", "callback_query"]
KINDS: frozenset[str] = frozenset(get_args(UpdateKind))
MOST_AT_ONCE = 100
_TOLERANCE = 10


@dataclass(frozen=True, slots=True)
class Update:
    """Something that happened, waiting for the bot."""

    id: int
    kind: UpdateKind
    content: Message | Callback


@dataclass(slots=True)
class UpdateQueue:
    """Updates not confirmed yet; `next_id` is the identifier of the one to come."""

    next_id: int
    allowed: frozenset[str] = KINDS
    waiting: deque[Update] = field(default_factory=deque)

    def push(self, kind: UpdateKind, content: Message | Callback) -> None:
        """Add an update, unless the bot said that it does not want that kind."""
        if kind in self.allowed:
            self.waiting.append(Update(self.next_id, kind, content))
            self.next_id += 1

    def allow(self, kinds: Iterable[str]) -> None:
        """Keep only these kinds from now on; none given means all."""
        self.allowed = frozenset(kinds) & KINDS or KINDS

    def take(self, offset: int, limit: int = MOST_AT_ONCE) -> list[Update]:
        """Confirm what comes before `offset` and return what follows, `limit` at most."""
        if offset < 0:
            self._keep_last(-offset)
        elif offset <= self.next_id + _TOLERANCE:
            while self.waiting and self.waiting[0].id < offset:
                self.waiting.popleft()
        return list(islice(self.waiting, limit))

    def clear(self) -> None:
        """Forget everything that waits."""
        self.waiting.clear()

    def _keep_last(self, count: int) -> None:
        while len(self.waiting) > count:
            self.waiting.popleft()
