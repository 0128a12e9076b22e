"""Answering by lots: one update that cannot be kept does not hold back the others."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Incoming, Reply, Text
from bot.dialogue.outcome import Step
from bot.dialogue.session import Session
from bot.handlers.answering import Answering
from bot.handlers.counts import Counts
from bot.handlers.deciding import Deciding
from bot.handlers.reading import read_update
from bot.storage.store import DecideAll, Handled, Received, Store
from bot.storage.thread import StoreThread
from tests.conftest import TODAY

NOW = dt.datetime.now(dt.UTC)
SORRY = "Je n’ai pas réussi à préparer ma réponse"
CHATS = range(1, 6)


class Echo:
    """Says what it is told, in the words of the real renderer when it stumbles."""

    def __init__(self, engine: Engine) -> None:
        self.renderer = engine.renderer
        self.steps: list[str] = []

    def step(self, session: Session, incoming: Incoming, moment: dt.datetime) -> Step:
        assert isinstance(incoming, Text)
        self.steps.append(incoming.text)
        if incoming.text == "trébuche":
            raise RuntimeError("mot-de-passage")
        return Step(Session(topic=incoming.text), [Reply(incoming.text)])


class Case:
    """Updates that are kept, and what answers them."""

    def __init__(self, thread: StoreThread, engine: Engine) -> None:
        self.thread, self.store = thread, thread.store
        self.counts = Counts()
        self.echo: Any = Echo(engine)
        self.calls = 0
        deciding = Deciding(lambda _day: self.echo, lambda: TODAY)
        self.answering = Answering(thread, deciding, deciding.apologise, self.counts, self._call)

    def _call(self) -> None:
        self.calls += 1

    def keep(self, *texts: str) -> list[int]:
        """Keep one update a text, each of another chat, and return their numbers."""
        numbers = list(range(1, len(texts) + 1))
        self.store.receive(
            [text_of(n, text, chat_id=n) for n, text in zip(numbers, texts, strict=True)], NOW
        )
        return numbers

    async def answer(self, numbers: Sequence[int]) -> None:
        async with asyncio.timeout(20):
            await asyncio.gather(*map(self.answering.answer, numbers))

    @property
    def replies(self) -> dict[int, str]:
        return {row.chat_id: json.loads(row.payload)["html"] for row in self.store.unsent()}

    def count(self, name: str) -> float:
        return self.counts.registry.get_sample_value(f"kinebot_{name}_total") or 0.0


def text_of(number: int, text: str, chat_id: int) -> Received:
    message = {"chat": {"id": chat_id, "type": "private"}, "text": text}
    received = read_update({"update_id": number, "message": message})
    assert received is not None
    return received


@pytest.fixture
def case(thread: StoreThread, engine: Engine, in_a_hurry: None) -> Case:
    return Case(thread, engine)


async def test_what_waits_together_is_answered_together_and_the_sender_is_called(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = case.keep(*"abcde")
    lots = spy(case.store, monkeypatch)
    await case.answer(numbers)
    assert case.replies == {1: "a", 2: "b", 3: "c", 4: "d", 5: "e"}
    assert sum(map(len, lots)) == 5
    assert len(lots) <= 2
    assert (case.count("updates_handled"), case.store.waiting()) == (5, [])
    assert case.calls == len(lots)


def spy(store: Store, monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Note the lots that a store is asked to handle."""
    lots: list[list[int]] = []
    handle = type(store).handle_lot

    def noted(self: Store, numbers: Sequence[int], *rest: Any) -> Handled:
        lots.append(list(numbers))
        return handle(self, numbers, *rest)

    monkeypatch.setattr(type(store), "handle_lot", noted)
    return lots


async def test_one_that_cannot_be_prepared_is_an_excuse_and_the_others_are_answered(
    case: Case,
) -> None:
    numbers = case.keep("a", "trébuche", "c")
    await case.answer(numbers)
    assert SORRY in case.replies[2]
    assert (case.replies[1], case.replies[3]) == ("a", "c")
    assert case.count("answers_failed") == 1
    assert sorted(case.echo.steps) == ["a", "c", "trébuche"]


async def test_an_envelope_that_nobody_can_open_is_an_excuse(case: Case) -> None:
    case.store.receive([Received(1, 1, "{"), text_of(2, "b", 2)], NOW)
    await case.answer([1, 2])
    assert SORRY in case.replies[1]
    assert case.replies[2] == "b"
    assert case.store.waiting() == []


async def test_an_excuse_leaves_the_session_as_it_was(case: Case) -> None:
    case.store.receive([text_of(1, "avant", 7), text_of(2, "trébuche", 7)], NOW)
    await case.answer([1, 2])
    assert case.store.session(7, NOW).topic == "avant"


Failure = Callable[[], Exception]


@pytest.mark.parametrize(
    "failure",
    [lambda: DataError("…", {}, Exception("value out of range")),
     lambda: IntegrityError("…", {}, Exception("null value")), lambda: RuntimeError("poison")],
    ids=["a value", "a constraint", "anything"],
)  # fmt: skip
async def test_one_that_cannot_be_kept_is_an_excuse_and_the_others_are_answered(
    case: Case, failure: Failure, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A lot that holds it cannot be written; alone, it is written as an excuse."""
    write = Store._write

    def choke(self: Store, connection: Any, lot: Any, *rest: Any) -> None:
        if any("poison" in reply.payload for _, reply in lot.replies):
            raise failure()
        write(self, connection, lot, *rest)

    monkeypatch.setattr(Store, "_write", choke)
    numbers = case.keep("a", "poison", "c", "d")
    with caplog.at_level(logging.DEBUG, "bot.handlers"):
        await case.answer(numbers)
    assert SORRY in case.replies[2]
    assert [case.replies[number] for number in (1, 3, 4)] == ["a", "c", "d"]
    assert (case.store.waiting(), case.count("answers_failed")) == ([], 1)
    assert "n’a pas pu être gardée" in caplog.text


async def test_a_database_that_refuses_for_a_while_answers_everything_once_it_is_back(
    case: Case, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handle, refusals = Store.handle_lot, [5]

    def refuse(self: Store, numbers: Sequence[int], decide: DecideAll, now: dt.datetime) -> Handled:
        if refusals[0]:
            refusals[0] -= 1
            raise OperationalError("…", {"text": "mot-de-passage"}, Exception("server closed"))
        return handle(self, numbers, decide, now)

    monkeypatch.setattr(Store, "handle_lot", refuse)
    await case.answer(case.keep(*"abc"))
    assert len(case.replies) == 3
    assert case.store.waiting() == []
    assert "la base refuse d’écrire : OperationalError" in caplog.text
    assert "mot-de-passage" not in caplog.text
    assert case.count("answers_failed") == 0


async def test_answering_what_is_already_answered_does_nothing(case: Case) -> None:
    numbers = case.keep("a")
    await case.answer(numbers)
    await case.answer([*numbers, 99])
    assert len(case.store.unsent()) == 1
    assert case.echo.steps == ["a"]
    assert case.count("updates_handled") == 1
