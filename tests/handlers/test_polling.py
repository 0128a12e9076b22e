"""Asking for updates: acknowledged once they are kept, and asked for again whatever happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from telegram.error import InvalidToken

from bot.handlers.counts import Counts
from bot.handlers.polling import AnotherPoller, Poller
from bot.handlers.request import AiohttpRequest
from tests.handlers.machine import eventually, stopped
from tests.handlers.polled import Kept, Telegram
from tests.handlers.wire import TOKEN, Answer, Server, bot_of, hang, saying

OUT_OF_ORDER = saying(502, {"ok": False, "error_code": 502, "description": "Bad Gateway"})
NOT_A_LIST = saying(200, {"ok": True, "result": {"update_id": 1}})
NOT_JSON = saying(200, "rien")
LATER = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7",
         "parameters": {"retry_after": 7}}  # fmt: skip
CONFLICT = {"ok": False, "error_code": 409,
            "description": "Conflict: terminated by other getUpdates request"}  # fmt: skip


@pytest.fixture
def telegram(server: Server) -> Telegram:
    made = Telegram()
    server.answer = made
    return made


@pytest.fixture
def kept() -> Kept:
    return Kept()


@pytest.fixture
def poller(server: Server, ours: AiohttpRequest, kept: Kept, in_a_hurry: None) -> Poller:
    return Poller(bot_of(server.url, ours), ours, kept, Counts())


@asynccontextmanager
async def polling(poller: Poller) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        await stopped(task)


async def test_updates_are_acknowledged_once_they_are_kept(
    telegram: Telegram, kept: Kept, poller: Poller
) -> None:
    telegram.waiting = [5, 6, 9]
    async with polling(poller):
        await eventually(lambda: len(telegram.asked) == 2)
        assert kept.kept == [5, 6, 9]
        telegram.waiting.append(12)
        await eventually(lambda: len(telegram.asked) == 3)
    assert telegram.offsets == [None, 10, 13]
    assert kept.given == [[5, 6, 9], [12]]


async def test_what_is_asked_for_says_which_updates_and_how_long_to_wait(
    telegram: Telegram, poller: Poller
) -> None:
    async with polling(poller):
        await eventually(lambda: telegram.asked)
    (asked,) = telegram.asked
    assert asked == {
        "timeout": 25, "limit": 100,
        "allowed_updates": ["message", "edited_message", "callback_query", "my_chat_member"],
    }  # fmt: skip


async def test_updates_that_cannot_be_kept_are_given_again_until_they_are(
    telegram: Telegram, kept: Kept, poller: Poller
) -> None:
    telegram.waiting = [5, 6]
    kept.refusals = 3
    async with polling(poller):
        await eventually(lambda: len(telegram.asked) == 5)
    assert kept.given == [[5, 6]] * 4
    assert telegram.offsets == [None] * 4 + [7]


async def test_more_updates_than_one_answer_holds_are_all_kept_in_order(
    telegram: Telegram, kept: Kept, poller: Poller
) -> None:
    telegram.waiting = list(range(250))
    async with polling(poller):
        await eventually(lambda: len(kept.kept) == 250)
    assert kept.kept == list(range(250))
    assert telegram.offsets[:3] == [None, 100, 200]


@pytest.mark.parametrize(
    "trouble", [OUT_OF_ORDER, NOT_A_LIST, NOT_JSON], ids=["502", "not a list", "not an answer"]
)
async def test_a_server_that_fails_for_a_while_is_asked_again(
    trouble: Answer, telegram: Telegram, kept: Kept, poller: Poller
) -> None:
    telegram.first = [trouble] * 3
    telegram.waiting = [5]
    async with polling(poller) as task:
        await eventually(lambda: kept.kept)
        assert not task.done()
    assert kept.kept == [5]
    assert poller._counts.registry.get_sample_value("kinebot_poll_errors_total") == 3


async def test_told_to_ask_later_it_asks_later(
    telegram: Telegram, kept: Kept, poller: Poller, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def jump(_poller: Poller, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(Poller, "_sleep", jump)
    telegram.first = [saying(429, LATER)] * 2
    telegram.waiting = [5]
    async with polling(poller):
        await eventually(lambda: kept.kept)
    assert waited == [7, 7]


async def test_another_program_on_the_same_bot_ends_it(telegram: Telegram, poller: Poller) -> None:
    telegram.first = [saying(409, CONFLICT)]
    with pytest.raises(AnotherPoller):
        await poller.run()


async def test_a_token_that_telegram_does_not_know_any_more_ends_it(
    telegram: Telegram, poller: Poller
) -> None:
    telegram.first = [saying(401, {"ok": False, "error_code": 401, "description": "Unauthorized"})]
    with pytest.raises(InvalidToken):
        await poller.run()


async def test_a_poller_that_gives_no_sign_of_life_is_replaced(
    telegram: Telegram, kept: Kept, poller: Poller, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    monkeypatch.setattr("bot.handlers.polling.SILENT_SECONDS", 0.3)
    telegram.first = [hang]
    telegram.waiting = [5]
    async with polling(poller):
        await eventually(lambda: kept.kept)
    assert kept.kept == [5]
    assert "ne donne plus signe de vie" in caplog.text


async def test_a_database_that_hangs_does_not_end_the_poller(
    telegram: Telegram, server: Server, ours: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.handlers.polling.SILENT_SECONDS", 0.3)
    telegram.waiting = [5]
    given: list[object] = []

    async def hang_once(updates: Sequence[object]) -> None:
        given.append(updates)
        if len(given) == 1:
            await asyncio.Event().wait()

    async with polling(Poller(bot_of(server.url, ours), ours, hang_once, Counts())):
        await eventually(lambda: len(given) == 2)
    assert telegram.offsets[:2] == [None, None]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


async def test_it_says_whether_telegram_has_been_heard_of_late(
    telegram: Telegram, server: Server, ours: AiohttpRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr("bot.handlers.polling.time", clock)
    poller = Poller(bot_of(server.url, ours), ours, Kept(), Counts())
    assert poller.is_hearing
    clock.now += 59
    assert poller.is_hearing
    clock.now += 2
    assert not poller.is_hearing
    telegram.waiting = [5]
    async with polling(poller):
        await eventually(lambda: poller.is_hearing)


async def test_neither_a_message_nor_the_token_is_in_what_it_logs(
    telegram: Telegram, kept: Kept, poller: Poller, caplog: pytest.LogCaptureFixture
) -> None:
    secret = saying(500, {"ok": False, "error_code": 500, "description": "mot-de-passage"})
    telegram.first = [secret, OUT_OF_ORDER]
    telegram.waiting = [700_100_200]
    kept.refusals = 2
    with caplog.at_level(logging.DEBUG, "bot"):
        async with polling(poller):
            await eventually(lambda: kept.kept)
    assert "Telegram ne répond pas : NetworkError" in caplog.text
    assert "la base refuse d’écrire : ConnectionError" in caplog.text
    for hidden in ("mot-de-passage", TOKEN, TOKEN.partition(":")[2], "700100200", "pleine"):
        assert hidden not in caplog.text
