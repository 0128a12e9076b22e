"""The world around the bot, in memory: chats, messages, pressed buttons, waiting updates.

Pure and synchronous. The patient's side (`say`, `press`, `edit`, `attach`) makes updates; the
bot's side (`post`, `revise`, `delete`, `answer`, `act`) is driven by the methods of the Bot API.
Every change calls the listeners. Everything happens in the thread of the server's event loop.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Unpack

from bot.sandbox import samples
from bot.sandbox.entities import with_found
from bot.sandbox.identifiers import first_id, first_tick
from bot.sandbox.identity import Identity
from bot.sandbox.messages import (
    Answer,
    Callback,
    Chat,
    Content,
    File,
    Kind,
    Message,
    Notice,
)
from bot.sandbox.trouble import Trouble
from bot.sandbox.updates import UpdateQueue

PATIENT = 1001
LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
LANGUAGE = "fr"
CALLBACK_SECONDS = 150


class ImpossibleError(ValueError):
    """Something a patient's telephone would not let happen; `code` says what, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Call:
    """A request the bot made: the method as it wrote it, and its parameters without the files."""

    method: str
    arguments: Mapping[str, object]


@dataclass(slots=True)
class World:
    """One bot, its patients, and what Telegram keeps between them.

    Attributes:
        clock: seconds since 1970; the only source of time.
        trouble: what a test makes go wrong.
        calls: the last requests of the bot, the oldest first.
        webhook: the parameters of setWebhook, empty when the bot polls.
        started: a number that no other run has.
        is_closed: the server is stopping; nothing must wait any longer.
    """

    clock: Callable[[], float] = time.time
    identity: Identity = field(default_factory=Identity)
    trouble: Trouble = field(default_factory=Trouble)
    chats: dict[int, Chat] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    callbacks: dict[str, Callback] = field(default_factory=dict)
    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=1000))
    webhook: dict[str, object] = field(default_factory=dict)
    listeners: list[Callable[[], None]] = field(default_factory=list)
    is_closed: bool = False
    started: int = field(init=False)
    updates: UpdateQueue = field(init=False)
    _ids: count[int] = field(init=False)
    _ticks: count[int] = field(init=False)

    def __post_init__(self) -> None:
        now = self.clock()
        self.started = first_tick(now)
        self.updates = UpdateQueue(first_id(now))
        self._ids = count(first_id(now))
        self._ticks = count(self.started + 1)

    def open_chat(self, chat_id: int = PATIENT, first_name: str = "Camille") -> Chat:
        """Return a patient's chat, opened if needed; before that the bot cannot write there."""
        if chat_id <= 0:
            raise ImpossibleError("bad_chat")
        return self.chats.setdefault(chat_id, Chat(chat_id, first_name))

    def say(self, chat_id: int, text: str) -> Message:
        """The patient writes.

        Raises:
            ImpossibleError: `empty_text`, `long_text` (above 4096 characters).
        """
        kept = _typed(text)
        message = self._patient_message(chat_id, text=kept, entities=with_found(kept, ()))
        self.updates.push("message", message)
        return self._keep(message)

    def attach(self, chat_id: int, kind: Kind, caption: str = "") -> Message:
        """The patient sends a picture, a voice message…, with or without words.

        Raises:
            ImpossibleError: `unknown_kind`, `long_text` (above 1024 characters).
        """
        if kind not in samples.KINDS:
            raise ImpossibleError("unknown_kind")
        attachment = samples.sample(kind, next(self._ticks))
        if attachment.file:
            self.files[attachment.file.id] = attachment.file
        text = _typed(caption, LONGEST_CAPTION) if caption.strip() else ""
        found = with_found(text, ())
        message = self._patient_message(chat_id, text=text, entities=found, attachment=attachment)
        self.updates.push("message", message)
        return self._keep(message)

    def edit(self, chat_id: int, message_id: int, text: str) -> Message:
        """The patient corrects a message; the same words again change nothing.

        Raises:
            ImpossibleError: `no_such_message`, `not_editable`, `empty_text`, `long_text`.
        """
        before = self._existing(chat_id, message_id)
        if before.is_from_bot or before.attachment:
            raise ImpossibleError("not_editable")
        kept = _typed(text)
        if kept == before.text:
            return before
        after = self.revise(replace(before, text=kept, entities=with_found(kept, ())))
        self.updates.push("edited_message", after)
        return after

    def press(self, chat_id: int, message_id: int, data: str) -> Callback:
        """The patient presses a button that is there.

        Raises:
            ImpossibleError: `no_such_message`, `no_such_button`.
        """
        message = self._existing(chat_id, message_id)
        if data not in message.callbacks:
            raise ImpossibleError("no_such_button")
        callback = Callback(str(next(self._ticks)), message, data, self.clock())
        self.callbacks[callback.id] = callback
        self.updates.push("callback_query", callback)
        self._ring()
        return callback

    def post(self, chat_id: int, **content: Unpack[Content]) -> Message:
        """The bot writes in an open chat."""
        return self._keep(self._new(chat_id, is_from_bot=True, **content))

    def revise(self, message: Message) -> Message:
        """Put a new version of a message in the place of the old one, marked as edited."""
        now = int(self.clock())
        return self._keep(replace(message, edit_date=now, revision=next(self._ticks)))

    def delete(self, message: Message) -> None:
        """Take a message away."""
        chat = self.chats[message.chat_id]
        del chat.messages[message.id]
        chat.deleted[message.id] = next(self._ticks)
        self._ring()

    def answer(self, callback: Callback, answer: Answer) -> None:
        """Answer a pressed button: the telephone stops waiting."""
        callback.answer = answer
        content = {"callback": callback.id, "text": answer.text, "alert": answer.is_alert}
        self._notify(callback.message.chat_id, Notice(next(self._ticks), "answer", content))

    def act(self, chat_id: int, action: str) -> None:
        """Show for a few seconds that the bot is writing, or sending something."""
        self._notify(chat_id, Notice(next(self._ticks), "action", {"action": action}))

    def keep_file(self, kind: Kind, name: str, mime: str, content: bytes) -> File:
        """Keep bytes that the bot sent."""
        file = samples.stored_file(kind, next(self._ticks), name, mime, content)
        self.files[file.id] = file
        return file

    def set_webhook(self, webhook: dict[str, object]) -> None:
        """Keep the parameters of a webhook; empty ones mean polling."""
        self.webhook = webhook
        self._ring()

    def close(self) -> None:
        """Let go everybody who waits: the server is stopping."""
        self.is_closed = True
        self._ring()

    def _patient_message(self, chat_id: int, **content: Unpack[Content]) -> Message:
        self.open_chat(chat_id)
        return self._new(chat_id, is_from_bot=False, **content)

    def _new(self, chat_id: int, *, is_from_bot: bool, **content: Unpack[Content]) -> Message:
        number, tick, now = next(self._ids), next(self._ticks), int(self.clock())
        return Message(number, chat_id, is_from_bot, now, tick, **content)

    def _existing(self, chat_id: int, message_id: int) -> Message:
        chat = self.chats.get(chat_id)
        message = chat.messages.get(message_id) if chat else None
        if message is None:
            raise ImpossibleError("no_such_message")
        return message

    def _keep(self, message: Message) -> Message:
        self.chats[message.chat_id].messages[message.id] = message
        self._ring()
        return message

    def _notify(self, chat_id: int, notice: Notice) -> None:
        self.chats[chat_id].notices.append(notice)
        self._ring()

    def _ring(self) -> None:
        for listener in tuple(self.listeners):
            listener()


def _typed(text: str, longest: int = LONGEST_TEXT) -> str:
    kept = text.strip()
    if not kept:
        raise ImpossibleError("empty_text")
    if len(kept) > longest:
        raise ImpossibleError("long_text")
    return kept
