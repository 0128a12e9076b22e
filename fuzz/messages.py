"""Messages: a byte for the place, then what is typed there, a NUL between two messages."""

from __future__ import annotations

from bot.dialogue.messages import Text
from fuzz.harness import fuzz, said_in, typed
from fuzz.standing import PLACES, place, step

END, MOST = b"\x00", 3


def try_one(data: bytes) -> None:
    """Type up to three messages at one place."""
    session = place(data[0] if data else 0)
    for message in data[1:].split(END, MOST)[:MOST]:
        session = step(session, Text(typed(message)))


if __name__ == "__main__":
    said = said_in("conversations", "dialogue", "knowledge")
    fuzz("messages", (
        bytes([number % len(PLACES)]) + text.encode() for number, text in enumerate(said)
    ), try_one)  # fmt: skip
