"""Patients who follow their script, and say what did not come as it should."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.dialogue.messages import Attached, Edited, Text
from tests.chaos.chats import Effect, clock
from tests.chaos.scripts import Action, Expected, Pressed, Script, without_marks
from tests.chaos.telegram import Telegram
from tests.chaos.updates import Json

PATIENCE = 60  # seconds for one reply, through a crash and a few refusals
TICK = 0.1  # seconds
ENOUGH = 5  # conversations gone wrong
THOUGHT = 0.3  # seconds at most, so that patients do not all act at the same moment
LATELY = 5  # replies among which one that comes again is a doubled one
CONTENT: dict[str, Json] = {
    "photo": {"photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}]},
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
    "document": {"document": {"file_id": "d", "file_unique_id": "d"}},
    "location": {"location": {"longitude": 1.0, "latitude": 1.0}},
    "sticker": {"sticker": {"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1,
                            "height": 1, "is_animated": False, "is_video": False}},
}  # fmt: skip


class WrongError(Exception):
    """What came is not what had to come."""


@dataclass
class Report:
    """What a run has shown.

    Attributes:
        expected: how many replies had to come; right: how many did, in order.
        doubled: replies that came once more than they should.
        wrong: conversations that went wrong, and how.
        unanswered: presses whose button still turns, although Telegram never refused to stop it.
        events: what was done to the bot, and what went wrong at Telegram.
        statuses: how each process ended when asked to.
        conflicts: how many getUpdates came while another waited.
        frozen: seconds during which the test itself did not run, at the longest.
    """

    name: str
    expected: int = 0
    right: int = 0
    doubled: int = 0
    wrong: list[str] = field(default_factory=list)
    unanswered: int = 0
    events: list[str] = field(default_factory=list)
    statuses: list[int | None] = field(default_factory=list)
    conflicts: int = 0
    frozen: float = 0
    began: float = field(default_factory=time.monotonic)
    _moved: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    async def watch(self) -> None:
        """Measure how long we were ourselves prevented from running: then nothing is proved."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(TICK)
            self.frozen = max(self.frozen, time.monotonic() - before - TICK)

    def tell(self, event: str) -> None:
        """Add an event, with the moment it came."""
        self.events.append(f"{event} at {self.seconds:.1f} s")

    def count_right(self) -> None:
        """Count a reply that came as it should."""
        self.right += 1
        self._moved.set()

    async def reach(self, share: float) -> None:
        """Wait until that share of the replies has come."""
        while self.right < share * self.expected:
            self._moved.clear()
            await self._moved.wait()

    def __str__(self) -> str:
        return (
            f"{self.name}: {self.right}/{self.expected} replies right, "
            f"{self.doubled} doubled, {len(self.wrong)} conversations wrong, "
            f"{self.unanswered} presses unanswered, frozen {self.frozen:.1f} s at most; "
            f"{', '.join(self.events)}"
        )


class Patient:
    """One patient: does a step, reads what comes back, does the next."""

    def __init__(self, script: Script, telegram: Telegram, report: Report) -> None:
        self._script = script
        self._telegram = telegram
        self._report = report
        self._chat = telegram.chats[script.chat_id]
        self._seen = 0  # effects read so far
        self._done: list[str] = []
        self._is_wrong = False
        self._read: list[Expected] = []
        self._numbers: list[int] = []  # reply of the script → message of the chat

    async def play(self) -> None:
        """Follow the script; what goes wrong ends the conversation and is reported."""
        try:
            for step in self._script.steps:
                await asyncio.sleep(random.uniform(0, THOUGHT))
                for action in step.actions:
                    self._do(action)
                for expected in step.replies:
                    await self._receive(expected)
        except WrongError as error:
            self._complain(str(error))

    def leave(self) -> None:
        """Count what came after the end."""
        for effect in self._chat.effects[self._seen :]:
            if self._is_again(effect):
                self._report.doubled += 1
            elif not self._is_wrong:
                self._complain(f"too much: {effect}")
        self._report.unanswered += len(self._chat.turning - self._chat.refused)

    def _complain(self, what: str) -> None:
        self._is_wrong = True
        story = sorted(self._done + [str(effect) for effect in self._chat.effects])
        lines = "\n".join(f"  {line}" for line in story)
        self._report.wrong.append(f"chat {self._chat.id}: {what}\n{lines}")

    def _do(self, action: Action) -> None:
        self._done.append(f"{clock(time.time())} update {self._update(action)}: {action}")

    def _update(self, action: Action) -> int:
        chat_id = self._script.chat_id
        match action:
            case Text(text):
                return self._telegram.say(chat_id, text=text)
            case Attached(kind):
                return self._telegram.say(chat_id, **CONTENT[kind])
            case Edited():
                return self._telegram.correct(chat_id, "autre chose")
            case Pressed(reply, row, column):
                message = self._chat.shown[self._numbers[reply]]
                data = message.keyboard[row][column][1]
                return self._telegram.press(chat_id, message.message_id, data)

    async def _receive(self, expected: Expected) -> None:
        while True:
            effect = await self._chat.effect(self._seen, PATIENCE)
            if effect is None:
                raise WrongError(f"lost: {expected}")
            self._seen += 1
            if self._is(effect, expected):
                self._keep(effect, expected)
                return
            if not self._is_again(effect):
                raise WrongError(f"wrong: {effect} instead of {expected}")
            self._report.doubled += 1

    def _keep(self, effect: Effect, expected: Expected) -> None:
        self._report.count_right()
        self._read.append(expected)
        if expected.of is None:
            self._numbers.append(effect.message_id)

    def _is(self, effect: Effect, expected: Expected) -> bool:
        if expected.of is not None and effect.message_id != self._numbers[expected.of]:
            return False
        return _seen_as(effect) == _seen_as(expected)

    def _is_again(self, effect: Effect) -> bool:
        return any(self._is(effect, expected) for expected in self._read[-LATELY:])


def _seen_as(reply: Effect | Expected) -> tuple[object, ...]:
    """Return what a patient sees of a reply."""
    file = reply.file if reply.kind == "document" else ""
    return reply.kind, reply.html, without_marks(reply.keyboard), file


async def play_all(
    scripts: Sequence[Script], telegram: Telegram, report: Report, at_once: int
) -> None:
    """Play conversations, so many at once, then wait for what may still come."""
    patients = [Patient(script, telegram, report) for script in scripts]
    places = asyncio.Semaphore(at_once)

    async def play(patient: Patient) -> None:
        async with places:
            if len(report.wrong) < ENOUGH:
                await patient.play()

    await asyncio.gather(*(play(patient) for patient in patients))
    await asyncio.sleep(SETTLING)
    for patient in patients:
        patient.leave()


SETTLING = 2  # seconds in which a doubled reply would come
