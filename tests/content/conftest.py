"""A copy of the content, to break."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli.check import check
from bot.content.loader import CONTENT_FOLDER, FAQ
from bot.errors import Problem
from tests.conftest import TODAY


@dataclass(frozen=True)
class Copy:
    """A content folder of its own."""

    folder: Path

    def change(self, file: str, old: str, new: str) -> None:
        """Replace the first match of a pattern; it must be there."""
        path = self.folder / file
        before = path.read_text("utf-8")
        after, count = re.subn(old, new, before, count=1, flags=re.MULTILINE)
        assert count, f"{file} holds nothing like {old!r} any more"
        path.write_text(after, "utf-8")

    def add(self, file: str, text: str) -> None:
        path = self.folder / file
        path.write_text(path.read_text("utf-8") + text, "utf-8")

    def line_of(self, file: str, text: str) -> int:
        lines = (self.folder / file).read_text("utf-8").splitlines()
        return next(number for number, line in enumerate(lines, start=1) if text in line)

    def errors(self) -> list[Problem]:
        return check(self.folder, TODAY)[0]

    def said_of(self, *lines: str) -> dict[str, list[str]]:
        """Put lines at the head of the first answer; return what the check says of each."""
        written = "".join(f"    {line}\n" for line in lines).replace("\\", r"\\")
        self.change(FAQ, r"^  answer: \|-\n", rf"\g<0>{written}")
        first = self.line_of(FAQ, "answer: |-") + 1
        said: dict[str, list[str]] = {line: [] for line in lines}
        for error in self.errors():
            if error.file == FAQ and 0 <= error.line - first < len(lines):
                place, _, message = error.message.partition(" : ")
                assert place == "deux-kines-possible, answer"
                said[lines[error.line - first]].append(message)
        return said


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(Path(shutil.copytree(CONTENT_FOLDER, tmp_path / "content")))
