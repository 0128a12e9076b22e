"""`kinebot backup` and `kinebot restore`, as an operator types them."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.app import app
from bot.storage.database import default_url, open_database


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return tmp_path / "state"


def test_a_copy_goes_and_comes_back(state: Path, tmp_path: Path) -> None:
    open_database(default_url(state)).dispose()
    copy = tmp_path / "copie.db"
    told = CliRunner().invoke(app, ["backup", str(copy)])
    assert told.exit_code == 0
    assert "24 heures" in told.output
    (state / "kinebot.db").unlink()
    assert CliRunner().invoke(app, ["restore", str(copy)]).exit_code == 0
    database = sqlite3.connect(state / "kinebot.db")
    assert database.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
    database.close()


def test_a_copy_of_nothing_is_refused_in_words(state: Path, tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["backup", str(tmp_path / "copie.db")])
    assert "il n’y a pas de base à copier" in str(told.exception)
    assert not (tmp_path / "copie.db").exists()
