"""What leaves while the database refuses to read or to write is not sent twice."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy.exc import OperationalError
from telegram import Bot

from bot.storage.store import Store
from bot.storage.thread import StoreThread
from tests.handlers.machine import eventually
from tests.handlers.outbox import (
    BLOCKED,
    done,
    keep,
    new_sender,
    sending,
    sent,
)
from tests.handlers.wire import Server, saying

pytestmark = pytest.mark.usefixtures("looking_often")


class Unwell(Store):
    """A store that refuses some calls, as often as it is told."""

    def refuse(self, *names: str, times: int) -> None:
        self.refusals = dict.fromkeys(names, times)

    def _refuse(self, name: str) -> None:
        if self.refusals.get(name, 0) > 0:
            self.refusals[name] -= 1
            raise OperationalError("…", {}, Exception("disk I/O error"))

    def sent(self, row_ids: Sequence[int]) -> None:
        self._refuse("sent")
        super().sent(row_ids)

    def unsent(self, after: int = 0, most: int = -1) -> list:  # type: ignore[type-arg]
        self._refuse("unsent")
        return super().unsent(after, most)

    def erase(self, chat_id: int) -> None:
        self._refuse("erase")
        super().erase(chat_id)


@pytest.fixture
def unwell(thread: StoreThread) -> Unwell:
    thread.store.__class__ = Unwell
    assert isinstance(thread.store, Unwell)
    return thread.store


async def test_a_mark_that_cannot_be_written_is_written_later_and_nothing_is_sent_twice(
    thread: StoreThread, unwell: Unwell, direct: Bot, server: Server
) -> None:
    unwell.refuse("sent", times=4)
    keep(unwell, "un", "deux")
    async with sending(new_sender(thread, direct)):
        await done(thread)
    assert sent(server) == ["un", "deux"]
    assert unwell.refusals == {"sent": 0}


async def test_an_outbox_that_cannot_be_read_is_read_later(
    thread: StoreThread, unwell: Unwell, direct: Bot, server: Server
) -> None:
    unwell.refuse("unsent", times=3)
    keep(unwell, "un")
    async with sending(new_sender(thread, direct)):
        await eventually(lambda: sent(server) == ["un"])


async def test_who_could_not_be_forgotten_is_forgotten_later(
    thread: StoreThread, unwell: Unwell, direct: Bot, server: Server
) -> None:
    unwell.refuse("erase", times=1)
    server.answer = saying(403, BLOCKED)
    keep(unwell, "un", "deux")
    async with sending(new_sender(thread, direct)):
        await eventually(lambda: unwell.refusals == {"erase": 0})
        await done(thread)
    assert "deux" not in sent(server)
