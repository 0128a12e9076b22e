"""One program at a time on an embedded database."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from bot.errors import StorageError
from bot.storage.lock import alone
from tests.conftest import ROOT

HOLDER = """
import sys, time
from bot.storage.lock import alone

with alone(sys.argv[1]):
    print("tenue", flush=True)
    time.sleep(60)
"""


def refusal(url: str) -> str:
    with pytest.raises(StorageError) as told, alone(url):
        raise AssertionError
    return str(told.value)


def test_a_second_program_is_told_that_there_is_a_first_one_and_what_to_do(
    embedded_url: str,
) -> None:
    with alone(embedded_url):
        said = refusal(embedded_url)
    assert "un autre Kinébot utilise cette base" in said
    assert "STATE_DIR" in said
    assert "\n" not in said


def test_once_the_first_has_ended_another_may_begin(embedded_url: str) -> None:
    for _ in range(2):
        with alone(embedded_url):
            pass
    with pytest.raises(KeyError), alone(embedded_url):
        raise KeyError
    with alone(embedded_url):
        pass


def test_two_databases_are_two_programs(tmp_path: Path) -> None:
    with alone(f"sqlite:///{tmp_path / 'a.db'}"), alone(f"sqlite:///{tmp_path / 'b.db'}"):
        pass


async def test_a_program_killed_without_warning_holds_nothing_any_more(embedded_url: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HOLDER, embedded_url), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    assert (await process.stdout.readline()).decode() == "tenue\n"
    assert "un autre Kinébot" in refusal(embedded_url)
    process.kill()
    await process.wait()
    with alone(embedded_url):
        pass


def test_the_folder_is_made_when_there_is_none(tmp_path: Path) -> None:
    with alone(f"sqlite:///{tmp_path / 'a' / 'b' / 'kinebot.db'}"):
        assert (tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_told_with_its_name(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    said = refusal(f"sqlite:///{tmp_path / 'file' / 'kinebot.db'}")
    assert str(tmp_path / "file") in said
    assert "STATE_DIR" in said


def test_a_shared_database_is_shared() -> None:
    url = "postgresql://bot@127.0.0.1:1/kinebot"
    with alone(url), alone(url):
        pass
