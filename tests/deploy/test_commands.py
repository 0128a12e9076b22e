"""What systemd, compose and the image start is what `kinebot` knows."""

from __future__ import annotations

import json
import re
import shlex

import pytest
import yaml
from typer.testing import CliRunner

from bot.cli import run
from bot.cli.app import app
from bot.handlers.program import Role
from tests.deploy.door import ROOT

PROGRAM = "/opt/kinebot/.venv/bin/kinebot "


def _systemd() -> dict[str, list[str]]:
    units = sorted((ROOT / "deploy/systemd").glob("*.service"))
    return {
        unit.name: shlex.split(line.removeprefix(f"ExecStart={PROGRAM}"))
        for unit in units
        for line in unit.read_text("utf-8").splitlines()
        if line.startswith("ExecStart=")
    }


def _containers() -> dict[str, list[str]]:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    found = re.search(r"^CMD (\[.*)", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert found
    return {"image": json.loads(found[1])} | {
        name: service["command"] for name, service in services.items() if "command" in service
    }


COMMANDS = {
    name: order for name, order in (_systemd() | _containers()).items() if order != ["prepare"]
}


@pytest.mark.parametrize("order", COMMANDS.values(), ids=COMMANDS.keys())
def test_a_command_starts_the_bot(order: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Role] = []
    monkeypatch.setattr(run, "run_bot", lambda _settings, role: started.append(role) or 0)
    told = CliRunner().invoke(app, order)
    assert told.exit_code == 0, told.output
    assert len(started) == 1


def test_every_role_is_started_somewhere() -> None:
    roles = {order[-1] for order in COMMANDS.values() if "--role" in order}
    assert roles == {"receiver", "worker", "sender"} == {*Role} - {Role.ALL}


def test_the_index_is_prepared_before_the_bot_needs_it() -> None:
    assert _systemd()["kinebot-index.service"] == ["prepare"]
    assert "kinebot prepare" in (ROOT / "Dockerfile").read_text("utf-8")
    assert "prepare" in {command.callback.__name__ for command in app.registered_commands}
