"""Deciding in processes of their own, one per core: understanding a sentence is all computation.

They are copies of the program made before it has threads, and share its memory. They hold no
state: what they decide is written by the program. One that dies is done without.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from typing import Any

from bot.dialogue.session import Session
from bot.storage.store import Decision, Pair, Received, ToSend

LOG = logging.getLogger(__name__)
MOST = 4
END_SECONDS = 2

_Asked = tuple[str, Received]
_Answered = tuple[str, list[ToSend], bool, bool]


class Deciders:
    """Shares lots of updates between processes.

    Args:
        decide: what decides; the processes have copies of it.
        on_told: what the processes do with what they are told, for example the bot's name.
        count: how many processes; none by default on a single core.
    """

    def __init__(
        self, decide: Callable[[Sequence[Pair]], list[Decision]],
        on_told: Callable[[str], None], count: int | None = None,
    ) -> None:  # fmt: skip
        self._decide = decide
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
        wanted = count if count is not None else (min(cores, MOST) if cores > 1 else 0)
        fork = multiprocessing.get_context("fork")
        pipes = [fork.Pipe() for _ in range(wanted)]
        self._ours = [ours for ours, _ in pipes]
        self._processes = []
        for number, (_, theirs) in enumerate(pipes):
            others = [*self._ours, *(end for n, (_, end) in enumerate(pipes) if n != number)]
            process = fork.Process(target=_serve, args=(theirs, others, decide, on_told))
            process.start()
            self._processes.append(process)
        for _, theirs in pipes:
            theirs.close()

    def tell(self, text: str) -> None:
        """Tell every process something."""
        for end in self._ours:
            end.send(text)

    def __call__(self, pairs: Sequence[Pair]) -> list[Decision]:
        """Decide on updates of as many chats, at the same time; from one thread."""
        ends = self._ours[: len(pairs)]
        if not ends:
            return self._decide(pairs)
        parts = [pairs[number :: len(ends)] for number in range(len(ends))]
        asked = [self._ask(end, part) for end, part in zip(ends, parts, strict=True)]
        decided: list[Decision] = [Decision(Session())] * len(pairs)
        for number, (end, part, is_asked) in enumerate(zip(ends, parts, asked, strict=True)):
            decided[number :: len(ends)] = self._answer(end, part, is_asked=is_asked)
        return decided

    def close(self) -> None:
        """End the processes: with nobody to ask them, they stop by themselves."""
        for end in self._ours:
            end.close()
        self._ours = []
        for process in self._processes:
            process.join(END_SECONDS)
            if process.is_alive():
                process.kill()

    def _ask(self, end: Connection, part: Sequence[Pair]) -> bool:
        asked = [
            (session.model_dump_json(exclude_defaults=True), update) for session, update in part
        ]
        try:
            end.send(asked)
        except OSError:
            return False
        return True

    def _answer(self, end: Connection, part: Sequence[Pair], *, is_asked: bool) -> list[Decision]:
        if is_asked:
            try:
                return [_decision(*answered) for answered in end.recv()]
            except (EOFError, OSError):
                LOG.error("un processus de calcul est mort : le bot continue sans lui")
        self._ours = [other for other in self._ours if other is not end]
        return self._decide(part)


def _serve(
    end: Connection, others: Sequence[Connection],
    decide: Callable[[Sequence[Pair]], list[Decision]], on_told: Callable[[str], None],
) -> None:  # fmt: skip
    """Answer until the program is gone, however it went."""
    for other in others:
        other.close()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)  # the program ends it once it has all it asked for
    with contextlib.suppress(EOFError, OSError):
        while True:
            asked: Any = end.recv()
            if isinstance(asked, str):
                on_told(asked)
                continue
            pairs = [(Session.model_validate_json(state), update) for state, update in asked]
            end.send([_written(decision) for decision in decide(pairs)])


def _written(decision: Decision) -> _Answered:
    state = decision.session.model_dump_json(exclude_defaults=True)
    return state, list(decision.replies), decision.is_gone, decision.has_failed


def _decision(state: str, replies: list[ToSend], is_gone: bool, has_failed: bool) -> Decision:
    return Decision(Session.model_validate_json(state), replies, is_gone, has_failed)
