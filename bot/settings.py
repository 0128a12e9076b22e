"""The settings: environment variables or a `.env` file. A wrong one stops the start."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.validation import say

PARIS = ZoneInfo("Europe/Paris")
PROJECT = Path(__file__).resolve().parents[1]


class Settings(BaseSettings):
    """Every setting, with its default. See `docs/exploitation.md`."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", frozen=True)

    telegram_bot_token: SecretStr | None = None
    telegram_api_url: str | None = Field(default=None, pattern=r"^https?://[^\s/]+")
    database_url: str | None = Field(default=None, pattern=r"^(sqlite|postgresql)", repr=False)
    sqlite_synchronous: Literal["FULL", "NORMAL"] = "FULL"
    webhook_url: str | None = Field(default=None, pattern=r"^https?://")
    webhook_secret: SecretStr | None = None
    listen: str = Field(default="127.0.0.1:8080", pattern=r"^[^\s:]+:\d{1,5}$")
    content_dir: Path = PROJECT / "content"
    state_dir: Path = Path("~/.local/state/kinebot")
    kinebot_today: dt.date | None = None
    send_per_second: float = Field(default=30, ge=0)
    send_per_chat: float = Field(default=1, ge=0)
    admin_ids: Annotated[frozenset[int], NoDecode] = frozenset()
    metrics_listen: str | None = Field(default=None, pattern=r"^[^\s:]+:\d{1,5}$")

    @field_validator(
        "telegram_bot_token",
        "webhook_secret",
        "kinebot_today",
        "telegram_api_url",
        "database_url",
        "webhook_url",
        "metrics_listen",
        mode="before",
    )
    @classmethod
    def _empty_is_none(cls, value: Any) -> Any:
        return None if value == "" else value

    @field_validator("state_dir", "content_dir")
    @classmethod
    def _expand(cls, value: Path) -> Path:
        return value.expanduser()

    @field_validator("admin_ids", mode="before")
    @classmethod
    def _split(cls, value: Any) -> Any:
        return value.replace(",", " ").split() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _check_webhook(self) -> Settings:
        if self.webhook_url and not self.webhook_secret:
            raise ValueError("WEBHOOK_SECRET : obligatoire avec WEBHOOK_URL")
        return self

    @property
    def host_and_port(self) -> tuple[str, int]:
        """Return the address to listen on."""
        return _host_and_port(self.listen)

    @property
    def metrics_host_and_port(self) -> tuple[str, int] | None:
        """Return the address of the probes and measures, None for none."""
        return _host_and_port(self.metrics_listen) if self.metrics_listen else None

    def today(self) -> dt.date:
        """Return the day in Paris, or the one set by `KINEBOT_TODAY`."""
        return self.kinebot_today or dt.datetime.now(PARIS).date()


def load_settings(**values: Any) -> Settings:
    """Read the settings.

    Raises:
        SettingsError: one line per wrong variable; a secret is never shown.
    """
    try:
        return Settings(**values)
    except ValidationError as error:
        raise SettingsError(tuple(_say(item) for item in error.errors())) from None
    except OSError as error:
        raise SettingsError((f".env : illisible d’ici ({error.strerror})",)) from None


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    return host, int(port)


def _say(item: Any) -> str:
    name = ".".join(str(part) for part in item["loc"]).upper()
    said = say({**item, "loc": (), "input": "…"})  # never the value: it may be a secret
    return f"{name} : {said}" if name else said
