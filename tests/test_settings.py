"""The settings: defaults, and one line for each mistake, without a secret."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from bot.errors import SettingsError
from bot.settings import PARIS, PROJECT, load_settings

SECRET = "1000000001:jeton-tres-secret"
VARIABLES = (
    "TELEGRAM_BOT_TOKEN", "TELEGRAM_API_URL", "DATABASE_URL", "WEBHOOK_URL", "WEBHOOK_SECRET",
    "LISTEN", "CONTENT_DIR", "STATE_DIR", "KINEBOT_TODAY", "SEND_PER_SECOND", "SEND_PER_CHAT",
    "ADMIN_IDS", "METRICS_LISTEN",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_the_defaults_are_those_of_the_contract() -> None:
    settings = load_settings()
    assert settings.telegram_bot_token is None
    assert settings.host_and_port == ("127.0.0.1", 8080)
    assert settings.content_dir == PROJECT / "content"
    assert settings.state_dir == Path.home() / ".local/state/kinebot"
    assert (settings.send_per_second, settings.send_per_chat) == (30, 1)
    assert settings.admin_ids == frozenset()
    assert settings.today() == dt.datetime.now(PARIS).date()


def test_the_environment_and_a_file_are_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("LISTEN=127.0.0.1:9000\nKINEBOT_TODAY=2026-03-01\nAUTRE=1\n")
    monkeypatch.setenv("KINEBOT_TODAY", "2026-11-21")
    settings = load_settings()
    assert settings.host_and_port == ("127.0.0.1", 9000)
    assert settings.today() == dt.date(2026, 11, 21)


@pytest.mark.parametrize("text", ["12,34", "12 34", " 12 ,  34 "])
def test_operators_are_separated_by_commas_or_spaces(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("ADMIN_IDS", text)
    assert load_settings().admin_ids == {12, 34}


@pytest.mark.parametrize("name", [n for n in VARIABLES if n not in ("LISTEN", "SEND_PER_SECOND",
                                  "SEND_PER_CHAT", "CONTENT_DIR", "STATE_DIR")])  # fmt: skip
def test_an_empty_variable_is_an_absent_one(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    without = load_settings()
    monkeypatch.setenv(name, "")
    assert load_settings() == without


WRONG: dict[str, Any] = {
    "TELEGRAM_API_URL": "telegram",
    "DATABASE_URL": "mysql://marie:motdepasse@serveur/base",
    "WEBHOOK_URL": "plouf",
    "LISTEN": "8080",
    "KINEBOT_TODAY": "hier",
    "SEND_PER_SECOND": "-1",
    "SEND_PER_CHAT": "vite",
    "ADMIN_IDS": "marie",
    "METRICS_LISTEN": "9090",
}


def refusals(monkeypatch: pytest.MonkeyPatch, **values: str) -> tuple[str, ...]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as told:
        load_settings()
    assert str(told.value) == "\n".join(told.value.problems)
    return told.value.problems


@pytest.mark.parametrize(("name", "value"), WRONG.items())
def test_a_wrong_value_is_one_line_that_names_the_variable(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    (line,) = refusals(monkeypatch, **{name: value})
    assert line.startswith(name)
    assert "\n" not in line
    assert "motdepasse" not in line


def test_all_the_wrong_values_are_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = refusals(monkeypatch, **WRONG)
    assert sorted(line.split(" ")[0].split(".")[0] for line in lines) == sorted(WRONG)


def test_a_webhook_without_a_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    (line,) = refusals(monkeypatch, WEBHOOK_URL="https://example.org/")
    assert line.startswith("WEBHOOK_SECRET")


def test_a_secret_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", SECRET)
    monkeypatch.setenv("WEBHOOK_SECRET", SECRET)
    settings = load_settings()
    assert SECRET not in f"{settings!r} {settings} {settings.model_dump_json()}"


def test_the_password_of_the_database_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://marie:motdepasse@serveur/base")
    assert "motdepasse" not in repr(load_settings())


@pytest.mark.parametrize("value", ["2026-11-21T10:00:00", "1790000000", "21/11/2026", "2026-13-01"])
def test_a_day_that_is_not_an_iso_day_is_refused(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    (line,) = refusals(monkeypatch, KINEBOT_TODAY=value)
    assert line.startswith("KINEBOT_TODAY")


def test_a_home_folder_may_be_written_with_its_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATE_DIR", "~/ailleurs")
    assert load_settings().state_dir == Path.home() / "ailleurs"


def test_a_settings_file_that_may_not_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refuse)
    with pytest.raises(SettingsError, match=r"^\.env : illisible d’ici \(Permission denied\)$"):
        load_settings()
