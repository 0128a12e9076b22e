"""What the patients of the transport benchmark say next, given what the bot last answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from benchmarks.samples import read_messages

Keyboard = list[list[dict[str, Any]]]
QUESTION, ACTION = "q:", "a:"
DIALOGUES = ("/deuxkines", "/seances", "/documents")
TYPED = ("/estimer", "35", "10", "modifier")


@dataclass(frozen=True, slots=True)
class Said:
    """A message, or the press of a button."""

    text: str = ""
    press: str = ""


Patient = Callable[[Keyboard], Said]


def presses(chat: int) -> Patient:
    """Walk the guided dialogues: a command, then the first choice of each question."""
    turn = chat

    def next_of(keyboard: Keyboard) -> Said:
        nonlocal turn
        for button in (button for row in keyboard for button in row):
            if str(button["callback_data"]).startswith(QUESTION):
                return Said(press=button["callback_data"])
        turn += 1
        return Said(DIALOGUES[turn % len(DIALOGUES)])

    return next_of


def estimates(chat: int) -> Patient:
    """Type the answers of an estimate, until its result and after."""
    return _in_turn(TYPED, chat)


def questions(chat: int) -> Patient:
    """Ask questions in free text: the project's own labelled messages."""
    return _in_turn(_questions(), chat * 7)


@cache
def _questions() -> list[str]:
    return [message.text for message in read_messages()]


def _in_turn(texts: Any, start: int) -> Patient:
    turns: Iterator[int] = iter(range(start, 1 << 60))
    return lambda _: Said(texts[next(turns) % len(texts)])


LOADS: dict[str, Callable[[int], Patient]] = {
    "boutons": presses,
    "estimation": estimates,
    "texte": questions,
}


def keyboard_of(body: bytes) -> Keyboard:
    """Return the buttons of a call written as JSON; none for what is not."""
    if not body.startswith(b"{") or b"inline_keyboard" not in body:
        return []
    keyboard: Keyboard = json.loads(body)["reply_markup"]["inline_keyboard"]
    return keyboard
