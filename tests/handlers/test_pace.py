"""Telegram's limits, with a clock that jumps instead of waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from bot.handlers.pace import SHARED_SECONDS, Pace


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock goes at once to whatever is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 1000.0
        select = self._selector.select  # type: ignore[attr-defined]

        def jump(seconds: float | None = None) -> Any:
            self.now += seconds or 0
            return select(0)

        self._selector.select = jump  # type: ignore[attr-defined]

    def time(self) -> float:
        return self.now


@pytest.fixture
def loop() -> Iterator[JumpingLoop]:
    made = JumpingLoop()
    yield made
    made.close()


async def moments(pace: Pace, chats: list[int]) -> list[tuple[int, float]]:
    """Send to these chats, one task a chat as the service does; return who was sent when."""
    start, sent = asyncio.get_running_loop().time(), []

    async def serve(chat_id: int, count: int) -> None:
        for _ in range(count):
            await pace.wait(chat_id)
            sent.append((chat_id, round(asyncio.get_running_loop().time() - start, 3)))

    await asyncio.gather(*(serve(chat, chats.count(chat)) for chat in dict.fromkeys(chats)))
    return sent


def run(loop: JumpingLoop, work: Coroutine[Any, Any, list[tuple[int, float]]]) -> list[float]:
    return [moment for _, moment in loop.run_until_complete(work)]


def test_one_chat_gets_one_message_a_second(loop: JumpingLoop) -> None:
    assert run(loop, moments(Pace(30, 1), [7] * 4)) == [0, 1, 2, 3]


def test_many_chats_together_get_thirty_messages_a_second(loop: JumpingLoop) -> None:
    times = run(loop, moments(Pace(30, 1), list(range(90))))
    assert times[0] == 0
    assert times[-1] == pytest.approx(89 / 30, abs=0.01)
    for start in times:
        assert sum(start <= moment < start + 0.999 for moment in times) <= 30


def test_zero_means_no_limit(loop: JumpingLoop) -> None:
    assert set(run(loop, moments(Pace(0, 0), [7] * 50 + [8] * 50))) == {0}


def test_each_limit_can_be_put_out_alone(loop: JumpingLoop) -> None:
    assert run(loop, moments(Pace(0, 2), [7] * 3)) == [0, 0.5, 1]
    assert run(loop, moments(Pace(10, 0), [7] * 3)) == [0, 0.1, 0.2]


def test_a_chat_that_was_quiet_does_not_wait(loop: JumpingLoop) -> None:
    pace = Pace(30, 1)
    run(loop, moments(pace, [7, 7]))
    loop.now += 5
    assert run(loop, moments(pace, [7])) == [0]


def test_a_chat_that_waits_for_its_turn_does_not_delay_another(loop: JumpingLoop) -> None:
    async def both() -> list[tuple[int, float]]:
        pace = Pace(30, 1)
        waiting = asyncio.create_task(moments(pace, [7, 7, 7]))
        await asyncio.sleep(0.1)
        other = await moments(pace, [8])
        await waiting
        return other

    assert run(loop, both()) == [pytest.approx(0, abs=0.1)]


def test_only_so_many_chats_are_remembered(
    loop: JumpingLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.pace.REMEMBERED", 20)
    pace = Pace(0, 1)
    run(loop, moments(pace, list(range(50))))
    assert len(pace._next_of) == 20


# --- refusals -------------------------------------------------------------------------------------


async def next_moment(pace: Pace, chat_id: int) -> float:
    """Return when a message to that chat may leave, counted from now."""
    return (await moments(pace, [chat_id]))[0][1]


def test_a_refusal_holds_back_its_chat_for_so_long_and_no_other(loop: JumpingLoop) -> None:
    async def refused() -> list[float]:
        pace = Pace(0, 0)
        pace.hold(7, 12)
        return [await next_moment(pace, 8), await next_moment(pace, 7)]

    assert loop.run_until_complete(refused()) == [0, 12]


def test_the_same_chat_refused_again_and_again_holds_back_only_itself(loop: JumpingLoop) -> None:
    async def refused() -> list[float]:
        pace = Pace(0, 0)
        for _ in range(3):
            pace.hold(7, 12)
        return [await next_moment(pace, 8), await next_moment(pace, 7)]

    assert loop.run_until_complete(refused()) == [0, 12]


def test_two_chats_refused_together_hold_everybody_back(loop: JumpingLoop) -> None:
    async def refused() -> list[float]:
        pace = Pace(0, 0)
        pace.hold(7, 3)
        pace.hold(8, 12)
        return [await next_moment(pace, 9)]

    assert loop.run_until_complete(refused()) == [12]


def test_two_chats_refused_at_different_times_are_two_stories(loop: JumpingLoop) -> None:
    async def refused() -> list[float]:
        pace = Pace(0, 0)
        pace.hold(7, 3)
        await asyncio.sleep(SHARED_SECONDS)
        pace.hold(8, 12)
        return [await next_moment(pace, 9), await next_moment(pace, 7)]

    assert loop.run_until_complete(refused()) == [0, 0]


def test_who_was_already_waiting_when_everybody_is_held_back_waits_too(loop: JumpingLoop) -> None:
    async def refused() -> list[tuple[int, float]]:
        pace = Pace(1, 0)
        waiting = asyncio.create_task(moments(pace, [9, 9]))
        await asyncio.sleep(0.5)
        pace.hold(7, 3)
        pace.hold(8, 12)
        return await waiting

    assert [moment for _, moment in loop.run_until_complete(refused())] == [0, 12.5]


def test_a_refusal_never_brings_a_turn_forward(loop: JumpingLoop) -> None:
    async def refused() -> float:
        pace = Pace(0, 0.1)
        await pace.wait(7)
        pace.hold(7, 2)
        return await next_moment(pace, 7)

    assert loop.run_until_complete(refused()) == 10
