"""`kinebot prepare`, before a start that must be quick."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import compose
from bot.cli.app import app
from bot.knowledge.understanding import Understanding
from bot.storage.index_cache import NAME
from tests.conftest import CACHE


@pytest.fixture
def state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, understanding: Understanding
) -> Path:  # the index of the tests is ready once there is something that understands
    shutil.copy(CACHE / NAME, tmp_path)
    monkeypatch.setenv("STATE_DIR", str(tmp_path))
    return tmp_path


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
