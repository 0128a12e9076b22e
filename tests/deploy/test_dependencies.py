"""What the bot installs: listed whole, pinned, under licences that were looked at."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.runtime import pins
from tests.deploy.door import ROOT, VENV, make

PACKAGES = {
    "kine": ["Requires-Dist: Un_e[fin]>=1", "Requires-Dist: outil; extra == 'dev'"],
    "un-e": [
        "Requires-Dist: deux",
        "Requires-Dist: trois; extra == 'fin'",
        "Requires-Dist: quatre; extra == 'autre'",
        "Requires-Dist: vieux; python_version < '3'",
    ],
    "deux": ["Requires-Dist: un-e"],
    "trois": [],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What `make licences` reads, free to be changed; what is installed is said to be pinned."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy")
    (tmp_path / "requirements.lock").write_text("\n".join([*pins(), ""]), "utf-8")
    return tmp_path


def test_every_dependency_is_listed_with_its_extras_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, lines in PACKAGES.items():
        about = tmp_path / f"{name.replace('-', '_')}-1.2.dist-info"
        about.mkdir()
        head = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.2"]
        (about / "METADATA").write_text("\n".join([*head, *lines, ""]), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert pins("kine") == ["deux==1.2", "trois==1.2", "un-e==1.2"]


def test_what_is_pinned_under_a_licence_looked_at_passes(folder: Path) -> None:
    done = make("licences", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "LGPL-3.0-only" in done.stdout


def test_a_dependency_that_is_not_pinned_fails(folder: Path) -> None:
    lock = folder / "requirements.lock"
    lock.write_text("".join(lock.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")
    done = make("licences", folder)
    assert done.returncode != 0
    assert pins()[0] in done.stdout


@pytest.mark.parametrize(
    "line",
    ["pydantic>=2", "--index-url https://registre.example.org", "pip @ https://example.org/p.whl"],
)
def test_a_lock_with_anything_but_exact_versions_fails(folder: Path, line: str) -> None:
    with (folder / "requirements.lock").open("a", encoding="utf-8") as lock:
        lock.write(f"{line}\n")
    done = make("licences", folder)
    assert done.returncode != 0
    assert line in done.stdout


def test_a_licence_nobody_looked_at_fails() -> None:
    done = subprocess.run(
        [VENV / "bin/pip-licenses", "--packages", "yamllint"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "GPL-3.0" in done.stderr
