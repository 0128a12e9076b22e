"""The chat page in a real browser; skipped where Chromium is not installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.messages import Answer
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World

if TYPE_CHECKING:
    from tests.sandbox.conftest import Api, Browser

TYPED = "<img src=x onerror=document.title='pris'> & </textarea><script>alert(1)</script>"


async def test_a_patient_chats_in_a_real_browser(
    world: World, base_url: str, api: Api, browser: Browser
) -> None:
    await browser.open(base_url)
    await browser.until("document.querySelector('#welcome')?.hidden === false")
    await browser.js("document.querySelector('#start').click()")
    await until(world, lambda: world.chats[PATIENT].messages)
    keyboard = {"inline_keyboard": [[{"text": "Oui", "callback_data": "oui"}]]}
    await api.send("<b>Bonjour</b>", parse_mode="HTML", reply_markup=keyboard)
    assert await browser.until("document.querySelector('.body b')?.textContent") == "Bonjour"
    await browser.js("document.querySelector('.key').click()")
    callback = await until(world, lambda: list(world.callbacks.values()))
    assert await browser.until("document.querySelector('.key').ariaBusy === 'true'")
    world.answer(callback[0], Answer("C’est noté", is_alert=False, url=""))
    assert await browser.until("document.querySelector('#toast').textContent") == "C’est noté"
    assert await browser.js("document.querySelector('.key').ariaBusy") == "false"


async def test_what_the_patient_typed_stays_text_in_a_real_browser(
    world: World, base_url: str, browser: Browser
) -> None:
    world.say(PATIENT, TYPED)
    await browser.open(base_url)
    shown = await browser.until("document.querySelector('.mine .body')?.textContent")
    assert shown == TYPED
    assert await browser.js("document.querySelectorAll('#log img, #log script').length") == 0
    assert await browser.js("document.title") == "Kinébot"
