"""One row of the outbox, whatever Telegram answers: sent again only when that doubles nothing."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import socket

import pytest

from bot.handlers.delivery import Fate
from bot.handlers.request import AiohttpRequest
from bot.handlers.sending import ACKNOWLEDGE, EDIT, SEND
from tests.handlers.conftest import LIFETIME
from tests.handlers.delivering import (
    BLOCKED,
    CHAT,
    LATER,
    OUT_OF_ORDER,
    REFUSED,
    SECRET,
    UNKNOWN_TOKEN,
    Case,
    one_after_another,
    row,
)
from tests.handlers.machine import eventually, stopped
from tests.handlers.wire import Answer, Server, ask, bot_of, fine, hang, saying, speaking


@pytest.fixture
def case(server: Server, ours: AiohttpRequest, in_a_hurry: None) -> Case:
    return Case(bot_of(server.url, ours))


@pytest.mark.parametrize("kind", [SEND, EDIT, ACKNOWLEDGE])
async def test_what_telegram_accepts_is_sent_once(case: Case, server: Server, kind: str) -> None:
    assert await case.delivery.deliver(row(kind)) is Fate.DONE
    assert len(server.seen) == 1
    assert case.count("replies_sent", kind=kind) == 1


@pytest.mark.parametrize("kind", [SEND, EDIT, ACKNOWLEDGE])
async def test_told_to_come_back_later_it_waits_as_long_as_it_is_told(
    case: Case, server: Server, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def jump(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("bot.handlers.delivery.asyncio.sleep", jump)
    monkeypatch.setattr(case.pace, "hold", lambda chat_id, seconds: held.append((chat_id, seconds)))
    held: list[tuple[int, float]] = []
    server.answer = one_after_another(*[saying(429, LATER)] * 3, fine)
    assert await case.delivery.deliver(row(kind)) is Fate.DONE
    assert (waited, held) == ([7] * 3, [(CHAT, 7)] * 3)
    assert len(server.seen) == 4
    assert (case.count("telegram_429"), case.count("replies_sent", kind=kind)) == (3, 1)


async def test_who_blocked_the_bot_is_told_apart(case: Case, server: Server) -> None:
    server.answer = saying(403, BLOCKED)
    assert await case.delivery.deliver(row()) is Fate.BLOCKED
    assert (len(server.seen), case.dropped("blocked")) == (1, 1)


@pytest.mark.parametrize("kind", [SEND, EDIT, ACKNOWLEDGE])
async def test_what_telegram_refuses_for_good_is_dropped_and_told_without_its_content(
    case: Case, server: Server, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = saying(400, REFUSED)
    with caplog.at_level(logging.DEBUG, "bot"):
        assert await case.delivery.deliver(row(kind)) is Fate.DONE
    assert (len(server.seen), case.dropped("refused")) == (1, 1)
    assert SECRET not in caplog.text
    assert str(CHAT) not in caplog.text
    assert bool(caplog.messages) == (kind != ACKNOWLEDGE)


async def test_a_group_that_moved_is_a_refusal_like_others(case: Case, server: Server) -> None:
    server.answer = saying(400, {**REFUSED, "parameters": {"migrate_to_chat_id": -100}})
    assert await case.delivery.deliver(row()) is Fate.DONE
    assert (len(server.seen), case.dropped("refused")) == (1, 1)


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("kind", [SEND, EDIT])
async def test_a_server_out_of_order_has_not_taken_it_and_is_tried_until_it_works(
    case: Case, server: Server, kind: str, status: int
) -> None:
    server.answer = one_after_another(*[saying(status, OUT_OF_ORDER)] * 4, fine)
    assert await case.delivery.deliver(row(kind)) is Fate.DONE
    assert len(server.seen) == 5
    assert (case.count("replies_retried"), case.count("replies_sent", kind=kind)) == (4, 1)


async def test_a_token_that_is_refused_for_a_while_loses_no_message(
    case: Case, server: Server
) -> None:
    server.answer = one_after_another(*[saying(401, UNKNOWN_TOKEN)] * 3, fine)
    assert await case.delivery.deliver(row()) is Fate.DONE
    assert (len(server.seen), case.count("replies_sent", kind=SEND)) == (4, 1)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.handlers.sending.ANSWER_SECONDS", 0.2)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "answer", [hang, saying(504, OUT_OF_ORDER)], ids=["no answer", "a gateway gave up"]
)
@pytest.mark.parametrize(("kind", "times"), [(SEND, 1), (EDIT, 2), (ACKNOWLEDGE, 2)])
async def test_what_may_have_been_received_is_sent_again_only_if_twice_is_once(
    case: Case, server: Server, kind: str, times: int, answer: Answer
) -> None:
    server.answer = one_after_another(answer, fine)
    assert await case.delivery.deliver(row(kind)) is Fate.DONE
    assert len(server.seen) == times
    assert case.dropped("unanswered") == (kind == SEND)


async def test_a_connection_cut_once_all_was_written_is_not_used_to_send_again(
    in_a_hurry: None,
) -> None:
    asked: list[str] = []

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await ask(reader))

    async with speaking(hang_up) as url, AiohttpRequest() as request:
        case = Case(bot_of(url, request))
        assert await case.delivery.deliver(row()) is Fate.DONE
    assert asked == ["sendMessage"]
    assert case.dropped("unanswered") == 1


async def test_what_never_left_is_sent_once_the_server_is_there(in_a_hurry: None) -> None:
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append(await ask(reader))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 24\r\n\r\n{"ok":true,"result":{}} ')
        await writer.drain()
        writer.close()

    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        async with AiohttpRequest() as request:
            case = Case(bot_of(f"http://127.0.0.1:{place.getsockname()[1]}", request))
            delivering = asyncio.create_task(case.delivery.deliver(row()))
            await eventually(lambda: case.count("replies_retried") >= 2)
            async with await asyncio.start_server(answer, sock=place):
                assert await delivering is Fate.DONE
    assert asked == ["sendMessage"]


async def test_a_spinner_is_not_stopped_when_it_has_stopped_by_itself(
    case: Case, server: Server
) -> None:
    server.answer = saying(500, OUT_OF_ORDER)
    assert await case.delivery.deliver(row(ACKNOWLEDGE)) is Fate.DONE
    assert (len(server.seen), case.dropped("late")) == (3, 1)


async def test_what_is_a_day_old_is_not_sent_any_more(case: Case, server: Server) -> None:
    assert await case.delivery.deliver(row(age=LIFETIME)) is Fate.DONE
    assert (server.seen, case.dropped("expired")) == ([], 1)
    assert await case.delivery.deliver(row(age=LIFETIME - dt.timedelta(minutes=1))) is Fate.DONE
    assert len(server.seen) == 1


async def test_trying_again_ends_after_a_day(
    case: Case, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answer = saying(500, OUT_OF_ORDER)
    young = row()

    class Later:
        """A clock that is an hour further at each look."""

        hours = -1

        @classmethod
        def time(cls) -> float:
            cls.hours += 1
            return young.created_at + cls.hours * 3600.0

    monkeypatch.setattr("bot.handlers.delivery.time", Later)
    assert await case.delivery.deliver(young) is Fate.DONE
    assert (len(server.seen), case.dropped("expired")) == (24, 1)


@pytest.mark.parametrize("kind", [SEND, EDIT, ACKNOWLEDGE])
async def test_only_messages_take_a_turn_of_the_pace(
    case: Case, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns: list[int] = []

    async def wait(chat_id: int) -> None:
        turns.append(chat_id)

    monkeypatch.setattr(case.pace, "wait", wait)
    await case.delivery.deliver(row(kind))
    assert turns == ([CHAT] if kind == SEND else [])


@pytest.mark.parametrize(("kind", "is_done"), [(SEND, True), (EDIT, False), (ACKNOWLEDGE, False)])
async def test_a_call_cut_short_may_have_been_received(
    case: Case, server: Server, kind: str, is_done: bool
) -> None:
    """The program stops: a message counts as sent, what may be repeated will be."""
    server.answer = hang
    delivering = asyncio.create_task(case.delivery.deliver(row(kind)))
    await eventually(lambda: server.seen)
    assert case.delivery.is_calling(CHAT)
    await stopped(delivering)  # type: ignore[arg-type]
    assert delivering.cancelled() != is_done
    assert case.dropped("unanswered") == is_done
    assert not case.delivery.is_calling(CHAT)


async def test_between_two_attempts_a_stop_keeps_the_message(case: Case, server: Server) -> None:
    server.answer = saying(429, LATER)
    delivering = asyncio.create_task(case.delivery.deliver(row()))
    await eventually(lambda: case.count("telegram_429"))
    assert not case.delivery.is_calling(CHAT)
    await stopped(delivering)  # type: ignore[arg-type]
    assert delivering.cancelled()
