"""Deciding in other processes gives what deciding here gives, whatever becomes of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing

import pytest

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from bot.handlers.deciders import Deciders
from bot.handlers.deciding import Deciding
from bot.storage.store import Decision, Pair, Received, ToSend
from tests.conftest import ROOT, TODAY
from tests.handlers.test_answering import text_of

TOLD: list[str] = []


def who(pairs: Sequence[Pair]) -> list[Decision]:
    """Say which process decided, and what it had been told."""
    return [
        Decision(Session(topic=update.payload), [ToSend("send", f"{os.getpid()} {TOLD}")])
        for _, update in pairs
    ]


def pairs_of(*texts: str) -> list[Pair]:
    return [(Session(), Received(n, n, text)) for n, text in enumerate(texts)]


def processes(decisions: Sequence[Decision]) -> set[int]:
    return {int(decision.replies[0].payload.split()[0]) for decision in decisions}


@pytest.fixture
def two() -> Iterator[Deciders]:
    with closing(Deciders(who, TOLD.append, 2)) as deciders:
        yield deciders


def test_a_lot_is_shared_and_comes_back_in_its_order(two: Deciders) -> None:
    decisions = two(pairs_of(*"abcde"))
    assert [decision.session.topic for decision in decisions] == list("abcde")
    assert len(processes(decisions)) == 2
    assert os.getpid() not in processes(decisions)


def test_what_is_decided_elsewhere_is_what_is_decided_here(engine: Engine) -> None:
    here = Deciding(lambda _: engine, lambda: TODAY)
    texts = (
        "puis-je voir deux kinés ?",
        "/estimer",
        "35",
        "{",
        "/effacer",
        "j’ai mal à la poitrine",
    )
    pairs: list[Pair] = [
        (Session(topic="franchise"), text_of(n, text, n)) for n, text in enumerate(texts)
    ]
    pairs.append((Session(), Received(9, 9, "illisible")))
    with closing(Deciders(here, TOLD.append, 2)) as deciders:
        elsewhere = deciders(pairs)
    assert [(d.session.topic, list(d.replies), d.has_failed) for d in elsewhere] == [
        (d.session.topic, list(d.replies), d.has_failed) for d in here(pairs)
    ]
    assert elsewhere[-1].has_failed


def test_every_process_is_told(two: Deciders) -> None:
    two.tell("kinebot_bot")
    decisions = two(pairs_of(*"abcd"))
    assert all("kinebot_bot" in decision.replies[0].payload for decision in decisions)
    assert TOLD == []


def test_without_processes_it_is_decided_here() -> None:
    with closing(Deciders(who, TOLD.append, 0)) as deciders:
        assert processes(deciders(pairs_of("a", "b"))) == {os.getpid()}


def test_a_process_that_dies_is_done_without(
    two: Deciders, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = sorted(processes(two(pairs_of(*"abcd"))))
    os.kill(first, signal.SIGKILL)
    decisions = two(pairs_of(*"abcd"))
    assert [decision.session.topic for decision in decisions] == list("abcd")
    assert processes(decisions) == {second, os.getpid()}
    assert processes(two(pairs_of(*"abcd"))) == {second}
    os.kill(second, signal.SIGKILL)
    assert processes(two(pairs_of(*"abcd"))) == {os.getpid()}
    assert "le bot continue sans lui" in caplog.text


def test_an_asked_stop_leaves_them_to_the_program(two: Deciders) -> None:
    before = processes(two(pairs_of("a", "b")))
    for pid in before:
        os.kill(pid, signal.SIGTERM)
        os.kill(pid, signal.SIGINT)
    assert processes(two(pairs_of("a", "b"))) == before


ORPHANS = """
import os, time
from bot.handlers.deciders import Deciders
deciders = Deciders(lambda pairs: [], print, 2)
print(*(process.pid for process in deciders._processes), flush=True)
time.sleep(60)
"""


def test_none_is_left_when_the_program_is_killed(until_gone: Callable[[int], None]) -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHANS], cwd=ROOT, stdout=subprocess.PIPE,
                          text=True) as program:  # fmt: skip
        assert program.stdout
        children = [int(pid) for pid in program.stdout.readline().split()]
        assert len(children) == 2
        program.kill()
    for child in children:
        until_gone(child)


@pytest.fixture
def until_gone() -> Callable[[int], None]:
    def wait(pid: int) -> None:
        for _ in range(2000):
            try:
                with open(f"/proc/{pid}/stat") as file:  # noqa: PTH123
                    if ") Z" in file.read():  # dead, and nobody has looked
                        return
            except FileNotFoundError:
                return
            os.sched_yield()
            subprocess.run(["sleep", "0.01"], check=True)
        raise AssertionError("still there")

    return wait
