"""What the patient's side sends when it attaches something: tiny, valid, made of nothing."""

from __future__ import annotations

from bot.sandbox.messages import Attachment, File, Kind

_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a4944415478da6368000000820081da45083b0000000049454e44ae426082"
)
_FILES: dict[Kind, tuple[str, str, bytes]] = {
    "photo": ("photo.png", "image/png", _PIXEL),
    "voice": ("voice.oga", "audio/ogg", b"OggS\x00\x02"),
    "document": ("ordonnance.pdf", "application/pdf", b"%PDF-1.4\n%%EOF\n"),
    "sticker": ("sticker.webp", "image/webp", b"RIFF\x04\x00\x00\x00WEBP"),
    "video": ("video.mp4", "video/mp4", b"\x00\x00\x00\x08ftyp"),
}
_DETAILS: dict[Kind, dict[str, object]] = {
    "photo": {"width": 1, "height": 1},
    "voice": {"duration": 3},
    "document": {},
    "sticker": {
        "type": "regular",
        "width": 512,
        "height": 512,
        "is_animated": False,
        "is_video": False,
        "emoji": "👍",
    },
    "video": {"width": 640, "height": 360, "duration": 3},
    "location": {"latitude": 48.8566, "longitude": 2.3522},
    "contact": {"phone_number": "+33199000000", "first_name": "Camille"},
}
KINDS: frozenset[str] = frozenset(_DETAILS)


def sample(kind: Kind, number: int) -> Attachment:
    """Return an attachment of that kind; `number` makes its file identifiers unique."""
    return Attachment(kind, _DETAILS[kind], _file(kind, number))


def stored_file(kind: str, number: int, name: str, mime: str, content: bytes) -> File:
    """Return a file with the identifiers and the path that its number gives it."""
    _, dot, suffix = name.rpartition(".")
    is_plain = bool(dot) and suffix.isascii() and suffix.isalnum()
    path = f"{kind}s/file_{number}" + (f".{suffix}" if is_plain else "")
    return File(f"sandbox-{kind}-{number}", f"u{number}", name, mime, content, path)


def _file(kind: Kind, number: int) -> File | None:
    if kind not in _FILES:
        return None
    name, mime, content = _FILES[kind]
    return stored_file(kind, number, name, mime, content)
