"""Just enough of Telegram for an echo, in a process of its own: `python -m benchmarks.bot_api N`.

It gives its updates a hundred at a time, and answers everything at once.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys

BATCH = 100
CHATS = 200
WAIT_SECONDS = 0.5  # for updates when there are none left
LENGTH = re.compile(rb"content-length: *(\d+)")
OFFSET = re.compile(rb'offset(?:=|"\r\n\r\n)(\d+)')  # a plain form, or one with parts
BOT = {"id": 1, "is_bot": True, "first_name": "echo", "username": "echo_bot"}


class BotApi(asyncio.Protocol):
    """Just enough of HTTP."""

    def __init__(self, updates: int) -> None:
        self._updates = updates
        self._buffer = b""

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
        if method == b"getme":
            self._say(BOT)
        elif method == b"sendmessage":
            self._say(message(1))
        elif method != b"getupdates":
            self._say(True)
        elif updates := self._next(body):
            self._say(updates)
        else:
            asyncio.get_running_loop().call_later(WAIT_SECONDS, self._say, [])

    def _next(self, body: bytes) -> list[dict[str, object]]:
        first = max(1, int(found[1])) if (found := OFFSET.search(body)) else 1
        numbers = range(first, min(first + BATCH, self._updates + 1))
        return [{"update_id": number, "message": message(number)} for number in numbers]

    def _say(self, result: object) -> None:
        text = json.dumps({"ok": True, "result": result}).encode()
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
        self._transport.write(head % len(text) + text)


def message(number: int) -> dict[str, object]:
    person = {"id": number % CHATS + 1, "first_name": "p"}
    return {
        "message_id": number,
        "date": 1,
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False},
        "text": f"combien coûte une séance {number}",
    }


async def main(updates: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: BotApi(updates), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
