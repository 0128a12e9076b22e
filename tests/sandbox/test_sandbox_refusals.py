"""One test for each thing that Telegram refuses, in Telegram's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import httpx
import pytest

from bot.sandbox.messages import Message
from bot.sandbox.world import CALLBACK_SECONDS, PATIENT, World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api

NOT_FOUND = "400 Bad Request: message to edit not found"
SAME = "400 Bad Request: message is not modified"
TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"


def keys(*rows: int, **button: object) -> dict[str, object]:
    one = {"text": "x", "callback_data": "d"} | button
    return {"inline_keyboard": [[one] * row for row in rows]}


async def test_a_wrong_token_is_unauthorized(http: httpx.AsyncClient) -> None:
    answer = await http.get("/bot1:other/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_an_unknown_method_is_not_found(api: Api) -> None:
    assert await api.refusal("sendTelepathy") == "404 Not Found: method not found"


async def test_an_unknown_chat_is_not_found(api: Api) -> None:
    words = await api.refusal("sendMessage", chat_id=5, text="x")
    assert words == "400 Bad Request: chat not found"
    words = await api.refusal("sendMessage", text="x")
    assert words == "400 Bad Request: chat_id is empty"


async def test_an_empty_text_is_refused(api: Api) -> None:
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="")
    assert refused == "400 Bad Request: message text is empty"
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text=" \n ")
    assert refused == "400 Bad Request: text must be non-empty"
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="<b></b>", parse_mode="HTML")
    assert refused == "400 Bad Request: text must be non-empty"


async def test_a_text_is_measured_after_its_markup_is_gone(api: Api) -> None:
    await api.send("<b>" + "é" * 4096 + "</b>", parse_mode="HTML")
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="é" * 4097)
    assert refused == "400 Bad Request: message is too long"


@pytest.mark.parametrize("method", ["sendPhoto", "sendDocument"])
async def test_a_long_caption_is_refused(api: Api, method: str) -> None:
    refused = await api.refusal(method, chat_id=PATIENT, caption="x" * 1025)
    assert refused == "400 Bad Request: message caption is too long"


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown", "rtf"])
async def test_another_mode_than_html_is_refused(api: Api, mode: str) -> None:
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="*x*", parse_mode=mode)
    assert refused.startswith("400 Bad Request: ")


async def test_broken_html_is_refused_with_its_place(api: Api) -> None:
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="é <b>x", parse_mode="HTML")
    reason = 'Can\'t find end tag corresponding to start tag "b"'
    assert refused == f"400 Bad Request: can't parse entities: {reason}"
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="é <p>x", parse_mode="HTML")
    reason = 'Unsupported start tag "p" at byte offset 3'
    assert refused == f"400 Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize("data", ["é" * 33, "x" * 65])
async def test_heavy_callback_data_is_refused(api: Api, data: str) -> None:
    markup = keys(1, callback_data=data)
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x", reply_markup=markup)
    assert refused == "400 Bad Request: BUTTON_DATA_INVALID"


async def test_a_button_without_text_or_without_effect_is_refused(api: Api) -> None:
    refused = await api.refusal(
        "sendMessage", chat_id=PATIENT, text="x", reply_markup=keys(1, text=" ")
    )
    assert refused == "400 Bad Request: inline keyboard button text must be non-empty"
    refused = await api.refusal(
        "sendMessage", chat_id=PATIENT, text="x", reply_markup=keys(1, callback_data="")
    )
    assert refused.endswith("Text buttons are unallowed in the inline keyboard")


@pytest.mark.parametrize("rows", [(9,), (8,) * 12 + (5,)])
async def test_too_many_buttons_are_refused(api: Api, rows: tuple[int, ...]) -> None:
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x", reply_markup=keys(*rows))
    assert refused == "400 Bad Request: reply markup is too long"


async def test_a_hundred_buttons_are_accepted(api: Api) -> None:
    await api.send(reply_markup=keys(*(8,) * 12, 4))


async def test_a_button_with_a_wrong_address_is_refused(api: Api) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "url": "javascript:alert(1)"}]]}
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x", reply_markup=markup)
    assert refused.endswith("is invalid: Wrong HTTP URL")


async def test_an_unknown_chat_action_is_refused(api: Api) -> None:
    refused = await api.refusal("sendChatAction", chat_id=PATIENT, action="think")
    assert refused == "400 Bad Request: wrong parameter action in request"


async def test_a_message_that_does_not_exist_cannot_be_edited_or_deleted(api: Api) -> None:
    where = {"chat_id": PATIENT, "message_id": 3}
    assert await api.refusal("editMessageText", text="x", **where) == NOT_FOUND
    assert await api.refusal("editMessageCaption", caption="x", **where) == NOT_FOUND
    assert await api.refusal("editMessageReplyMarkup", **where) == NOT_FOUND
    refused = await api.refusal("deleteMessage", **where)
    assert refused == "400 Bad Request: message to delete not found"


async def test_a_message_of_the_patient_cannot_be_edited(world: World, api: Api) -> None:
    number = world.say(PATIENT, "moi").id
    refused = await api.refusal("editMessageText", chat_id=PATIENT, message_id=number, text="x")
    assert refused == "400 Bad Request: message can't be edited"


async def test_an_edition_that_changes_nothing_is_refused(api: Api) -> None:
    where = {"chat_id": PATIENT, "message_id": await api.send("x", reply_markup=keys(1))}
    refused = await api.refusal("editMessageText", text="x", reply_markup=keys(1), **where)
    assert refused.startswith(SAME)
    refused = await api.refusal("editMessageReplyMarkup", reply_markup=keys(1), **where)
    assert refused.startswith(SAME)
    assert (await api("editMessageText", text="x", **where))["ok"], "the keyboard goes away"
    assert (await api.refusal("editMessageReplyMarkup", **where)).startswith(SAME)


async def test_text_and_caption_are_not_taken_for_each_other(
    world: World, api: Api, png: Callable[[int, int], bytes]
) -> None:
    text = {"chat_id": PATIENT, "message_id": await api.send()}
    sent = await api.http.post(
        f"/bot{api.token}/sendPhoto", data={"chat_id": PATIENT}, files={"photo": png(1, 1)}
    )
    photo = {"chat_id": PATIENT, "message_id": sent.json()["result"]["message_id"]}
    refused = await api.refusal("editMessageCaption", caption="x", **text)
    assert refused == "400 Bad Request: there is no caption in the message to edit"
    refused = await api.refusal("editMessageText", text="x", **photo)
    assert refused == "400 Bad Request: there is no text in the message to edit"
    assert (await api("editMessageCaption", caption="x", **photo))["result"]["caption"] == "x"


async def asked(world: World, api: Api) -> Message:
    return world.chats[PATIENT].messages[await api.send(reply_markup=keys(1))]


async def test_a_pressed_button_is_answered_once(world: World, api: Api) -> None:
    callback = world.press(PATIENT, (await asked(world, api)).id, "d")
    assert (await api("answerCallbackQuery", callback_query_id=callback.id))["ok"]
    assert await api.refusal("answerCallbackQuery", callback_query_id=callback.id) == TOO_OLD
    assert await api.refusal("answerCallbackQuery", callback_query_id="404") == TOO_OLD


async def test_a_pressed_button_is_not_answered_too_late(world: World, api: Api) -> None:
    callback = world.press(PATIENT, (await asked(world, api)).id, "d")
    callback.date -= CALLBACK_SECONDS + 1
    assert await api.refusal("answerCallbackQuery", callback_query_id=callback.id) == TOO_OLD


async def test_a_long_answer_to_a_pressed_button_is_refused(world: World, api: Api) -> None:
    callback = world.press(PATIENT, (await asked(world, api)).id, "d")
    values = {"callback_query_id": callback.id, "text": "x" * 201}
    refused = await api.refusal("answerCallbackQuery", **values)
    assert refused == "400 Bad Request: MESSAGE_TOO_LONG"


async def test_bytes_that_are_not_a_picture_are_refused_as_a_photo(api: Api) -> None:
    for content, reason in ((b"", "file must be non-empty"), (b"%PDF", "IMAGE_PROCESS_FAILED")):
        files = {"photo": ("x.png", content, "image/png")}
        sent = await api.http.post(
            f"/bot{api.token}/sendPhoto", data={"chat_id": PATIENT}, files=files
        )
        assert sent.json()["description"] == f"Bad Request: {reason}"


async def test_an_unknown_file_is_refused(api: Api) -> None:
    assert await api.refusal("getFile", file_id="x") == "400 Bad Request: invalid file_id"
    refused = await api.refusal("sendPhoto", chat_id=PATIENT, photo="https://example.org/x.png")
    assert "wrong remote file identifier" in refused


async def test_a_reply_to_a_message_that_does_not_exist_is_refused(api: Api) -> None:
    reply = {"message_id": 3}
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x", reply_parameters=reply)
    assert refused == "400 Bad Request: message to be replied not found"
    await api.send(reply_parameters=reply | {"allow_sending_without_reply": True})


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ({"command": "É", "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x" * 33, "description": "x"}, "BOT_COMMAND_INVALID"),
        ({"command": "x", "description": ""}, "BOT_COMMAND_DESCRIPTION_INVALID"),
    ],
)
async def test_a_wrong_command_is_refused(api: Api, command: dict[str, str], code: str) -> None:
    refused = await api.refusal("setMyCommands", commands=[command])
    assert refused == f"400 Bad Request: {code}"


async def test_a_blocked_chat_is_forbidden(world: World, api: Api) -> None:
    world.trouble.blocked.add(PATIENT)
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x")
    assert refused == "403 Forbidden: bot was blocked by the user"


async def test_a_flood_is_told_how_long_to_wait_and_then_forgotten(world: World, api: Api) -> None:
    world.trouble.flood.append(3)
    answer = await api("sendMessage", chat_id=PATIENT, text="x")
    assert answer["description"] == "Too Many Requests: retry after 3"
    assert answer["parameters"] == {"retry_after": 3}
    await api.send()


async def test_a_method_made_to_fail_answers_500(world: World, api: Api) -> None:
    world.trouble.failing.add("sendMessage")
    refused = await api.refusal("sendMessage", chat_id=PATIENT, text="x")
    assert refused == "500 Internal Server Error"


async def test_half_an_emoji_is_refused_and_not_a_crash(api: Api) -> None:
    answer = await api.http.post(
        f"/bot{api.token}/sendMessage",
        content=b'{"chat_id": %d, "text": "\\ud83d"}' % PATIENT,
        headers={"Content-Type": "application/json"},
    )
    assert answer.json()["description"] == "Bad Request: strings must be encoded in UTF-8"
