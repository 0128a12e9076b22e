"""The body of a request: the bytes PTB's own request writes, sent chunk by chunk."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass
from typing import IO, Any

import aiohttp
from telegram.request import RequestData

CHUNK = 1 << 16
_URL_ENCODED = "application/x-www-form-urlencoded"
_ESCAPED = re.compile(r'["\\\x00-\x1a\x1c-\x1f]')


class Body(aiohttp.Payload):
    """A body of which each chunk must leave within the write timeout; aiohttp has none.

    Args:
        content: the bytes.
        content_type: what they are.
        seconds: the most that one chunk may take to leave; None for no limit.
    """

    _autoclose = True  # nothing to close

    def __init__(self, content: bytes, content_type: str, seconds: float | None) -> None:
        super().__init__(content, content_type=content_type)
        self._size = len(content)
        self._seconds = seconds
        self.is_written = False  # until then, nobody can have read the whole request

    async def write(self, writer: Any) -> None:
        """Write everything, or drop the connection: half a body is no request."""
        view, transport = memoryview(self._value), writer.transport
        if len(view) <= CHUNK and transport is not None and not transport.get_write_buffer_size():
            await writer.write(view)  # it leaves at once
            self.is_written = True
            return
        try:
            for start in range(0, len(view), CHUNK):
                async with asyncio.timeout(self._seconds):
                    await writer.write(view[start : start + CHUNK])
                    await writer.drain()
            self.is_written = True
        except (TimeoutError, asyncio.CancelledError):
            if transport is not None:  # the writer may have let go of it by now
                transport.abort()  # to close would first wait for what cannot leave
            raise

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        """Return the body as text."""
        return bytes(self._value).decode(encoding, errors)


@dataclass(frozen=True, slots=True)
class Ready:
    """The parameters of a call, already written as JSON; stands where PTB gives its own data."""

    content: bytes
    contains_files: bool = False


def body_of(data: RequestData | Ready | None, seconds: float | None) -> Body | None:
    """Return the body of a request; None when there is nothing to say.

    Args:
        data: what PTB asks to send, or what is ready.
        seconds: the write timeout.
    """
    if data is None:
        return None
    if isinstance(data, Ready):
        return Body(data.content, "application/json", seconds)
    if files := data.multipart_data:
        boundary = secrets.token_hex(16)
        content = multipart(data.json_parameters, files, boundary)
        return Body(content, f"multipart/form-data; boundary={boundary}", seconds)
    text = data.url_encoded_parameters()
    return Body(text.encode(), _URL_ENCODED, seconds) if text else None


def multipart(fields: dict[str, str], files: dict[str, Any], boundary: str) -> bytes:
    """Write a form with files, names in UTF-8 as browsers do: Telegram shows them as they are.

    Args:
        fields: name and value.
        files: name, and PTB's (file name, content, type).
        boundary: what separates the parts.
    """
    parts: list[bytes] = []
    for name, value in fields.items():
        parts += [_head(boundary, name), value.encode(), b"\r\n"]
    for name, (filename, content, mimetype) in files.items():
        parts += [_head(boundary, name, filename, mimetype), _read(content), b"\r\n"]
    return b"".join(parts) + f"--{boundary}--\r\n".encode()


def _head(boundary: str, name: str, filename: str = "", mimetype: str = "") -> bytes:
    lines = f'--{boundary}\r\nContent-Disposition: form-data; name="{_escaped(name)}"'
    if filename:
        lines += f'; filename="{_escaped(filename)}"'
    if mimetype:
        lines += f"\r\nContent-Type: {mimetype}"
    return f"{lines}\r\n\r\n".encode()


def _escaped(text: str) -> str:
    return _ESCAPED.sub(lambda m: "\\\\" if m[0] == "\\" else f"%{ord(m[0]):02X}", text)


def _read(content: bytes | IO[bytes]) -> bytes:
    if isinstance(content, bytes):
        return content
    if content.seekable():
        content.seek(0)
    return content.read()
