"""Learning the index in a process of its own: the memory that takes goes with it."""

from __future__ import annotations

import contextlib
import fcntl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.content.loader import load_content
from bot.errors import KinebotError, StorageError
from bot.knowledge.training import compile_index
from bot.storage.index_cache import write_index

LOCK = "index.lock"
WAITING = "Un autre programme prépare l’index : attente…"


@contextlib.contextmanager
def one_at_a_time(state_dir: Path) -> Iterator[None]:
    """Have the programs of a folder prepare its index one after the other.

    The system lets the next one in, however the first one ends.

    Raises:
        StorageError: the folder cannot be written.
    """
    try:
        state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (state_dir / LOCK).open("a")
    except OSError as error:
        raise StorageError(
            f"{state_dir} : dossier inutilisable ({error.strerror}) : vérifiez STATE_DIR"
        ) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(WAITING, file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare_index(content_dir: Path, state_dir: Path) -> None:
    """Compile the index of a content and store it.

    Raises:
        StorageError: it could not be learnt or written; the message says why.
    """
    command = [sys.executable, "-m", "bot.cli.prepare", str(content_dir), str(state_dir)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise StorageError(done.stderr.strip().splitlines()[-1])


def main(content_dir: str, state_dir: str) -> int:
    """Compile and store; tell the error in one line and return 1 when it cannot be done."""
    try:
        write_index(Path(state_dir), compile_index(load_content(Path(content_dir))))
    except KinebotError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
