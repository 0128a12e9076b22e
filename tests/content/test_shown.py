"""What the bot shows: long lists behind a button, and texts filled with what they are given."""

from __future__ import annotations

import pytest

from bot.content.checks.given import TEMPLATES
from bot.content.checks.variables import DATED
from bot.content.models import Content
from bot.dialogue.faq import FaqView
from bot.dialogue.rendering import Renderer, plain
from tests.conftest import TODAY

LONG = ("acces-direct", "lexique-actes", "seuils-referentiels", "deux-kines-exemples")
MANY = 3


@pytest.mark.parametrize("topic", LONG)
def test_a_long_topic_is_short_at_first_and_its_list_is_behind_a_button(
    topic: str, content: Content
) -> None:
    faq = FaqView(Renderer(content, TODAY))
    short, detail = faq.short(topic), faq.detail(topic)
    assert "•" not in short.html
    assert len(plain(short.html)) <= 350
    assert plain(detail.html).count("\n• ") >= MANY
    (button,) = [button for button in short.buttons if button.data == f"d:{topic}"]
    assert button.label == content.texts["boutons.detail"]


def test_the_templates_declared_are_those_that_exist(content: Content) -> None:
    of_letters = {letter.template for letter in content.guides["letter"].letters}
    assert {*TEMPLATES, *of_letters} == set(content.templates)


def test_the_dated_names_declared_are_those_the_renderer_knows(content: Content) -> None:
    renderer = Renderer(content, TODAY)
    assert set(DATED) == set(renderer._variables())
