"""Lots: what is written together stands or falls together, in order."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.session import Session
from bot.storage.database import open_database
from bot.storage.schema import handled
from bot.storage.store import Decision, Received, Store, ToSend, Waiting
from tests.storage.conftest import (
    CHAT,
    LIFETIME,
    NOW,
    OTHER,
    answering,
    numbers,
    payloads,
    rows,
    take,
    topic_of,
    update,
)

THIRD = 3003


def by_number(session: Session, taken: Received) -> Decision:
    """Answer with the number of the update, after what the session already says."""
    said = f"{session.topic or ''}{taken.update_id}"
    return Decision(Session(topic=said), [ToSend("send", said)])


def test_a_lot_answers_several_chats_each_with_its_own_state(store: Store) -> None:
    store.receive([update(1), update(2, OTHER), update(3), update(4, OTHER)], NOW)
    assert store.handle([1, 2, 3, 4], by_number, NOW) == 4
    assert (topic_of(store), topic_of(store, OTHER)) == ("13", "24")
    assert (payloads(store, CHAT), payloads(store, OTHER)) == (["1", "13"], ["2", "24"])
    assert numbers(store) == []


def test_a_lot_is_answered_in_the_order_of_its_numbers_however_it_was_given(store: Store) -> None:
    store.receive([update(3), update(1), update(2)], NOW)
    store.handle([2, 3, 1], by_number, NOW)
    assert payloads(store) == ["1", "12", "123"]


def test_what_is_not_in_the_lot_still_waits(store: Store) -> None:
    store.receive([update(1), update(2), update(3, OTHER)], NOW)
    assert store.handle([1], by_number, NOW) == 1
    assert numbers(store) == [2, 3]


def test_a_lot_passes_over_what_was_answered_or_never_received(store: Store) -> None:
    take(store, update(1), by_number)
    store.receive([update(2)], NOW)
    assert store.handle([1, 2, 99], by_number, NOW) == 1
    assert payloads(store) == ["1", "12"]


def test_a_lot_of_nothing_changes_nothing(store: Store) -> None:
    assert store.handle([], by_number, NOW) == 0
    assert store.handle([7], by_number, NOW) == 0


def test_one_answer_that_fails_undoes_the_whole_lot(store: Store) -> None:
    def stumble(session: Session, taken: Received) -> Decision:
        if taken.update_id == 3:
            raise RuntimeError("panne")
        return by_number(session, taken)

    take(store, update(0, THIRD), answering("franchise", "avant"))
    store.receive([update(1), update(2, THIRD), update(3, OTHER)], NOW)
    with pytest.raises(RuntimeError, match="panne"):
        store.handle([1, 2, 3], stumble, NOW)
    assert numbers(store) == [1, 2, 3]
    assert payloads(store) == ["avant"]
    assert topic_of(store) is None
    assert topic_of(store, THIRD) == "franchise"
    assert rows(store, "handled") == 1


def test_one_reply_that_cannot_be_written_undoes_the_whole_lot(store: Store) -> None:
    def unwritable(session: Session, taken: Received) -> Decision:
        replies: list[object] = [ToSend("send", None)] if taken.update_id == 2 else []  # type: ignore[arg-type]
        return Decision(Session(topic="bilan"), replies)  # type: ignore[arg-type]

    store.receive([update(1), update(2, OTHER)], NOW)
    with pytest.raises(SQLAlchemyError):
        store.handle([1, 2], unwritable, NOW)
    assert numbers(store) == [1, 2]
    assert topic_of(store) is None


def test_who_leaves_in_a_lot_takes_along_what_came_before_and_not_what_comes_after(
    store: Store,
) -> None:
    def leave(session: Session, taken: Received) -> Decision:
        if taken.update_id == 2:
            return Decision(Session(), is_gone=True)
        return by_number(session, taken)

    store.receive([update(1), update(2), update(3), update(4, OTHER)], NOW)
    store.handle([1, 2, 3, 4], leave, NOW)
    assert sorted(payloads(store)) == ["3", "4"]  # the order of one chat is what counts
    assert (topic_of(store), topic_of(store, OTHER)) == ("3", "4")


def test_a_conversation_erased_and_begun_again_in_one_lot_is_the_new_one(store: Store) -> None:
    def erase(session: Session, taken: Received) -> Decision:
        is_end = taken.update_id == 2
        return Decision(Session()) if is_end else by_number(session, taken)

    take(store, update(0), answering("franchise"))
    store.receive([update(1), update(2), update(3)], NOW)
    store.handle([1, 2, 3], erase, NOW)
    assert topic_of(store) == "3"
    assert rows(store, "sessions") == 1


# --- the outbox -----------------------------------------------------------------------------------


def test_replies_leave_in_the_order_they_were_decided(store: Store) -> None:
    take(store, update(1), answering("franchise", "un", "deux"))
    take(store, update(2, OTHER), answering("franchise", "ailleurs"))
    take(store, update(3), answering("franchise", "trois"))
    assert payloads(store, CHAT) == ["un", "deux", "trois"]
    first, second, *_ = store.unsent()
    store.sent([first.id])
    assert payloads(store) == ["deux", "ailleurs", "trois"]
    store.sent([second.id, first.id])
    assert payloads(store) == ["ailleurs", "trois"]


def test_a_row_says_all_that_is_needed_to_send_it(store: Store) -> None:
    take(store, update(1), lambda *_: Decision(Session(), [ToSend("edit", '{"html": "é"}')]))
    (row,) = store.unsent()
    assert (row.chat_id, row.kind, row.payload) == (CHAT, "edit", '{"html": "é"}')
    assert row.created_at == NOW.timestamp()


def test_the_outbox_is_read_by_pieces_after_a_number(store: Store) -> None:
    take(store, update(1), answering("franchise", "a", "b", "c", "d"))
    numbered = store.unsent_numbers()
    assert [row.id for row in store.unsent()] == sorted(numbered)
    first = store.unsent(most=2)
    assert [row.payload for row in first] == ["a", "b"]
    assert [row.payload for row in store.unsent(first[-1].id, 1)] == ["c"]
    assert [row.payload for row in store.unsent(first[-1].id)] == ["c", "d"]
    assert store.unsent(most=0) == []
    assert store.unsent(max(numbered)) == []


def test_rows_are_read_again_by_their_numbers_those_that_are_still_there(store: Store) -> None:
    take(store, update(1), answering("franchise", "a", "b", "c"))
    a, b, c = store.unsent()
    store.sent([b.id])
    assert store.rows([c.id, b.id, a.id, 10_000]) == [a, c]
    assert store.rows([]) == []


def test_a_number_of_the_outbox_is_never_given_twice(store: Store) -> None:
    take(store, update(1), answering("franchise", "a"))
    (before,) = store.unsent()
    store.sent([before.id])
    take(store, update(2), answering("franchise", "b"))
    (after,) = store.unsent()
    assert after.id > before.id


def test_the_depths_are_how_many_wait_are_to_be_sent_and_talk(store: Store) -> None:
    assert store.depths() == {"inbox": 0, "outbox": 0, "sessions": 0}
    take(store, update(1), answering("franchise", "a", "b"))
    store.receive([update(2), update(3), update(4)], NOW)
    assert store.depths() == {"inbox": 3, "outbox": 2, "sessions": 1}


# --- handing over ---------------------------------------------------------------------------------


def test_what_is_kept_is_handed_over_in_the_same_transaction(url: str) -> None:
    given: list[list[int]] = []

    def hand_over(connection: Connection, waiting: Sequence[Waiting]) -> None:
        given.append([number.update_id for number in waiting])
        for number in waiting:
            connection.execute(handled.insert().values(update_id=-number.update_id, handled_at=0))

    store = Store(open_database(url), LIFETIME, hand_over)
    take(store, update(1), by_number)
    store.receive([update(1), update(3), update(2)], NOW)
    assert given == [[1], [3, 2]]
    assert rows(store, "handled") == 4
    store.close()


def test_what_cannot_be_handed_over_is_not_kept(url: str) -> None:
    def refuse(connection: Connection, waiting: Sequence[Waiting]) -> None:
        raise ConnectionError("la file est pleine")

    store = Store(open_database(url), LIFETIME, refuse)
    with pytest.raises(ConnectionError):
        store.receive([update(1)], NOW)
    assert numbers(store) == []
    store.close()
