"""A generated table: every question of every guide × everything a patient may do there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.content.guides import GuideQuestion
from bot.dialogue.engine import Engine
from bot.dialogue.rendering import plain
from tests.dialogue.guides.walks import COMMANDS, begin, content, give, walk, walker_of, ways
from tests.dialogue.talk import Talk

CHEST_PAIN = "j'ai une douleur dans la poitrine qui descend dans le bras"
STEPS = [(name, question) for name in COMMANDS for question in ways(name)]
IDS = [f"{name}.{question}" for name, question in STEPS]
Act = Callable[[Talk], Any]


def say(text: str) -> Act:
    return lambda talk: talk.say(text)


HARMLESS: dict[str, Act] = {
    "asks something else": say("c'est quoi la franchise ?"),
    "asks for the list": say("modifier"),
    "asks for help": say("aide"),
    "asks for the menu": say("/menu"),
    "asks for the privacy": say("/confidentialite"),
    "types an unknown command": say("/xyz"),
    "writes in English": say("hello I would like to know the price of the session"),
    "writes nonsense": say("plouf zzz"),
    "writes an emoji": say("🙂"),
    "tells an emergency": say(CHEST_PAIN),
    "sends a picture": lambda talk: talk.attach("photo"),
    "sends a document": lambda talk: talk.attach("document", "mon ordonnance"),
    "changes a message": lambda talk: talk.edit(),
    "gives a telephone": say("0612345678"),
    "gives a social security number": say("1 85 05 78 006 084 36"),
    "presses a button of another dialogue": lambda talk: talk.press_data("q:zzzz:raison:absence"),
    "presses a button nobody made": lambda talk: talk.press_data("zzz:zzz"),
    "says resume": say("reprendre"),
}
TELLING: dict[str, Act] = {
    "does not know": say("je ne sais pas"),
    "says yes": say("oui"),
    "says no": say("non"),
    "says that is all": say("c'est tout"),
    "types 1": say("1"),
    "types zero": say("0"),
    "types a huge number": say("999999999999999999999"),
    "types a day": say("le 5 novembre"),
    "types an impossible day": say("35/12/2026"),
    "tells a whole sentence": say("un kiné pour le genou et un pour le dos le même jour"),
    "names himself": say("je m'appelle Jean Dupont, 12 rue des Lilas 75011 Paris"),
    "writes markup": say("<b>35</b> & {{ p.x }} <script>"),
    "writes at length": say("je raconte ma vie sans fin " * 150),
}


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return Talk(engine)


def reach(talk: Talk, name: str, question: str) -> GuideQuestion:
    walk(talk, name, ways(name)[question])
    assert talk.open_question == question
    return content().guides[name].question(question)


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
@pytest.mark.parametrize("act", HARMLESS.values(), ids=HARMLESS.keys())
def test_nothing_given_changes_and_the_question_comes_back(
    name: str, question: str, act: Act, talk: Talk
) -> None:
    asked = reach(talk, name, question)
    before = talk.answers
    act(talk)
    assert talk.answers == before
    assert shown(talk, asked.text) in talk.say("reprendre").text
    assert talk.open_question == question


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
@pytest.mark.parametrize("act", TELLING.values(), ids=TELLING.keys())
def test_what_may_be_an_answer_keeps_the_others(
    name: str, question: str, act: Act, talk: Talk
) -> None:
    reach(talk, name, question)
    before = dict(talk.answers)
    act(talk)
    for other in set(talk.answers) & set(before):
        if not is_heard(content().guides[name].question(other)):
            assert talk.answers[other] == before[other]


def is_heard(question: GuideQuestion) -> bool:
    """Tell whether a sentence may answer a question that is not asked."""
    return bool(question.shared or question.heard or any(c.heard for c in question.choices))


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_back_asks_the_question_before_and_forgets_its_answer(
    name: str, question: str, talk: Talk
) -> None:
    way = ways(name)[question]
    reach(talk, name, question)
    talk.say("retour")
    if not way:
        assert talk.session.dialogue is None
        return
    previous = list(way)[-1]
    assert talk.open_question == previous
    assert previous not in talk.answers


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_any_earlier_answer_can_be_changed(name: str, question: str, talk: Talk) -> None:
    way = ways(name)[question]
    reach(talk, name, question)
    guide = content().guides[name]
    for earlier in way:
        talk.say("modifier")
        label = next(b.label for b in talk.shown[-1].buttons if b.data.endswith(f"ask:{earlier}"))
        assert label.startswith(guide.question(earlier).name[:10])
        talk.press_data(f"a:{talk.session.dialogue.token}:ask:{earlier}")  # type: ignore[union-attr]
        assert talk.open_question == earlier
        give(talk, guide.question(earlier), way[earlier])
        while talk.open_question in way:  # what depended on it is asked again
            give(talk, guide.question(talk.open_question), way[talk.open_question])
        assert talk.open_question == question


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
@pytest.mark.parametrize("words", ["annuler", "/annuler", "laisse tomber", "stop"])
def test_cancelling_erases_the_answers(name: str, question: str, words: str, talk: Talk) -> None:
    reach(talk, name, question)
    talk.say(words)
    assert talk.session.dialogue is None


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_erasing_keeps_nothing(name: str, question: str, talk: Talk) -> None:
    reach(talk, name, question)
    talk.say("/effacer")
    assert talk.session.is_empty


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_starting_again_begins_at_the_first_question(name: str, question: str, talk: Talk) -> None:
    reach(talk, name, question)
    talk.say("recommencer")
    assert talk.open_question == content().guides[name].questions[0].id
    assert not talk.answers


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_after_an_emergency_the_dialogue_waits(name: str, question: str, talk: Talk) -> None:
    asked = reach(talk, name, question)
    urgent = talk.say(CHEST_PAIN)
    assert "15" in urgent.text
    assert shown(talk, asked.text) not in urgent.text
    assert "Reprendre" in talk.say("ça va mieux").labels
    assert shown(talk, asked.text) in talk.press("Reprendre").text  # type: ignore[union-attr]


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_three_unreadable_answers_go_on_without_it(name: str, question: str, talk: Talk) -> None:
    asked = reach(talk, name, question)
    first = talk.say("plouf zzz")
    assert shown(talk, asked.retry) in first.text
    talk.say("plouf zzz")
    talk.say("plouf zzz")
    assert talk.open_question != question
    assert talk.session.dialogue is None or talk.answers[question].is_unknown


@pytest.mark.parametrize(("name", "question"), STEPS, ids=IDS)
def test_every_choice_is_read_by_label_number_and_words(
    name: str, question: str, talk: Talk
) -> None:
    asked = reach(talk, name, question)
    start = talk.session
    unread = []
    words = {word for choice in asked.choices for word in choice.words}
    for rank, choice in enumerate(asked.choices, start=1):
        number = () if str(rank) in words else (str(rank),)  # « 2 » may mean « les deux »
        for said in (choice.label, *number, *choice.words):
            talk.session = start
            talk.say(said)
            given = talk.answers.get(question)
            if given is None or choice.id not in given.values:
                unread.append((choice.id, said, given.values if given else None))
    assert unread == []


@pytest.mark.parametrize("name", COMMANDS)
def test_an_expired_dialogue_offers_to_start_the_same_again(name: str, talk: Talk) -> None:
    begin(talk, name)
    data = talk.shown[-1].buttons[0].data
    talk.session = type(talk.session)()
    answer = talk.press_data(data)
    assert answer is not None
    assert answer.buttons[0].data == f"o:{name}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_question_of_a_guide_can_be_reached(name: str) -> None:
    assert set(ways(name)) == {question.id for question in content().guides[name].questions}
    assert walker_of(name).next_question({}) == content().guides[name].questions[0]


def shown(talk: Talk, source: str) -> str:
    """Return a text of the content as the patient reads it."""
    return plain(talk.engine.renderer.constant(source)).replace("\u00a0", " ")
