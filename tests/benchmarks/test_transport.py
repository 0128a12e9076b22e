"""Every bot of the transport benchmark answers all its patients, or says why it cannot."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.bot_api import World
from benchmarks.patients import Said, keyboard_of, presses
from benchmarks.transport import echoes, kinebot, run
from bot.knowledge.understanding import Understanding
from tests.conftest import CACHE

AIOGRAM, HTTPX, AIOHTTP = echoes(sys.executable)
UPDATES = 150  # more than one answer of getUpdates holds


@pytest.fixture
def state(tmp_path: Path, understanding: Understanding) -> Path:
    (tmp_path / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    return tmp_path


@pytest.mark.parametrize("bot", [HTTPX, AIOHTTP], ids=["httpx", "aiohttp"])
def test_a_bot_that_repeats_answers_everybody(bot: object) -> None:
    cost = run(bot, UPDATES)  # type: ignore[arg-type]
    assert cost.per_second > 0
    assert 0 <= cost.p50 <= cost.p99
    assert cost.memory > 1


@pytest.mark.parametrize("load", ["boutons", "estimation", "texte"])
def test_the_whole_bot_answers_everybody(load: str, state: Path) -> None:
    assert run(kinebot(load, state), UPDATES).per_second > 0


def test_patients_may_come_at_their_own_pace(state: Path) -> None:
    assert run(kinebot("boutons", state), 60, rate=60).per_second < 75


@pytest.mark.skipif(find_spec("aiogram") is not None, reason="aiogram is installed")
def test_a_peer_that_is_not_installed_is_named() -> None:
    with pytest.raises(RuntimeError, match="No module named 'aiogram'"):
        run(AIOGRAM, 10)


def test_a_patient_presses_the_first_choice_then_begins_again() -> None:
    patient = presses(0)
    assert patient([]).text.startswith("/")
    assert patient([[{"callback_data": "a:1:back"}, {"callback_data": "q:1:oui"}]]) == Said(
        press="q:1:oui"
    )
    assert patient([[{"callback_data": "a:1:done"}]]).text.startswith("/")


def test_what_is_not_acknowledged_is_given_again() -> None:
    world = World("estimation", updates=10, chats=3, rate=0)
    given = world.poll(1)
    assert len(given) == 3
    assert world.poll(1) == given
    world.answer(1, b"{}")
    later = world.poll(given[-1]["update_id"] + 1)
    assert [update["message"]["chat"]["id"] for update in later] == [1]


def test_buttons_are_read_from_a_call_and_nothing_from_the_rest() -> None:
    assert keyboard_of(b'{"reply_markup": {"inline_keyboard": [[{"text": "a"}]]}}') == [
        [{"text": "a"}]
    ]
    assert keyboard_of(b"chat_id=1&text=inline_keyboard") == []
