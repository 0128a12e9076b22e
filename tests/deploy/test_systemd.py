"""The systemd units: understood by systemd, closed, and running commands that exist."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.door import ROOT

UNITS = ROOT / "deploy/systemd"
SYSTEM = Path("/usr/lib/systemd/system")
SERVICES = [
    "kinebot.service",
    "kinebot-index.service",
    "kinebot-receiver@8081.service",
    "kinebot-worker@1.service",
    "kinebot-sender.service",
]
EXPOSURE = "15"  # 1.5 of 10

pytestmark = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze manque"
)


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a machine where the bot is installed."""
    root = tmp_path_factory.mktemp("machine")
    shutil.copytree(UNITS, root / "etc/systemd/system", symlinks=True)
    shutil.copytree(SYSTEM, root / "usr/lib/systemd/system", symlinks=True)
    program = root / "opt/kinebot/.venv/bin/kinebot"
    program.parent.mkdir(parents=True)
    program.touch(0o755)
    return root


@pytest.mark.parametrize("unit", [*SERVICES, "kinebot.target"])
def test_a_unit_is_understood_whole(machine: Path, unit: str) -> None:
    done = _analyze(machine, "verify", "--man=no", unit)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("unit", SERVICES)
def test_a_service_has_almost_no_rights(machine: Path, unit: str) -> None:
    done = _analyze(machine, "security", "--offline=true", f"--threshold={EXPOSURE}", unit)
    assert done.returncode == 0, done.stdout


def test_no_folder_is_a_link() -> None:
    """systemd 257 ignores the settings of a folder that is a link; older ones read them."""
    folders = list(UNITS.glob("*.d"))
    assert len(folders) == 2
    assert not any(folder.is_symlink() for folder in folders)


def _analyze(machine: Path, verb: str, *order: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", verb, "--no-pager", f"--root={machine}", *order],
        cwd=machine / "etc/systemd/system", capture_output=True, text=True, check=False,
        env={**os.environ, "LC_ALL": "C"},
    )  # fmt: skip
