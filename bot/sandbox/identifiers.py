"""Identifiers that go on growing across restarts.

A bot keeps in its database the updates and messages of the run before; those of the next run must
never be taken for them, although the sandbox itself forgets everything.
"""

from __future__ import annotations

_EPOCH = 1_767_225_600
_PER_SECOND = 8


def first_id(now: float) -> int:
    """Return the first message or update of a run begun `now`, in seconds since 1970.

    Safe up to eight messages a second on average over the run before; fits in 31 bits until 2034.
    """
    return max(1, int((now - _EPOCH) * _PER_SECOND))


def first_tick(now: float) -> int:
    """Return the first revision, file or pressed button of a run begun `now`: milliseconds."""
    return int(now * 1000)
