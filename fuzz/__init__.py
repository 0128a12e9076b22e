"""Atheris against the readers: it grows inputs that reach new lines of them, and keeps what breaks.

`make fuzz`, or one of them for as long as one wants: `python -m fuzz.messages -max_total_time=600`;
a file of `.fuzz` in place of the time plays it again.
The readers are imported here first, through atheris: it sees the lines of nothing else.
"""

from __future__ import annotations

from importlib import import_module

from fuzz.harness import atheris

with atheris.instrument_imports(include=["bot"]):
    for reader in ("bot.cli.compose", "bot.cli.check", "bot.handlers.reading"):
        import_module(reader)
