"""Every way through every guide ends in something that Telegram accepts and a patient can read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

import pytest

from bot.dialogue.guide.build import ending_of
from bot.dialogue.guide.leaf import LeafEnding
from bot.dialogue.guide.letter import LetterEnding
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.session import Answer, DialogueState
from tests.conftest import TODAY
from tests.dialogue import telegram
from tests.dialogue.guides.walks import Answers, content, valuation_of, walker_of

SHARES = 4
LONGEST, LONGEST_LIST, LONGEST_LETTER = 800, 1100, 2000
TOKEN = "zzzzzzz"


@lru_cache
def renderer() -> Renderer:
    return Renderer(content(), TODAY)


def state_of(name: str, answers: Answers) -> DialogueState:
    return DialogueState(flow=name, token=TOKEN, answers=answers)


def is_accepted(panel: Panel) -> bool:
    return telegram.problems(panel.reply()) == []


@pytest.mark.parametrize("name", ["two_kines", "sessions"])
@pytest.mark.parametrize("share", range(SHARES))
def test_every_path_ends_in_a_verdict_that_can_be_read(name: str, share: int) -> None:
    guide = content().guides[name]
    ending = ending_of(guide, renderer(), valuation_of(guide))
    assert isinstance(ending, LeafEnding)
    shown: set[str] = set()
    for rank, path in enumerate(walker_of(name).paths()):
        if rank % SHARES != share:
            continue
        state = state_of(name, path.answers)
        panel = ending.result(state)
        if panel.html in shown:
            continue
        shown.add(panel.html)
        assert is_accepted(panel), path.answers
        assert is_accepted(ending.detail(state)), path.answers
        assert len(plain(panel.html)) <= LONGEST, path.answers
    assert len(shown) > len(guide.leaves) / SHARES


def test_every_leaf_is_reached() -> None:
    for name in ("two_kines", "sessions"):
        guide = content().guides[name]
        ending = ending_of(guide, renderer(), valuation_of(guide))
        assert isinstance(ending, LeafEnding)
        reached = {ending.leaf_of(path.values).id for path in walker_of(name).paths()}
        assert reached == {leaf.id for leaf in guide.leaves}


def situations() -> Iterator[tuple[str, ...]]:
    choices = [choice.id for choice in content().guides["documents"].questions[0].choices]
    yield ()
    for many in (1, 2, 3):
        yield from combinations(choices, many)


def test_every_one_two_or_three_situations_have_their_list() -> None:
    guide = content().guides["documents"]
    ending = ending_of(guide, renderer(), valuation_of(guide))
    for chosen in situations():
        state = state_of("documents", {"situation": Answer(values=chosen)})
        panel = ending.result(state)
        assert is_accepted(panel), chosen
        limit = LONGEST if len(chosen) < 3 else LONGEST_LIST
        assert len(plain(panel.html)) <= limit, chosen


def test_every_answer_to_every_question_of_a_letter_gives_a_letter() -> None:
    guide = content().guides["letter"]
    ending = ending_of(guide, renderer(), valuation_of(guide))
    assert isinstance(ending, LetterEnding)
    written = set()
    for path in walker_of("letter").covering():
        state = state_of("letter", path.answers)
        words = plain(ending.words(state))
        written.add(ending.letter(state).id)
        assert len(words) <= LONGEST_LETTER
        assert "[" in words
        assert "\n\n\n" not in words
        assert is_accepted(ending.result(state)), path.answers
        for action in ("word", "sheet"):
            shown = ending.show(state, action, "", 0)
            assert shown is not None
            assert is_accepted(shown.panel)
    assert written == {letter.id for letter in guide.letters}
