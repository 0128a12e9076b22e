"""Programs started for a measure: what they print, what they cost."""

from __future__ import annotations

import os
import queue
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from benchmarks.samples import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
STOP_SECONDS = 15


class Program:
    """A process, and the lines it prints, errors included."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._lines: queue.Queue[str | None] = queue.Queue()
        self._last = ""
        threading.Thread(target=self._read, daemon=True).start()

    @property
    def cpu_seconds(self) -> float:
        """The processor time spent so far, in the program and in the system for it."""
        fields = self._about("stat").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def memory_mb(self) -> float:
        """The memory held now."""
        pages = int(self._about("statm").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def line(self, beginning: str = "", seconds: float = 120) -> str:
        """Return the next line that has this in it.

        Raises:
            RuntimeError: the program stopped, or says nothing any more.
        """
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except queue.Empty:
                raise RuntimeError("trop long") from None
            if line is None:
                raise RuntimeError(self._last or "arrêté")
            self._last = line or self._last
            if beginning in line:
                return line

    def say(self, text: str) -> None:
        """Write a line to the program."""
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def _about(self, name: str) -> str:
        with open(f"/proc/{self._process.pid}/{name}", encoding="ascii") as file:  # noqa: PTH123
            return file.read()

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            self._lines.put(line.strip())
        self._lines.put(None)


@contextmanager
def started(command: Sequence[str], settings: Mapping[str, str]) -> Iterator[Program]:
    """Start a program, and stop it at the end."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **settings}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    try:
        yield Program(process)
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """Return a port that nobody listens on for now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
