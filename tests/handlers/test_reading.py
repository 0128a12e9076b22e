"""What is kept of an update, and what is not even looked at."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dialogue.messages import Attached, Edited, Press, Text
from bot.handlers.reading import Envelope, number_of, open_envelope, read_update
from bot.sandbox.messages import Kind
from bot.sandbox.world import PATIENT, World
from tests.handlers.conftest import taken

CHAT = {"id": PATIENT, "type": "private", "first_name": "Camille", "last_name": "Durand"}
USER = {"id": PATIENT, "is_bot": False, "first_name": "Camille", "username": "camille_d"}
MESSAGE: dict[str, Any] = {"message_id": 7, "date": 1_790_000_000, "chat": CHAT, "from": USER}


def update(**content: Any) -> Any:
    """Return an update as it comes over the wire."""
    return json.loads(json.dumps({"update_id": 55, **content}))


def envelope(**content: Any) -> Envelope:
    received = read_update(update(**content))
    assert received is not None
    assert (received.update_id, received.chat_id) == (55, PATIENT)
    return open_envelope(received)


def test_a_text_is_kept_as_it_was_typed() -> None:
    typed = "35 €,\n<b>non</b> & 👍 \u202b\u0000"
    assert envelope(message={**MESSAGE, "text": typed}) == Envelope(Text(typed))


@given(st.text(max_size=300).filter(lambda text: text.isprintable() or "\n" in text))
def test_any_text_comes_back_the_same(text: str) -> None:
    assert envelope(message={**MESSAGE, "text": text}).incoming == Text(text)


def test_a_press_keeps_its_data_its_message_and_what_stops_the_spinner() -> None:
    query = {"id": "99", "from": USER, "chat_instance": "1", "data": "m", "message": MESSAGE}
    assert envelope(callback_query=query) == Envelope(Press("m"), 7, "99")


def test_a_press_under_a_message_too_old_to_be_seen_is_still_read() -> None:
    gone = {"chat": CHAT, "message_id": 7, "date": 0}
    query = {"id": "99", "from": USER, "chat_instance": "1", "data": "m", "message": gone}
    assert envelope(callback_query=query).incoming == Press("m")


def test_a_press_without_data_is_an_empty_press() -> None:
    query = {"id": "9", "from": USER, "chat_instance": "1", "message": MESSAGE}
    assert envelope(callback_query=query).incoming == Press("")


def test_a_changed_message_is_an_edition_whatever_it_says_now() -> None:
    changed = {**MESSAGE, "text": "45", "edit_date": 1_790_000_001}
    assert envelope(edited_message=changed) == Envelope(Edited())


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_a_patient_who_blocks_the_bot_is_somebody_to_erase(status: str) -> None:
    member = {"user": {"id": 1, "is_bot": True, "first_name": "K"}, "status": status}
    member |= {"until_date": 0} if status == "kicked" else {}
    assert envelope(my_chat_member=_membership(member)).incoming is None


def test_a_patient_who_comes_back_is_nothing_to_answer() -> None:
    member = {"user": {"id": 1, "is_bot": True, "first_name": "K"}, "status": "member"}
    assert read_update(update(my_chat_member=_membership(member))) is None


def _membership(member: dict[str, Any]) -> dict[str, Any]:
    old = {"user": member["user"], "status": "member"}
    return {"chat": CHAT, "from": USER, "date": 1, "old_chat_member": old,
            "new_chat_member": member}  # fmt: skip


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
def test_what_is_written_elsewhere_than_in_private_is_ignored(kind: str) -> None:
    chat = {"id": -100, "type": kind, "title": "Famille"}
    assert read_update(update(message={**MESSAGE, "chat": chat, "text": "35"})) is None
    assert read_update(update(channel_post={**MESSAGE, "chat": chat, "text": "35"})) is None
    query = {"id": "9", "from": USER, "chat_instance": "1", "data": "m",
             "message": {**MESSAGE, "chat": chat}}  # fmt: skip
    assert read_update(update(callback_query=query)) is None


def test_an_update_without_a_chat_is_ignored() -> None:
    query = {"id": "1", "from": USER, "query": "franchise", "offset": ""}
    assert read_update(update(inline_query=query)) is None
    assert read_update(update()) is None


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("photo", "photo"),
        ("voice", "voice"),
        ("document", "document"),
        ("sticker", "sticker"),
        ("location", "location"),
        ("video", "other"),
        ("contact", "other"),
    ],
)
def test_what_is_not_text_is_named_and_not_opened(kind: Kind, expected: str, world: World) -> None:
    world.attach(PATIENT, kind, "ma légende" if kind == "photo" else "")
    (sent,) = taken(world)
    received = read_update(sent)
    assert received is not None
    caption = "ma légende" if kind == "photo" else ""
    assert open_envelope(received).incoming == Attached(expected, caption)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("video_note", {"file_id": "a", "file_unique_id": "b", "length": 1, "duration": 1}),
        ("audio", {"file_id": "a", "file_unique_id": "b", "duration": 1}),
    ],
)
def test_what_is_listened_to_is_a_voice_message(field: str, value: dict[str, Any]) -> None:
    assert envelope(message={**MESSAGE, field: value}).incoming == Attached("voice")


def test_a_service_message_is_something_else_than_text() -> None:
    assert envelope(message={**MESSAGE, "pinned_message": MESSAGE}).incoming == Attached("other")


@pytest.mark.parametrize("half", ["\ud83d", "a\udc80b"])
def test_half_a_character_becomes_something_that_can_be_written(half: str) -> None:
    whole = envelope(message={**MESSAGE, "text": f"35 {half} €"}).incoming
    assert isinstance(whole, Text)
    assert whole.text.startswith("35 ")
    assert whole.text.endswith(" €")
    assert whole.text.encode()
    for found in (
        envelope(message={**MESSAGE, "photo": [{}], "caption": half}),
        envelope(callback_query={"id": half, "data": half, "message": MESSAGE}),
    ):
        assert str(found).encode()


@pytest.mark.parametrize("number", [-1, 1 << 63, 10**30, 1.5, True, "55", None, [55]])
def test_a_number_that_no_database_can_hold_is_no_number(number: object) -> None:
    content = {"message": {**MESSAGE, "text": "35"}}
    assert number_of({"update_id": number}) is None
    assert read_update({**update(**content), "update_id": number}) is None
    chat = {**CHAT, "id": number}
    assert read_update(update(message={**MESSAGE, "chat": chat, "text": "35"})) is None
    query = {"id": "9", "data": "m", "message": {**MESSAGE, "message_id": number}}
    assert envelope(callback_query=query).message_id is None


@pytest.mark.parametrize("number", [0, 1, 2**31, 2**52, 2**63 - 1])
def test_any_number_that_a_database_can_hold_is_kept(number: int) -> None:
    content = {"message": {**MESSAGE, "chat": {**CHAT, "id": number}, "text": "35"}}
    received = read_update({**update(**content), "update_id": number})
    assert received is not None
    assert (received.update_id, received.chat_id) == (number, number)


NAMES = st.sampled_from([
    "update_id", "message", "edited_message", "callback_query", "my_chat_member", "chat", "id",
    "type", "text", "caption", "data", "message_id", "photo", "new_chat_member", "status", "from",
])  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False),
    st.text(st.characters(), max_size=8), st.sampled_from(["private", "kicked", "left"]),
)  # fmt: skip
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=24,
)


@given(JSON)
def test_whatever_comes_is_read_or_ignored_and_never_raises(value: Any) -> None:
    _read_again(value)


@given(JSON, JSON, st.sampled_from(["message", "edited_message", "callback_query"]))
def test_whatever_a_private_message_holds_it_is_read_and_read_again(
    message: Any, query: Any, kind: str
) -> None:
    inner = {**(message if isinstance(message, dict) else {}), "chat": CHAT}
    if kind == "callback_query":
        inner = {**(query if isinstance(query, dict) else {}), "id": "9", "message": inner}
    assert _read_again({"update_id": 55, kind: inner})


def _read_again(value: Any) -> bool:
    """Read an update; what is kept of it can be written, and opened again."""
    received = read_update(value)
    if received is None:
        return False
    assert received.payload.encode()
    assert 0 <= received.update_id < 2**63
    assert 0 <= received.chat_id < 2**63
    open_envelope(received)
    return True


def test_nothing_that_identifies_is_kept() -> None:
    content = (
        {"message": {**MESSAGE, "text": "35"}},
        {"edited_message": {**MESSAGE, "text": "45", "edit_date": 1}},
        {"message": {**MESSAGE, "contact": {"phone_number": "0612345678", "first_name": "Léa"}}},
        {"message": {**MESSAGE, "location": {"latitude": 48.85, "longitude": 2.35}}},
        {"callback_query": {"id": "9", "from": USER, "chat_instance": "1", "data": "m",
                            "message": {**MESSAGE, "text": "réponse"}}},
    )  # fmt: skip
    for item in content:
        received = read_update(update(**item))
        assert received is not None
        for secret in ("Camille", "Durand", "camille_d", "0612345678", "Léa", "48.85", "45",
                       "réponse", str(PATIENT)):  # fmt: skip
            assert secret not in received.payload
