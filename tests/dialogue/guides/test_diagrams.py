"""The diagrams of `docs/dialogues` are those of the content."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.content.models import Content
from bot.dialogue.guide.diagram import Diagram
from bot.dialogue.rendering import Renderer
from tests.conftest import ROOT, TODAY

FOLDER = ROOT / "docs" / "dialogues"
REDRAW = "redessinez : kinebot content tree {0} > docs/dialogues/{0}.mmd"
NAMES = ("estimate", "two_kines", "documents", "sessions", "letter")


def test_every_dialogue_has_its_diagram(content: Content) -> None:
    assert set(NAMES) == {*content.flows, *content.guides}
    assert {path.stem for path in FOLDER.glob("*.mmd")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_diagram_tells_what_the_content_does(name: str, content: Content) -> None:
    drawn = Diagram(Renderer(content, TODAY)).of(name)
    assert (FOLDER / f"{name}.mmd").read_text("utf-8") == drawn, REDRAW.format(name)


def test_a_changed_condition_changes_the_diagram(content: Content) -> None:
    guide = content.guides["two_kines"]
    first, *others = guide.leaves
    moved = guide.model_copy(update={"leaves": (*others, first.model_copy(update={"id": "A0"}))})
    other = Diagram(
        Renderer(replace(content, guides={**content.guides, "two_kines": moved}), TODAY)
    )
    drawn = other.of("two_kines")
    assert "fin_A0" in drawn
    assert drawn != (FOLDER / "two_kines.mmd").read_text("utf-8")
