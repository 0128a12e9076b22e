"""What an engine keeps between two steps: what it made, never what was said to it."""

from __future__ import annotations

import gc

import pytest

from bot.dialogue.engine import Engine
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.remembered import RememberedPanels
from bot.dialogue.session import Answer, DialogueState
from bot.knowledge.said import Said, Words, read_once
from tests.dialogue.talk import Talk


@pytest.mark.parametrize(
    "messages",
    [
        ("combien coûte une séance de kiné ?", "et pour ma fille ?"),
        ("/estimer", "38 euros", "entre 12 et 15", "et si je prends une mutuelle à 150 % ?"),
        ("/deuxkines", "mon kiné est en congés", "un remplassant", "quel papier faut-il ?"),
        ("il fait bo à Toulouze", "j'habite 3 rue des Lilas 31000 TOULOUSE"),
    ],
)
def test_a_message_is_forgotten_once_it_is_answered(
    engine: Engine, messages: tuple[str, ...]
) -> None:
    talk = Talk(engine)
    for message in messages:
        talk.say(message)
    gc.collect()
    assert [kept for kept in gc.get_objects() if isinstance(kept, Said | Words)] == []


def test_a_message_is_read_once_and_a_text_each_time() -> None:
    read: list[str] = []

    def reader(text: str) -> int:
        read.append(text)
        return len(text)

    said = Said("dix")
    assert [read_once(reader, said), read_once(reader, said)] == [3, 3]
    assert [read_once(reader, "six"), read_once(reader, "six")] == [3, 3]
    assert read == ["dix", "six", "six"]


def test_the_same_answers_make_one_panel_whose_buttons_belong_to_each_dialogue() -> None:
    made: list[DialogueState] = []

    def make(state: DialogueState) -> Panel:
        made.append(state)
        own = Button("Détail", f"a:{state.token}:detail")
        return Panel(
            "texte", (own, Button("Oui", f"q:{state.token}:acte:dos"), Button("Menu", "m"))
        )

    panels = RememberedPanels("estimate", make)
    answers = {"prix": Answer(values=("35",), is_approximate=True)}
    first, second = (
        panels.of(DialogueState(flow="estimate", token=token, answers=answers))
        for token in ("e1", "e2")
    )
    assert [button.data for button in first.buttons] == ["a:e1:detail", "q:e1:acte:dos", "m"]
    assert [button.data for button in second.buttons] == ["a:e2:detail", "q:e2:acte:dos", "m"]
    assert [state.answers for state in made] == [answers]


def test_answers_that_differ_by_a_shade_make_two_panels() -> None:
    panels = RememberedPanels("estimate", lambda state: Panel(repr(state.answers["prix"])))
    shades = [
        Answer(values=("35",)),
        Answer(values=("35.0",)),
        Answer(values=("35",), is_approximate=True),
        Answer(values=("35",), is_kept=True),
        Answer(values=("35",), is_done=True),
        Answer(values=("35", "40"), is_range=True),
    ]
    shown = [
        panels.of(DialogueState(flow="estimate", token="e1", answers={"prix": shade})).html
        for shade in shades
    ]
    assert shown == [repr(shade) for shade in shades]
