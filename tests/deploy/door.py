"""The project's Makefile, used on another folder with the tools installed here."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)


def make(target: str, folder: Path, *settings: str) -> subprocess.CompletedProcess[str]:
    """Make a target in a folder, installing nothing."""
    return subprocess.run(
        ["make", "--silent", f"--makefile={ROOT}/Makefile", f"VENV={VENV}",
         f"--assume-old={VENV}/.installed-dev", *settings, target],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip
