"""A patient's chat over HTTP: a gesture, then what the bot said, as the page hears it."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx

Json = dict[str, Any]


class Chat:
    """One patient's chat, over HTTP: what is done there, and what the bot said."""

    def __init__(self, http: httpx.AsyncClient, number: int) -> None:
        self._http = http
        self.number = number
        self._start = f"/chat/events?chat={number}"

    async def messages(self) -> list[Json]:
        """Return every message, the oldest first."""
        found = []
        async with self._http.stream("GET", self._start) as stream:
            async for line in stream.aiter_lines():
                change = json.loads(line.removeprefix("data: ")) if line[:5] == "data:" else {}
                if change.get("type") == "message":
                    found.append(change)
                if change.get("type") == "ready":
                    break
        return found

    async def play(self, step: Json) -> Json:
        """Say or press, and return the last message once it holds what is expected."""
        before = await self.messages()
        if "say" in step:
            await self._post("say", text=step["say"])
        else:
            await self._post("press", message=before[-1]["id"], data=_data(before[-1], step))
        last: Json = {}
        async with asyncio.timeout(10):
            while last in ({}, *before[-1:]) or not _holds(last, step):
                await asyncio.sleep(0.05)
                last = (await self.messages())[-1]
        return last

    async def file(self, message: Json) -> bytes:
        """Return the file of a message, as the page downloads it."""
        response = await self._http.get(message["attachment"]["address"])
        assert response.status_code == httpx.codes.OK
        return response.content

    async def _post(self, gesture: str, **values: object) -> None:
        response = await self._http.post(f"/chat/{gesture}", json={"chat": self.number, **values})
        assert response.status_code == httpx.codes.OK, response.text


def _data(message: Json, step: Json) -> str:
    keys = [key for row in message["keyboard"] for key in row]
    found: list[str] = [key["value"] for key in keys if key["text"].startswith(step["press"])]
    assert found, (step["press"], [key["text"] for key in keys])
    return found[0]


def _holds(message: Json, step: Json) -> bool:
    attachment = message["attachment"] or {}
    return (
        message["bot"]
        and step.get("shows", "") in message["text"].replace("\u00a0", " ")
        and step.get("file", attachment.get("name")) == attachment.get("name")
        and step.get("photo", False) == (attachment.get("kind") == "photo")
    )
