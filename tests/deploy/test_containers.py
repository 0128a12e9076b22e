"""The image and compose.yaml: few rights, no secret, and settings that agree."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from bot.settings import load_settings
from tests.deploy.door import ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "kinebot"}
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
LAST_STAGE = DOCKERFILE.rpartition("\nFROM ")[2]
CADDY = (ROOT / "deploy/Caddyfile").read_text("utf-8")
VARIABLE = r"\$\{\w+:\?[^}]+\}"  # asked of .env, and an error without it


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_few_rights_and_comes_back(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service.get("cap_add", []) == (["NET_BIND_SERVICE"] if name == "caddy" else [])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["restart"] == "unless-stopped"
    assert "privileged" not in service


def test_the_proxy_alone_is_open_to_the_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["caddy"]
    assert SERVICES["postgres"]["networks"] == ["inside"]
    assert COMPOSE["networks"]["inside"]["internal"] is True


def test_no_secret_is_written_here() -> None:
    passwords = [
        re.search(r"kinebot:(.*)@", OURS["sender"]["environment"]["DATABASE_URL"]),
        re.search(r"(.*)", SERVICES["postgres"]["environment"]["POSTGRES_PASSWORD"]),
    ]
    assert all(found and re.fullmatch(VARIABLE, found[1]) for found in passwords)
    assert all(service["env_file"] == ".env" for service in OURS.values())


def test_every_role_runs_and_has_time_to_stop() -> None:
    roles = {tuple(service["command"][:-1]): None for service in OURS.values()}
    assert list(roles) == [("run", "--role")]
    assert {service["command"][-1] for service in OURS.values()} == {
        "receiver", "worker", "sender",
    }  # fmt: skip
    assert {service["stop_grace_period"] for service in OURS.values()} == {"15s"}


def test_the_settings_written_here_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (OURS["sender"]["environment"] | _image_settings()).items():
        monkeypatch.setenv(name, re.sub(VARIABLE, "essai", value))
    monkeypatch.setenv("WEBHOOK_SECRET", "essai")
    assert load_settings().webhook_url == "https://essai/telegram"


def test_the_proxy_knows_the_receivers_their_path_and_their_ports() -> None:
    receivers = [name for name, one in OURS.items() if one["command"][-1] == "receiver"]
    port = OURS[receivers[0]]["environment"]["LISTEN"].rpartition(":")[2]
    probes = _image_settings()["METRICS_LISTEN"].rpartition(":")[2]
    assert f"reverse_proxy {' '.join(f'{name}:{port}' for name in receivers)} {{" in CADDY
    assert f"health_port {probes}" in CADDY
    path = OURS[receivers[0]]["environment"]["WEBHOOK_URL"].partition("/telegram")
    assert path[1:] == ("/telegram", "")
    assert "path /telegram\n" in CADDY


def test_the_image_runs_without_rights_and_stops_on_sigterm() -> None:
    assert re.findall(r"^USER (.*)", LAST_STAGE, re.MULTILINE) == ["10001:10001"]
    assert "useradd --uid 10001 " in LAST_STAGE
    assert re.findall(r"^STOPSIGNAL (.*)", LAST_STAGE, re.MULTILINE) == ["SIGTERM"]
    assert "; exec kinebot " in LAST_STAGE, "the signal must reach the bot, not a shell"


def test_the_index_of_the_image_is_read_where_it_was_prepared() -> None:
    assert "RUN STATE_DIR=/app/index .venv/bin/kinebot prepare" in DOCKERFILE
    assert {service["environment"]["STATE_DIR"] for service in OURS.values()} == {"/app/index"}
    assert all("volumes" not in service for service in OURS.values())


def test_the_image_asks_the_bot_itself_for_its_health() -> None:
    port = _image_settings()["METRICS_LISTEN"].rpartition(":")[2]
    assert re.search(rf"HEALTHCHECK .*http://127\.0\.0\.1:{port}/healthz", LAST_STAGE)


def test_the_image_holds_exact_versions_and_little_else() -> None:
    assert "pip install -c requirements.lock -e ." in DOCKERFILE
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignored
    for copied in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE):
        for path in copied.split():
            assert f"!{path}" in ignored


def _image_settings() -> dict[str, str]:
    (line,) = re.findall(r"^ENV (.*)", LAST_STAGE, re.MULTILINE)
    return dict(pair.split("=", 1) for pair in line.split())
