"""`kinebot prepare`, before a start that must be quick; several programs that start together."""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from typer.testing import CliRunner

from bot.cli import compose
from bot.cli.app import app
from bot.cli.compose import PREPARING
from bot.cli.prepare import WAITING
from bot.content.models import Content
from bot.knowledge.understanding import Understanding
from bot.storage.index_cache import NAME
from tests.conftest import CACHE, ROOT

TOGETHER = 3
SECONDS = 60
# A program that starts, with a compilation that takes as long as the test wants it to.
PROGRAM = """
import sys, time
from pathlib import Path
from types import SimpleNamespace
from bot.cli import compose

state, ready = map(Path, sys.argv[1:3])

def prepare_index(content, folder):
    with (state / "compiled").open("a") as count:
        count.write("x")
    while not (state / "go").exists():
        time.sleep(0.01)
    (state / "new").write_bytes(ready.read_bytes())
    (state / "new").replace(folder / "index.npz")

compose.prepare_index = prepare_index
compose.Understanding = lambda content, index: None
compose.build_understanding(SimpleNamespace(folder=None, fingerprint=sys.argv[3]), state)
print("prêt")
"""
Processes = list[asyncio.subprocess.Process]


@pytest.fixture
def state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, understanding: Understanding
) -> Path:  # the index of the tests is ready once there is something that understands
    shutil.copy(CACHE / NAME, tmp_path)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    return tmp_path


@pytest_asyncio.fixture
async def programs(state: Path, content: Content) -> AsyncIterator[Processes]:
    """Programs started together on a folder whose index is not the right one."""
    (state / NAME).write_bytes(b"autre chose")
    arguments = (sys.executable, "-c", PROGRAM, str(state), str(CACHE / NAME),
                 content.fingerprint)  # fmt: skip
    pipe = asyncio.subprocess.PIPE
    started = [
        await asyncio.create_subprocess_exec(*arguments, cwd=ROOT, stdout=pipe, stderr=pipe)
        for _ in range(TOGETHER)
    ]
    yield started
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def first_word(process: asyncio.subprocess.Process) -> str:
    """Return the first line that a program tells its operator."""
    assert process.stderr is not None
    return (await asyncio.wait_for(process.stderr.readline(), SECONDS)).decode().rstrip()


async def outcome(process: asyncio.subprocess.Process) -> tuple[str, str]:
    out, err = await asyncio.wait_for(process.communicate(), SECONDS)
    return out.decode(), err.decode()


def test_an_index_that_is_right_is_left_as_it_is(state: Path) -> None:
    before = (state / NAME).stat()
    assert CliRunner().invoke(app, ["prepare"]).exit_code == 0
    after = (state / NAME).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_index_of_something_else_is_made_again(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (state / NAME).write_bytes(b"autre chose")
    monkeypatch.setattr(
        compose, "prepare_index", lambda _content, folder: shutil.copy(CACHE / NAME, folder)
    )
    assert CliRunner().invoke(app, ["prepare"]).exit_code == 0
    assert (state / NAME).read_bytes() == (CACHE / NAME).read_bytes()


async def test_programs_that_start_together_prepare_the_index_once(
    state: Path, programs: Processes
) -> None:
    said = await asyncio.gather(*map(first_word, programs))
    assert sorted(said) == sorted([PREPARING, *[WAITING] * (TOGETHER - 1)])
    (state / "go").touch()
    assert await asyncio.gather(*map(outcome, programs)) == [("prêt\n", "")] * TOGETHER
    assert (state / "compiled").read_text() == "x"


async def test_a_program_killed_while_it_prepares_is_relieved_by_one_that_waits(
    state: Path, programs: Processes
) -> None:
    said = await asyncio.gather(*map(first_word, programs))
    first = programs.pop(said.index(PREPARING))
    first.kill()
    await first.communicate()
    (state / "go").touch()
    told = sorted(await asyncio.gather(*map(outcome, programs)))
    assert told == [("prêt\n", ""), ("prêt\n", f"{PREPARING}\n")]
    assert (state / "compiled").read_text() == "xx"


def test_a_folder_that_cannot_be_made_is_told_with_advice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "file" / "state"))
    told = CliRunner().invoke(app, ["prepare"])
    assert told.exit_code == 1
    assert "vérifiez STATE_DIR" in str(told.exception)
