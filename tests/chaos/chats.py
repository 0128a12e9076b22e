"""The telephones: what each chat shows, and every effect the bot had on it."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import time
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "photo", "document", "edit"]
Keyboard = tuple[tuple[tuple[str, str], ...], ...]  # rows of (label, data)


@dataclass(frozen=True, slots=True)
class Effect:
    """Something the bot did that a patient sees; an edit has the number of an older message."""

    kind: Kind
    message_id: int
    html: str
    keyboard: Keyboard
    file: str = ""
    at: float = field(default_factory=time.time, compare=False)

    def __str__(self) -> str:
        return f"{clock(self.at)} {self.kind} {self.message_id} {brief(self.html)}"


@dataclass(slots=True)
class Chat:
    """A private chat: what it shows now, what was done to it."""

    id: int
    shown: dict[int, Effect] = field(default_factory=dict)
    effects: list[Effect] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    turning: set[str] = field(default_factory=set)  # presses whose button still turns
    refused: set[str] = field(default_factory=set)  # presses that could not be answered once

    def apply(self, effect: Effect) -> None:
        """Show an effect, and wake whoever looks at the chat."""
        if effect.kind == "edit":
            before = self.shown[effect.message_id]
            self.shown[effect.message_id] = Effect(
                before.kind, before.message_id, effect.html, effect.keyboard
            )
        else:
            self.shown[effect.message_id] = effect
        self.effects.append(effect)
        self.changed.set()
        self.changed = asyncio.Event()

    async def effect(self, rank: int, seconds: int) -> Effect | None:
        """Wait for the effect of that rank; None when it has not come in time.

        Second by second: a machine that stops for a minute takes one of them, not all.
        """
        while len(self.effects) <= rank and seconds > 0:
            try:
                await asyncio.wait_for(self.changed.wait(), 1)
            except TimeoutError:
                seconds -= 1
        return self.effects[rank] if len(self.effects) > rank else None


class Chats:
    """All chats, and the numbers Telegram gives."""

    def __init__(self) -> None:
        self._chats: dict[int, Chat] = {}
        self.numbers = itertools.count(1)

    def __getitem__(self, chat_id: int) -> Chat:
        return self._chats.setdefault(chat_id, Chat(chat_id))

    def pressed(self, callback_id: str) -> Chat:
        """Return the chat of a press: its identifier begins with it."""
        return self[int(callback_id.partition(":")[0])]


def brief(html: str) -> str:
    """Return enough of a text to know it again."""
    return f"« {html[:60]} »".replace("\n", " ")


def clock(seconds: float) -> str:
    """Return a moment as the logs write it."""
    moment = dt.datetime.fromtimestamp(seconds)  # noqa: DTZ006 — beside logs in local time
    return moment.isoformat(sep=" ", timespec="milliseconds").partition(" ")[2]
