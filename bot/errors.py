"""The exceptions of the project: wrong content and wrong settings.

What may normally happen is a value (`Unknown`, `MissingAnswers`, `NotComputable`), never an
exception.
"""

from __future__ import annotations

from dataclasses import dataclass


class KinebotError(Exception):
    """Base of every error raised on purpose."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a content file, told to the operator.

    Attributes:
        file: path relative to the content folder.
        line: line in the file, from 1.
        message: what is wrong and what to do, in French.
    """

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentError(KinebotError):
    """The content folder holds mistakes; `problems` lists them all."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class SettingsError(KinebotError):
    """The environment holds wrong settings; `problems` has one line per error."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


class StorageError(KinebotError):
    """The state folder or the database cannot be used; the message says what to do."""
