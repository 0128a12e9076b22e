"""getUpdates: offset, limit, waiting, kinds, and who may read; a webhook is kept."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from bot.sandbox.identifiers import first_id
from bot.sandbox.world import PATIENT, World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api


async def texts(api: Api, **values: object) -> list[str]:
    updates = (await api("getUpdates", **values))["result"]
    return [update["message"]["text"] for update in updates]


async def waiting(api: Api, **values: object) -> asyncio.Task[dict[str, Any]]:
    """Begin a getUpdates and give it the time to reach the server."""
    task = asyncio.create_task(api("getUpdates", timeout=5, **values))
    await asyncio.sleep(0.1)
    assert not task.done()
    return task


async def test_updates_come_again_until_an_offset_confirms_them(world: World, api: Api) -> None:
    first = world.updates.next_id
    world.say(PATIENT, "un")
    world.say(PATIENT, "deux")
    assert await texts(api) == ["un", "deux"]
    assert await texts(api) == ["un", "deux"]
    assert await texts(api, limit=1) == ["un"]
    assert await texts(api, offset=first + 1) == ["deux"]
    assert await texts(api) == ["deux"], "the first one is forgotten"
    assert await texts(api, offset=first + 2) == []
    assert await texts(api) == []


async def test_a_negative_offset_keeps_only_the_last_ones(world: World, api: Api) -> None:
    for words in ("un", "deux", "trois"):
        world.say(PATIENT, words)
    assert await texts(api, offset=-1) == ["trois"]
    assert await texts(api) == ["trois"]


async def test_an_offset_far_in_the_future_confirms_nothing(world: World, api: Api) -> None:
    world.say(PATIENT, "un")
    assert await texts(api, offset=world.updates.next_id + 1000) == ["un"]


async def test_a_long_poll_ends_as_soon_as_the_patient_writes(world: World, api: Api) -> None:
    task = await waiting(api)
    world.say(PATIENT, "enfin")
    assert (await task)["result"][0]["message"]["text"] == "enfin"


async def test_a_long_poll_ends_empty_after_its_timeout(api: Api) -> None:
    assert await texts(api, timeout=1) == []


async def test_a_second_reader_ends_the_first_with_a_conflict(world: World, api: Api) -> None:
    first = await waiting(api)
    second = await waiting(api)
    answer = await first
    assert answer["error_code"] == 409
    assert answer["description"].startswith("Conflict: terminated by other getUpdates request")
    world.say(PATIENT, "un")
    assert (await second)["ok"]


async def test_a_webhook_ends_the_polling_and_forbids_it(world: World, api: Api) -> None:
    reader = await waiting(api)
    await api("setWebhook", url="https://example.org/hook", secret_token="s")
    assert (await reader)["description"] == "Conflict: terminated by setWebhook request"
    assert (await api("getWebhookInfo"))["result"]["url"] == "https://example.org/hook"
    assert world.webhook["secret_token"] == "s"
    assert (await api.refusal("getUpdates")).startswith("409 Conflict: can't use getUpdates")
    world.say(PATIENT, "un")
    await api("deleteWebhook", drop_pending_updates=True)
    assert await texts(api) == []


async def test_only_the_kinds_asked_for_are_kept_and_the_choice_lasts(
    world: World, api: Api
) -> None:
    assert await texts(api, allowed_updates=["callback_query"]) == []
    message = world.say(PATIENT, "un")
    assert await texts(api) == []
    assert await texts(api, allowed_updates=[]) == []
    world.edit(PATIENT, message.id, "deux")
    edited = (await api("getUpdates"))["result"]
    assert edited[0]["edited_message"]["text"] == "deux"
    assert "edit_date" in edited[0]["edited_message"]


async def test_a_command_carries_its_entity_and_a_button_its_message(
    world: World, api: Api
) -> None:
    world.say(PATIENT, "🙂 /start@kinebot_sandbox_bot")
    keyboard = {"inline_keyboard": [[{"text": "x", "callback_data": "d"}]]}
    number = await api.send(reply_markup=keyboard)
    world.press(PATIENT, number, "d")
    message, callback = (await api("getUpdates"))["result"]
    entity = {"type": "bot_command", "offset": 3, "length": 26}
    assert message["message"]["entities"] == [entity]
    assert callback["callback_query"]["data"] == "d"
    assert callback["callback_query"]["message"]["reply_markup"] == keyboard


async def test_parameters_come_by_query_form_or_json_alike(world: World, api: Api) -> None:
    path = f"/bot{api.token}/SENDMESSAGE"
    values = {"chat_id": str(PATIENT), "text": "é & +"}
    for answer in (
        await api.http.get(path, params=values),
        await api.http.post(path, data=values),
        await api.http.post(path, json=values),
        await api.http.post(path, data=values, files={"unused": b"x"}),
    ):
        assert answer.json()["result"]["text"] == "é & +"


async def test_latency_delays_an_answer(world: World, api: Api) -> None:
    world.trouble.latency = 0.15
    begin = asyncio.get_running_loop().time()
    await api.send()
    assert asyncio.get_running_loop().time() - begin >= world.trouble.latency


async def test_the_requests_of_the_bot_can_be_read_afterwards(world: World, api: Api) -> None:
    await api.send("x")
    assert world.calls[-1].method == "sendMessage"
    assert world.calls[-1].arguments["text"] == "x"


async def test_identifiers_are_above_those_of_an_earlier_run() -> None:
    earlier, later = World(clock=lambda: 1_800_000_000.0), World(clock=lambda: 1_800_000_001.0)
    assert earlier.say(PATIENT, "x").id < later.say(PATIENT, "x").id
    assert earlier.updates.next_id < later.updates.next_id
    assert first_id(2_030_000_000) < 2**31
