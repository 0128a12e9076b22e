"""`make secrets`, in a repository of its own where something was planted."""

from __future__ import annotations

import base64
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.door import ROOT, VENV, make

NUMBER, REST = "7412589630", "AAHk3Zx9_QwErTyUiOpAsDfGhJkLzXcVbN1"
KEY = base64.encodebytes(random.Random(1).randbytes(1200)).decode()

PLANTED = {
    "a bot token beside its name": f"TELEGRAM_BOT_TOKEN={NUMBER}:{REST}",
    "a bot token alone": f"essai avec {NUMBER}:{REST} hier",
    "a bot token that ends in a dash": f'x = "{NUMBER}:{REST[:-1]}-"',
    "a bot token in an address": f"https://example.org/bot{NUMBER}:{REST}/getMe",
    "a private key": f"-----BEGIN {'PRIVATE'} KEY-----\n{KEY}-----END {'PRIVATE'} KEY-----",
    "a password in an address": f"postgresql://kinebot:{REST[:12]}@base.interne/kinebot",
}

pytestmark = pytest.mark.skipif(
    not (VENV / "bin/kingfisher").exists(), reason="kingfisher manque : make test l’installe"
)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    shutil.copy(ROOT / "deploy/secrets.yaml", tmp_path / "deploy")
    _git(tmp_path, "init", "-q")
    _commit(tmp_path)
    return tmp_path


@pytest.mark.parametrize("content", PLANTED.values(), ids=PLANTED.keys())
def test_a_planted_secret_fails_the_check(repository: Path, content: str) -> None:
    (repository / "essai.yaml").write_text(f"{content}\n", "utf-8")
    _commit(repository)
    done = make("secrets", repository)
    assert done.returncode != 0
    assert "essai.yaml" in done.stdout
    assert content not in done.stdout, "the secret itself is not shown"


def test_a_secret_erased_since_is_still_found_in_the_history(repository: Path) -> None:
    (repository / "essai.yaml").write_text(f"{NUMBER}:{REST}\n", "utf-8")
    _commit(repository)
    (repository / "essai.yaml").unlink()
    _commit(repository)
    done = make("secrets", repository)
    assert done.returncode != 0
    assert "essai.yaml" in done.stdout


def test_the_env_file_of_a_developer_is_left_alone(repository: Path) -> None:
    (repository / ".gitignore").write_text(".env\n", "utf-8")
    (repository / ".env").write_text(f"TELEGRAM_BOT_TOKEN={NUMBER}:{REST}\n", "utf-8")
    _commit(repository)
    done = make("secrets", repository)
    assert (done.returncode, done.stdout) == (0, "")


def _commit(folder: Path) -> None:
    _git(folder, "add", "--all")
    _git(folder, "-c", "user.name=essai", "-c", "user.email=essai@example.org",
         "commit", "-q", "--message=essai")  # fmt: skip


def _git(folder: Path, *order: str) -> None:
    subprocess.run(["git", *order], cwd=folder, check=True)
