"""What a picture says of itself in its first bytes: kind and size, for PNG and JPEG."""

from __future__ import annotations

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_PNG_HEAD = 24
_MARKER = 0xFF
_FRAMES = frozenset({0xC0, 0xC1, 0xC2, 0xC3})


def mime(content: bytes) -> str:
    """Return the media type, read from the bytes, never from the name."""
    return "image/png" if content.startswith(_PNG) else "image/jpeg"


def size(content: bytes) -> tuple[int, int] | None:
    """Return width and height in pixels, None when these bytes are neither PNG nor JPEG."""
    if content.startswith(_PNG) and len(content) >= _PNG_HEAD:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    return _jpeg_size(content) if content.startswith(_JPEG) else None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(content) and content[at] == _MARKER:
        if content[at + 1] in _FRAMES:
            height, width = content[at + 5 : at + 7], content[at + 7 : at + 9]
            return int.from_bytes(width), int.from_bytes(height)
        at += 2 + int.from_bytes(content[at + 2 : at + 4])
    return None
