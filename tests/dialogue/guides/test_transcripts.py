"""What patients say to each guide, and where it leads them: the `*.yaml` beside this file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel, ConfigDict

from bot.dialogue.engine import Engine
from tests.conftest import TODAY
from tests.dialogue.guides.walks import leaf_reached
from tests.dialogue.talk import Talk

FOLDER = Path(__file__).parent


class Transcript(BaseModel):
    """A conversation and its last answer.

    Attributes:
        says: what is typed, in order.
        today: the day of the conversation.
        leaf: the verdict reached, by its id.
        contains, absent: words that the last answer has, and has not.
        open: the question still asked at the end.
    """

    model_config = ConfigDict(extra="forbid")

    name: str
    says: tuple[str, ...]
    today: dt.date = TODAY
    leaf: str | None = None
    contains: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    open: str | None = None


def _all() -> list[Any]:
    return [
        pytest.param(entry, id=f"{path.stem} {entry['name']}")
        for path in sorted(FOLDER.glob("*.yaml"))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize("entry", _all())
def test_a_guide_leads_where_the_rules_say(entry: dict[str, Any], engine: Engine) -> None:
    transcript = Transcript.model_validate(entry)
    assert transcript.leaf or transcript.contains or transcript.open, "nothing is expected"
    if transcript.today != engine.renderer.today:
        engine = Engine(engine.content, engine.understanding, transcript.today)
    talk = Talk(engine)
    for text in transcript.says:
        talk.say(text)
    shown = " ".join(talk.shown[-1].text.split())
    if transcript.leaf:
        assert leaf_reached(talk) == transcript.leaf, shown
    if transcript.open:
        assert talk.open_question == transcript.open, shown
    for words in transcript.contains:
        assert " ".join(words.split()) in shown
    for words in transcript.absent:
        assert " ".join(words.split()) not in shown
