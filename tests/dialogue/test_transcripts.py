"""Every transcript of `tests/conversations/*.yaml`, played on the real engine."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import pytest
import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.dialogue.messages import Attachment
from bot.knowledge.understanding import Understanding
from bot.receipts.cards import Document, Picture
from tests.conftest import TODAY
from tests.dialogue.talk import Shown, Talk

FOLDER = Path(__file__).parents[1] / "conversations"
Lines = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


class Line(BaseModel):
    """What the patient does, then what the bot must show.

    Attributes:
        says, presses, attaches: a message, a label (or its beginning), a kind of attachment.
        caption: the words under an attachment; edits: the last message is changed.
        message: the one pressed, the first with buttons being 1; the last one by default.
        after: seconds since the line before.
        has, lacks: what the answer contains, and what it does not; longest: in characters.
        buttons, without: labels that must be there, and labels that must not.
        silent: nothing is answered; changes: the pressed message is changed.
        draws: a picture, or the beginning of the name of a document; text alone by default.
    """

    model_config = ConfigDict(extra="forbid")

    says: str | None = None
    presses: str | None = None
    attaches: Attachment | None = None
    caption: str = ""
    edits: bool = False
    message: int | None = Field(default=None, ge=1)
    after: float = 0
    has: Lines = ()
    lacks: Lines = ()
    longest: int | None = None
    buttons: Lines = ()
    without: Lines = ()
    silent: bool = False
    changes: bool = False
    draws: str | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Line:
        done = [self.says is not None, self.presses is not None, self.attaches is not None]
        assert sum(done) + self.edits == 1, "one thing a line: says, presses, attaches or edits"
        return self


class Transcript(BaseModel):
    """A conversation; `fails` tells why it does not go as written yet."""

    model_config = ConfigDict(extra="forbid")

    name: str
    today: dt.date = TODAY
    fails: str | None = None
    talk: tuple[Line, ...]

    @model_validator(mode="after")
    def _checks_something(self) -> Transcript:
        assert any(line.has or line.silent or line.lacks or line.buttons for line in self.talk)
        return self


def transcripts() -> list[Any]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        for row in yaml.safe_load(path.read_text("utf-8")):
            transcript = Transcript.model_validate(row)
            reason = transcript.fails
            marks = [pytest.mark.xfail(strict=True, reason=reason)] if reason else []
            found.append(pytest.param(transcript, id=transcript.name, marks=marks))
    return found


@pytest.mark.parametrize("transcript", transcripts())
def test_the_conversation_goes_as_written(
    transcript: Transcript, content: Content, understanding: Understanding, engine: Engine
) -> None:
    is_today = transcript.today == TODAY
    talk = Talk(engine if is_today else Engine(content, understanding, transcript.today))
    for number, line in enumerate(transcript.talk, start=1):
        check(line, play(talk, line), f"line {number}")


def test_each_transcript_has_a_name_of_its_own() -> None:
    names = [parameters.id for parameters in transcripts()]
    assert len(set(names)) == len(names)


def play(talk: Talk, line: Line) -> Shown | None:
    talk.wait(line.after)
    if line.presses is not None:
        return talk.press(line.presses, -1 if line.message is None else line.message - 1)
    if line.attaches is not None:
        return talk.attach(line.attaches, line.caption)
    return talk.edit() if line.edits else talk.say(line.says or "")


def check(line: Line, shown: Shown | None, where: str) -> None:
    if line.silent or shown is None:
        assert line.silent, f"{where}: no answer"
        assert shown is None, f"{where}: an answer came"
        return
    for text in line.has:
        assert text in shown.text, where
    for text in line.lacks:
        assert text not in shown.text, where
    assert line.longest is None or len(shown.text) <= line.longest, where
    for label in line.buttons:
        assert any(name.startswith(label) for name in shown.labels), (where, label, shown.labels)
    for label in line.without:
        assert not any(name.startswith(label) for name in shown.labels), (where, label)
    assert shown.reply.is_edit == line.changes, f"{where}: changed or sent?"
    drawn = drawn_name(shown)
    assert bool(drawn) == bool(line.draws), (where, drawn)
    assert drawn.startswith(line.draws or ""), (where, drawn)


def drawn_name(shown: Shown) -> str:
    """Return « picture », the name of a document, or nothing for a text alone."""
    card = shown.reply.card
    if isinstance(card, Document):
        return card.name
    return "picture" if isinstance(card, Picture) else ""
