"""A fast Bot API in a process of its own, with patients: `bot_api LOAD UPDATES [options]`.

Every patient says something, waits for the answer, and goes on. The first line printed is the
address; « début » comes with the first update, and one line of JSON with the last answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
import time
from collections import deque
from typing import Any

import aiohttp

from benchmarks.patients import LOADS, Said, keyboard_of

BATCH = 100
WAIT_SECONDS = 0.5  # for updates when there are none
LOOK_SECONDS = 0.0005
PUSHERS = 40  # webhook calls at once
LENGTH = re.compile(rb"content-length: *(\d+)")
CHAT = re.compile(rb'"?chat_id"?(?:: ?|=|\r\n\r\n)"?(\d+)')
OFFSET = re.compile(rb'offset(?:": ?|=|"\r\n\r\n)(\d+)')
ANSWERS = frozenset({b"sendmessage", b"editmessagetext", b"sendphoto", b"senddocument"})
BOT = {"id": 1, "is_bot": True, "first_name": "echo", "username": "echo_bot"}
SECRET = "secret-de-mesure"  # noqa: S105


class World:
    """The patients, what they have said, and when they were answered."""

    def __init__(self, load: str, updates: int, chats: int, rate: float) -> None:
        self._updates, self._rate = updates, rate
        self._patients = {chat: LOADS[load](chat) for chat in range(1, chats + 1)}
        self._ready = deque((chat, patient([])) for chat, patient in self._patients.items())
        self._served: dict[int, float] = {}
        self._kept: list[dict[str, Any]] = []
        self._delays: list[float] = []
        self._number = 0
        self._first = time.time_ns() // 1000  # a bot keeps the numbers it has seen
        self._start = 0.0

    def take(self, most: int) -> list[dict[str, Any]]:
        """Return updates that are due, each patient having one at a time."""
        now = time.perf_counter()
        if not self._start:
            self._start = now
            print("début", flush=True)
        due = self._updates - self._number
        if self._rate:
            due = min(due, int((now - self._start) * self._rate) + 1 - self._number)
        taken = []
        for _ in range(min(due, most, len(self._ready))):
            chat, said = self._ready.popleft()
            self._number += 1
            self._served[chat] = now
            taken.append(update(self._first + self._number, chat, said))
        return taken

    def poll(self, offset: int) -> list[dict[str, Any]]:
        """Return what was not acknowledged, and what is due."""
        self._kept = [kept for kept in self._kept if kept["update_id"] >= offset]
        self._kept += self.take(BATCH - len(self._kept))
        return self._kept

    def answer(self, chat: int, body: bytes) -> None:
        """Note an answer; the patient may go on."""
        served = self._served.pop(chat, None)
        if served is None:
            return
        self._delays.append(time.perf_counter() - served)
        self._ready.append((chat, self._patients[chat](keyboard_of(body))))
        if len(self._delays) == self._updates:
            self._report()

    def _report(self) -> None:
        wall = time.perf_counter() - self._start
        delays = sorted(self._delays)
        print(json.dumps({
            "per_second": self._updates / wall,
            "p50": 1000 * delays[len(delays) // 2], "p99": 1000 * delays[len(delays) * 99 // 100],
        }), flush=True)  # fmt: skip


class BotApi(asyncio.Protocol):
    """Just enough of HTTP."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._buffer = b""
        self._offset = 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, end, rest = self._buffer.partition(b"\r\n\r\n")
        size = int(found[1]) if (found := LENGTH.search(head.lower())) else 0
        if end and len(rest) >= size:
            self._buffer = b""
            self._answer(head.split(b" ")[1].rpartition(b"/")[2].lower(), rest)

    def _answer(self, method: bytes, body: bytes) -> None:
        if method == b"getupdates":
            self._offset = int(found[1]) if (found := OFFSET.search(body)) else 1
            self._poll(time.perf_counter() + WAIT_SECONDS)
        elif method in ANSWERS:
            found = CHAT.search(body)
            chat = int(found[1]) if found else 0
            self._world.answer(chat, body)
            self._say(message(1, chat, ""))
        else:
            self._say(BOT if method == b"getme" else True)

    def _poll(self, end: float) -> None:
        """Give updates; when there are none, look again a little later."""
        updates = self._world.poll(self._offset)
        if updates or time.perf_counter() > end:
            self._say(updates)
        else:
            asyncio.get_running_loop().call_later(LOOK_SECONDS, self._poll, end)

    def _say(self, result: object) -> None:
        text = json.dumps({"ok": True, "result": result}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(text) + text)


def message(number: int, chat: int, text: str) -> dict[str, Any]:
    person = {"id": chat, "first_name": "p"}
    return {
        "message_id": number, "date": 1, "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False}, "text": text,
    }  # fmt: skip


def update(number: int, chat: int, said: Said) -> dict[str, Any]:
    if not said.press:
        return {"update_id": number, "message": message(number, chat, said.text)}
    query = {
        "id": str(number), "from": {"id": chat, "is_bot": False, "first_name": "p"},
        "chat_instance": "1", "data": said.press, "message": message(1, chat, "…"),
    }  # fmt: skip
    return {"update_id": number, "callback_query": query}


async def push(world: World, addresses: list[str]) -> None:
    """Give updates by webhook, to each address in turn; what is refused is given again."""
    waiting: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET}

    async def deliver(session: aiohttp.ClientSession, number: int) -> None:
        while True:
            given = await waiting.get()
            async with session.post(addresses[number % len(addresses)], json=given) as answer:
                if answer.status != 200:
                    waiting.put_nowait(given)

    async with aiohttp.ClientSession(headers=headers) as session, asyncio.TaskGroup() as group:
        for number in range(PUSHERS):
            group.create_task(deliver(session, number))
        while True:
            for given in world.take(max(0, PUSHERS - waiting.qsize())):
                waiting.put_nowait(given)
            await asyncio.sleep(LOOK_SECONDS)


async def main(asked: argparse.Namespace) -> None:
    world = World(asked.load, asked.updates, asked.chats, asked.rate)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BotApi(world), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    if asked.webhook:
        await asyncio.to_thread(sys.stdin.readline)  # once those who listen are ready
        await push(world, asked.webhook)
    await server.serve_forever()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("load", choices=LOADS)
    parser.add_argument("updates", type=int)
    parser.add_argument("--chats", type=int, default=200)
    parser.add_argument("--rate", type=float, default=0)
    parser.add_argument("--webhook", nargs="*")
    asyncio.run(main(parser.parse_args()))
