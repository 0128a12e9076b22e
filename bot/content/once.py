"""What is worked out of content that never changes: once, then kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, lru_cache
from typing import Any, Self, TypeVar, TypeVarTuple

MOST_KEPT = 4096
Given = TypeVarTuple("Given")
T = TypeVar("T")


class Once:
    """Content that remembers what rules work out of it, the latest ones only.

    A rule is a function of the content and of a few words or days, never of what a patient typed:
    nothing else is kept.
    """

    @cached_property
    def _worked_out(self) -> Callable[..., Any]:
        return lru_cache(maxsize=MOST_KEPT)(lambda rule, *given: rule(self, *given))

    def once(self, rule: Callable[[Self, *Given], T], *given: *Given) -> T:
        """Return what `rule` gives, worked out the first time only."""
        found: T = self._worked_out(rule, *given)
        return found
