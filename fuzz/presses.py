"""Callback data: a byte for the place, then what is pressed there, one press a line."""

from __future__ import annotations

from bot.dialogue.messages import Press
from fuzz.harness import fuzz, typed
from fuzz.standing import PLACES, place, step

TOKEN, MOST = b"$", 4
"""`$` stands for the token of the dialogue, which nobody guesses."""


def try_one(data: bytes) -> None:
    """Press up to four buttons at one place."""
    session = place(data[0] if data else 0)
    token = session.dialogue.token if session.dialogue else "zzzzzzz"
    for pressed in data[1:].split(b"\n", MOST)[:MOST]:
        session = step(session, Press(typed(pressed.replace(TOKEN, token.encode()))))


def _seeds() -> list[bytes]:
    return [
        bytes([number]) + data.replace(session.dialogue.token, "$").encode()
        for number, session in enumerate(PLACES) if session.dialogue
        for _, data in session.offered
    ]  # fmt: skip


if __name__ == "__main__":
    fuzz("presses", _seeds(), try_one)
