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
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    @property
    def cpu_seconds(self) -> float:
        """The processor time spent so far, in the program and in the system for it."""
        spent = (self._about(pid, "stat").rpartition(")")[2].split() for pid in self._family)
        return sum(int(fields[11]) + int(fields[12]) for fields in spent) / TICKS

    @property
    def memory_mb(self) -> float:
        """The memory held now; what several processes share is counted once."""
        lines = [
            line for pid in self._family for line in self._about(pid, "smaps_rollup").split("\n")
        ]
        return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000

    @property
    def _family(self) -> list[int]:
        """The program, and the processes it has made."""
        children = self._about(self._process.pid, f"task/{self._process.pid}/children")
        return [self._process.pid, *map(int, children.split())]

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

    def check(self) -> None:
        """Do nothing while the program lives.

        Raises:
            RuntimeError: it stopped; with its last words.
        """
        if self._process.poll() is not None:
            self.line("\0")  # reads to the end

    def say(self, text: str) -> None:
        """Write a line to the program."""
        assert self._process.stdin
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Let go of a program that has ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._reading.join()
        self._process.stdin.close()
        self._process.stdout.close()

    @staticmethod
    def _about(pid: int, name: str) -> str:
        with open(f"/proc/{pid}/{name}", encoding="ascii") as file:  # noqa: PTH123
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
    program = Program(process)
    try:
        yield program
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        program.close()


def free_port() -> int:
    """Return a port that nobody listens on for now."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port
