"""Nothing lost, nothing doubled, nothing kept too long."""

from __future__ import annotations

import pytest
from sqlalchemy import update as sql_update
from sqlalchemy.exc import SQLAlchemyError

from bot.dialogue.session import Answer, DialogueState, Pending, Session
from bot.storage.schema import inbox, sessions
from bot.storage.store import Decision, Received, Store, ToSend, Waiting
from tests.storage.conftest import (
    CHAT,
    LIFETIME,
    NOW,
    OTHER,
    SECOND,
    answering,
    numbers,
    open_store,
    payloads,
    rows,
    take,
    topic_of,
    update,
)

FULL = Session(
    topic="franchise",
    dialogue=DialogueState(
        flow="estimate",
        token="abc",
        answers={"prix": Answer(values=("20", "25"), is_range=True), "nb_seances": Answer()},
        open="situation",
        trail=("prix", "situation"),
        picked=("ald",),
        pending=Pending(question="prix", answer=Answer(values=("16.13",))),
        strikes=1,
        digressions=2,
        is_paused=True,
    ),
    offered=(("Oui", "a:abc:yes:prix"),),
    last_press="m@1790000000",
)


def test_a_session_comes_back_exactly_as_it_was_kept(store: Store) -> None:
    take(store, update(1), lambda *_: Decision(FULL))
    assert store.session(CHAT, NOW) == FULL


