"""`kinebot chat`: a conversation in the terminal with the real engine, the sandbox's twin."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import time
from collections.abc import Iterable
from pathlib import Path

from bot.cli.batch import Row
from bot.dialogue.engine import Engine
from bot.dialogue.messages import Button, Edited, Incoming, Keyboard, Press, Reply, Text, rows
from bot.dialogue.rendering import plain
from bot.dialogue.session import Session
from bot.knowledge.text import fold
from bot.receipts.cards import Document, Picture
from bot.settings import PARIS
from bot.storage.database import default_url, open_database
from bot.storage.store import Decision, Received, Store

CHAT = 0


class Conversation:
    """One conversation, in memory or kept in a folder."""

    def __init__(self, engine: Engine, store: Store | None = None) -> None:
        self._engine = engine
        self._store = store
        self._session = Session()
        self._keyboards: list[Keyboard] = []

    @property
    def keyboard(self) -> Keyboard:
        """Return the buttons of the latest message that has some."""
        return self._keyboards[-1] if self._keyboards else ()

    async def take(self, row: Row) -> list[Reply]:
        """Take one input of the patient and return the replies.

        Raises:
            ValueError: neither text, press nor edit, or no such button.
        """
        incoming = self._incoming(row)
        replies = await self._step(incoming)
        for reply in replies:
            if reply.buttons:
                self._keyboards.append(reply.buttons)
        return replies

    async def _step(self, incoming: Incoming) -> list[Reply]:
        now = dt.datetime.now(PARIS)
        if self._store is None:
            step = self._engine.step(self._session, incoming, now)
            self._session = step.session
            return list(step.replies)
        replies: list[Reply] = []

        def decide(session: Session, _: Received) -> Decision:
            step = self._engine.step(session, incoming, now)
            replies[:] = step.replies
            return Decision(step.session)

        number = time.time_ns()
        self._store.receive([Received(number, CHAT, "")], now)
        self._store.handle([number], decide, now)
        return replies

    async def load(self) -> None:
        """Find the last buttons again in a kept conversation."""
        if self._store is not None:
            session = self._store.session(CHAT, dt.datetime.now(PARIS))
            self._keyboards.append(rows([Button(label, data) for label, data in session.offered]))

    def _incoming(self, row: Row) -> Incoming:
        match row:
            case {"text": str(text)}:
                return Text(text)
            case {"press": str(wanted)}:
                return Press(self._data_of(wanted))
            case {"edit": str(_)}:
                return Edited()
            case _:
                raise ValueError("il faut « text », « press » ou « edit », avec un texte")

    def _data_of(self, wanted: str) -> str:
        for keyboard in reversed(self._keyboards):
            for button in (button for row in keyboard for button in row):
                if wanted in (button.data, button.label) or fold(wanted) == fold(button.label):
                    return button.data
        if ":" in wanted or wanted == "m":
            return wanted
        raise ValueError(f"aucun bouton « {wanted} » sous les messages reçus")


def reply_row(reply: Reply) -> Row:
    """Return a reply as in the contract."""
    return {
        "text": plain(reply.html),
        "buttons": [[{"label": b.label, "data": b.data} for b in row] for row in reply.buttons],
        "photo": isinstance(reply.card, Picture),
        "document": reply.card.name if isinstance(reply.card, Document) else None,
        "edited": reply.is_edit,
    }


async def open_conversation(engine: Engine, state: Path | None) -> Conversation:
    """Open a conversation, kept in `state` when it is given."""
    store = None
    if state is not None:
        store = Store(open_database(default_url(state)), engine.lifetime)
    conversation = Conversation(engine, store)
    await conversation.load()
    return conversation


async def chat_json(engine: Engine, state: Path | None, lines: Iterable[str]) -> int:
    """Read JSON lines, write one line of replies each; return the exit status."""
    conversation = await open_conversation(engine, state)
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            if not isinstance(row, dict):
                raise ValueError("chaque ligne doit être un objet JSON")
            replies = await conversation.take(row)
            result: Row = {"replies": [reply_row(reply) for reply in replies]}
        except ValueError as error:
            status, result = 1, {"error": str(error), "line": number}
        print(json.dumps(result, ensure_ascii=False), flush=True)
    return status


async def chat_in_terminal(engine: Engine, state: Path | None) -> None:
    """Talk in the terminal: type a message, or the number of a button."""
    conversation = await open_conversation(engine, state)
    _show(await conversation.take({"text": "/start"}))
    while True:
        try:
            typed = await asyncio.to_thread(input, "\nVous > ")
        except (EOFError, KeyboardInterrupt):
            return
        buttons = [button for row in conversation.keyboard for button in row]
        row: Row = {"text": typed}
        if typed.startswith("#") and typed[1:].isdigit() and 0 < int(typed[1:]) <= len(buttons):
            row = {"press": buttons[int(typed[1:]) - 1].data}
        _show(await conversation.take(row))


def _show(replies: list[Reply]) -> None:
    for reply in replies:
        print(f"\n{plain(reply.html)}\n")
        for number, button in enumerate([b for row in reply.buttons for b in row], start=1):
            print(f"  [#{number}] {button.label}")
