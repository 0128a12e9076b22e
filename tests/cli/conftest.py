"""The commands as a program, and what they write."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from bot.cli.estimate import Estimator
from bot.content.models import Content
from bot.knowledge.understanding import Understanding
from tests.conftest import CACHE, ROOT, TODAY

Row = dict[str, Any]


class Ran:
    """What a command wrote and how it ended."""

    def __init__(self, done: subprocess.CompletedProcess[str]) -> None:
        self.status, self.out, self.err = done.returncode, done.stdout, done.stderr

    @property
    def rows(self) -> list[Row]:
        return [json.loads(line) for line in self.out.splitlines()]


Kinebot = Callable[..., Ran]


@pytest.fixture
def kinebot(understanding: Understanding) -> Kinebot:
    """Run `kinebot` with the index already compiled."""

    def run(*arguments: str, lines: Iterable[str] = (), **variables: str) -> Ran:
        environment = {**os.environ, "STATE_DIR": str(CACHE), "KINEBOT_TODAY": TODAY.isoformat()}
        return Ran(
            subprocess.run(
                [sys.executable, "-m", "bot", *arguments],
                input="".join(f"{line}\n" for line in lines),
                capture_output=True,
                text=True,
                cwd=ROOT,
                env={**environment, **variables},
                timeout=60,
                check=False,
            )
        )

    return run


@pytest.fixture
def state(tmp_path: Path, understanding: Understanding) -> Path:
    """A state folder with the index already compiled."""
    (tmp_path / "index.npz").write_bytes((CACHE / "index.npz").read_bytes())
    return tmp_path


@pytest.fixture(scope="session")
def estimator(content: Content) -> Estimator:
    return Estimator(content, TODAY)