def test_a_chat_nobody_wrote_in_has_an_empty_session(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    assert store.session(OTHER, NOW) == Session()


def test_a_state_that_nobody_understands_any_more_is_an_empty_session(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    seen: list[Session] = []
    for number, state in enumerate(("{", '{"topic": 3}', '{"unheard-of": true}', "null"), start=2):
        with store._engine.begin() as connection:
            connection.execute(sql_update(sessions).values(state=state))
        assert store.session(CHAT, NOW) == Session()
        take(store, update(number), lambda session, _: Decision(seen.append(session) or FULL))
        assert store.session(CHAT, NOW) == FULL
    assert seen == [Session()] * 4


def test_a_received_update_waits_until_it_is_handled(store: Store) -> None:
    assert store.receive([update(2), update(1)], NOW) == [Waiting(2, CHAT), Waiting(1, CHAT)]
    assert store.waiting() == [Waiting(1, CHAT), Waiting(2, CHAT)]
    assert store.handle([1], answering("franchise", "un"), NOW) == 1
    assert store.waiting() == [Waiting(2, CHAT)]
    assert payloads(store) == ["un"]


def test_what_is_decided_upon_is_what_was_received(store: Store) -> None:
    given: list[Received] = []
    received = Received(1, CHAT, '{"text": "35 €\\n👍"}')
    take(store, received, lambda _, taken: Decision(given.append(taken) or Session()))
    assert given == [received]


def test_receiving_nothing_changes_nothing(store: Store) -> None:
    assert store.receive([], NOW) == []
    assert store.waiting() == []


def test_the_same_update_twice_in_one_delivery_waits_once(store: Store) -> None:
    assert store.receive([update(1), update(1)], NOW) == [Waiting(1, CHAT)]
    assert store.receive([update(1)], NOW) == [Waiting(1, CHAT)]
    assert numbers(store) == [1]


def test_an_update_redelivered_after_its_answer_changes_nothing(store: Store) -> None:
    take(store, update(1), answering("franchise", "un"))
    assert store.receive([update(1)], NOW) == []
    assert numbers(store) == []
    assert store.handle([1], answering("domicile", "deux"), NOW) == 0
    assert payloads(store) == ["un"]
    assert topic_of(store) == "franchise"


def test_an_answered_update_that_was_kept_again_meanwhile_is_put_away_unanswered(
    store: Store,
) -> None:
    take(store, update(1), answering("franchise", "un"))
    with store._engine.begin() as connection:  # as another receiver, in the middle of the answer
        connection.execute(
            inbox.insert().values(update_id=1, chat_id=CHAT, payload="{}", received_at=0)
        )
    assert store.handle([1], answering("domicile", "deux"), NOW) == 0
    assert (numbers(store), payloads(store)) == ([], ["un"])


def test_an_update_that_was_never_received_is_not_answered(store: Store) -> None:
    assert store.handle([1], answering("franchise", "un"), NOW) == 0
    assert payloads(store) == []
    take(store, update(1), answering("domicile"))
    assert topic_of(store) == "domicile"


def test_an_answer_that_fails_leaves_the_update_waiting_and_the_session_as_it_was(
    store: Store,
) -> None:
    def fail(*_: object) -> Decision:
        raise RuntimeError("panne")

    take(store, update(1), answering("franchise"))
    with pytest.raises(RuntimeError):
        take(store, update(2), fail)
    assert numbers(store) == [2]
    assert topic_of(store) == "franchise"
    assert payloads(store) == []
    assert store.handle([2], answering("domicile", "deux"), NOW) == 1


def test_a_session_lives_twenty_four_hours_after_the_last_message(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    assert topic_of(store, now=NOW + LIFETIME - SECOND) == "franchise"
    assert store.session(CHAT, NOW + LIFETIME) == Session()


def test_each_message_gives_the_session_a_new_day(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    later = NOW + LIFETIME - SECOND
    take(store, update(2), lambda session, _: Decision(session), later)
    assert topic_of(store, now=later + LIFETIME - SECOND) == "franchise"


def test_an_expired_session_is_not_given_to_the_engine(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    seen: list[Session] = []
    take(
        store, update(2), lambda session, _: Decision(seen.append(session) or session),
        NOW + LIFETIME,
    )  # fmt: skip
    assert seen == [Session()]


def test_the_purge_erases_what_has_expired_and_nothing_else(store: Store) -> None:
    take(store, update(1), answering("franchise", "un"))
    take(store, update(2, OTHER), answering("domicile", "deux"), NOW + SECOND)
    for number, moment in ((3, NOW), (4, NOW + SECOND)):
        store.receive([update(number)], moment)
    store.purge(NOW + LIFETIME)
    assert topic_of(store, OTHER, NOW + SECOND) == "domicile"
    assert (numbers(store), payloads(store)) == ([4], ["deux"])
    assert (rows(store, "sessions"), rows(store, "handled")) == (1, 1)
    store.purge(NOW + LIFETIME + SECOND)
    assert {name: rows(store, name) for name in ("sessions", "handled", "inbox", "outbox")} == {
        "sessions": 0, "handled": 0, "inbox": 0, "outbox": 0,
    }  # fmt: skip


def test_an_empty_session_leaves_no_row(store: Store) -> None:
    take(store, update(1), answering("franchise"))
    take(store, update(2), lambda *_: Decision(Session()))
    assert rows(store, "sessions") == 0


def test_erasing_a_chat_leaves_its_state_and_its_replies_nowhere_and_those_of_others(
    store: Store,
) -> None:
    for number, chat in ((1, CHAT), (2, OTHER)):
        take(store, update(number, chat), answering("franchise", "un"))
    store.erase(CHAT)
    assert store.session(CHAT, NOW) == Session()
    assert (payloads(store, CHAT), payloads(store, OTHER)) == ([], ["un"])
    assert topic_of(store, OTHER) == "franchise"


def test_a_patient_who_is_gone_leaves_nothing_not_even_what_was_to_be_sent(store: Store) -> None:
    for number, chat in ((1, CHAT), (2, OTHER)):
        take(store, update(number, chat), answering("franchise", "un"))
    take(store, update(3), lambda *_: Decision(Session(), is_gone=True))
    assert (payloads(store, CHAT), payloads(store, OTHER)) == ([], ["un"])
    assert rows(store, "sessions") == 1
    take(store, update(4), answering("domicile", "revenu"))
    assert payloads(store, CHAT) == ["revenu"]


def test_an_error_of_the_database_does_not_repeat_what_the_patient_wrote(store: Store) -> None:
    def rename(before: str, after: str) -> None:
        with store._engine.begin() as connection:
            connection.exec_driver_sql(f"ALTER TABLE {before} RENAME TO {after}")

    rename("inbox", "ailleurs")
    with pytest.raises(SQLAlchemyError) as told:
        store.receive([Received(1, CHAT, "j'ai mal au dos")], NOW)
    rename("ailleurs", "inbox")
    assert "mal au dos" not in str(told.value)
    assert str(CHAT) not in str(told.value)


def test_a_stop_between_two_messages_loses_nothing(url: str) -> None:
    first = open_store(url)
    first.receive([update(1), update(2)], NOW)
    first.handle([1], lambda *_: Decision(FULL, [ToSend("send", "un")]), NOW)
    first.close()
    second = open_store(url)
    assert numbers(second) == [2]
    assert payloads(second) == ["un"]
    assert second.session(CHAT, NOW) == FULL
    second.close()
