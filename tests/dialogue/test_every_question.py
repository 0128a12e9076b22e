"""A generated table: every question of the estimate × everything a patient may do there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.content.flows import Question
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.dialogue.session import Answer
from tests.dialogue.talk import Talk

FLOW = load_content().flows["estimate"]
CHEST_PAIN = "j'ai une douleur dans la poitrine qui descend dans le bras"
LONG = "je raconte ma vie sans fin " * 150
# What opens a follow-up: the answer to the question it depends on, said by a press.
BEFORE = {"mutuelle_incluse": ("80",), "autres_soins_jour": ("non",), "terrain": ("5",)}
# How many sessions to say first, when ten would not bring the question.
SESSIONS = {"rythme": ("80", "oui")}

# A word that rightly answers two questions.
NAMED_WITH_IT = {"périnée": "acte", "ventre": "acte", "abdominaux": "acte"}
KNOWN: dict[str, str] = {}

Act = Callable[[Talk], Any]


def say(text: str) -> Act:
    return lambda talk: talk.say(text)


def press(label: str) -> Act:
    return lambda talk: talk.press(label)


# Nothing given so far may change, and the question is asked again by « reprendre ».
HARMLESS: dict[str, Act] = {
    "asks something else": say("c'est quoi la franchise ?"),
    "asks about two kinés": say("puis-je voir deux kinés ?"),
    "asks for the list": say("modifier"),
    "asks for help": say("aide"),
    "asks for the menu": say("/menu"),
    "asks for the privacy": say("/confidentialite"),
    "types an unknown command": say("/xyz"),
    "writes in English": say("hello I would like to know the price of the session"),
    "writes nonsense": say("plouf zzz"),
    "writes an emoji": say("🙂"),
    "writes punctuation": say("..."),
    "tells an emergency": say(CHEST_PAIN),
    "sends a picture": lambda talk: talk.attach("photo", "35 euros"),
    "sends a voice message": lambda talk: talk.attach("voice"),
    "changes a message": lambda talk: talk.edit(),
    "gives a telephone": say("0612345678"),
    "presses a button of another dialogue": lambda talk: talk.press_data("q:zzzz:prix:1"),
    "presses a button nobody made": lambda talk: talk.press_data("zzz:zzz"),
    "says resume": say("reprendre"),
}
# May answer the open question; what was given before stays.
TELLING: dict[str, Act] = {
    "does not know": say("je ne sais pas"),
    "presses « je ne sais pas »": press("Je ne sais pas"),
    "says yes": say("oui"),
    "says no": say("non"),
    "says that is all": say("c'est tout"),
    "types 1": say("1"),
    "types zero": say("0"),
    "types a negative number": say("-3"),
    "types a huge number": say("999999999999999999999"),
    "types a comma": say("12,50"),
    "types in letters": say("vingt-deux"),
    "doubts": say("environ 25"),
    "hesitates": say("entre 20 et 25"),
    "corrects": say("pas 35, 25"),
    "gives a rhythm": say("3 fois par semaine pendant 2 mois"),
    "gives a percentage": say("150 %"),
    "gives a month": say("mars 2026"),
    "gives a whole sentence": say("12 séances à 40 euros, en guadeloupe"),
    "mixes an answer and a question": say("25 et c'est quoi la franchise ?"),
    "writes at length": say(LONG),
    "writes markup": say("<b>35</b> & {{ p.x }} <script>"),
    "writes direction marks": say("\u202e53 \u200b\ufeff euros"),
}
LEAVING: dict[str, Act] = {
    "says cancel": say("annuler"),
    "commands cancel": say("/annuler"),
    "presses cancel": press("Annuler"),
}


@pytest.fixture
def talk(engine: Engine) -> Talk:
    return Talk(engine)


_REACHED: dict[str, Talk] = {}


def reach(talk: Talk, question: Question) -> None:
    """Bring the patient to a question, the way a patient gets there; once for all the tests."""
    if question.id not in _REACHED:
        walk(talk, question)
        _REACHED[question.id] = replace(talk, shown=[*talk.shown])
    there = _REACHED[question.id]
    talk.session, talk.now, talk.shown = there.session, there.now, [*there.shown]


def walk(talk: Talk, question: Question) -> None:
    talk.say("/estimer")
    if question.id == "prix":
        return
    talk.say("35")
    if question.id == "nb_seances":
        return
    for said in SESSIONS.get(question.id, ("10",)):
        talk.say(said)
    if question.stage == "follow":
        (needed, values), *_ = question.when.items()
        ask(talk, FLOW.question(needed))
        talk.press_data(f"q:{token(talk)}:{needed}:{values[0]}")
        if FLOW.question(needed).kind == "choices":
            talk.press("C’est tout")
        for said in BEFORE.get(question.id, ()):
            talk.say(said)
    else:
        ask(talk, question)
    assert talk.open_question == question.id


def ask(talk: Talk, question: Question) -> None:
    while question.button not in talk.shown[-1].labels:
        talk.press("Autres…")
    talk.press(question.button)


def token(talk: Talk) -> str:
    assert talk.session.dialogue
    return talk.session.dialogue.token


def known(name: str) -> list[pytest.MarkDecorator]:
    return [pytest.mark.xfail(strict=True, reason=KNOWN[name])] if name in KNOWN else []


def table(actions: dict[str, Act]) -> list[Any]:
    names = [(q, name, f"{q.id}: {name}") for q in FLOW.questions for name in actions]
    return [
        pytest.param(question, actions[name], id=whole, marks=known(whole))
        for question, name, whole in names
    ]


@pytest.mark.parametrize(("question", "act"), table(HARMLESS))
def test_what_is_not_an_answer_changes_no_answer_and_the_question_comes_back(
    question: Question, act: Act, talk: Talk
) -> None:
    reach(talk, question)
    before = talk.answers
    act(talk)
    assert talk.answers == before
    assert talk.open_question == question.id
    assert question.text in talk.say("reprendre").text


@pytest.mark.parametrize(("question", "act"), table(TELLING))
def test_an_answer_of_any_kind_never_loses_those_given_before(
    question: Question, act: Act, talk: Talk
) -> None:
    reach(talk, question)
    before = talk.answers
    act(talk)
    assert set(before) <= set(talk.answers)
    assert not any(talk.answers[name].is_unknown for name in before)


@pytest.mark.parametrize(("question", "act"), table(LEAVING))
def test_leaving_forgets_every_answer(question: Question, act: Act, talk: Talk) -> None:
    reach(talk, question)
    act(talk)
    assert talk.session.dialogue is None
    assert "35" not in talk.session.model_dump_json(include={"dialogue"})


@pytest.mark.parametrize("question", FLOW.questions, ids=lambda question: question.id)
@pytest.mark.parametrize("act", [say("retour"), press("Retour")], ids=["says", "presses"])
def test_going_back_erases_one_answer_at_most_and_never_traps(
    question: Question, act: Act, talk: Talk
) -> None:
    reach(talk, question)
    for _ in range(len(FLOW.questions)):
        before = talk.answers
        is_result = talk.open_question is None
        talk.say("retour") if is_result else act(talk)  # a result has no such button
        if talk.session.dialogue is None:
            return
        assert len(before) - len(talk.answers) <= 1
    pytest.fail("« retour » never leads out")


PRESSED = [
    pytest.param(question, choice.id, id=f"{question.id}: {choice.id}")
    for question in FLOW.questions
    for choice in question.choices
]


@pytest.mark.parametrize(("question", "choice"), PRESSED)
def test_a_pressed_choice_is_the_answer(question: Question, choice: str, talk: Talk) -> None:
    reach(talk, question)
    pages = 0
    data = f"q:{token(talk)}:{question.id}:{choice}"
    while data not in {button.data for button in talk.shown[-1].buttons}:
        talk.press("Premières…" if "Premières…" in talk.shown[-1].labels else "Autres…")
        pages += 1
        assert pages < 5, "the choice is on no page"
    talk.press_data(data)
    if question.kind == "choices" and talk.open_question == question.id:
        talk.press("C’est tout")
    assert talk.answers[question.id] == Answer(values=(choice,))


def words() -> list[Any]:
    found = []
    for question in FLOW.questions:
        for choice in question.choices:
            for text in (choice.label, choice.label.upper(), *choice.words):
                name = f"{question.id}: {text}"
                found.append(pytest.param(question, choice.id, text, id=name, marks=known(name)))
    return found


@pytest.mark.parametrize(("question", "choice", "text"), words())
def test_a_choice_is_understood_by_its_label_and_its_words_and_answers_nothing_else(
    question: Question, choice: str, text: str, talk: Talk
) -> None:
    reach(talk, question)
    before = set(talk.answers)
    talk.say(text)
    if question.kind == "choices" and talk.open_question == question.id:
        talk.press("C’est tout")
    assert talk.answers.get(question.id) == Answer(values=(choice,))
    assert set(talk.answers) <= {*before, question.id, NAMED_WITH_IT.get(text)}


@pytest.mark.parametrize("question", FLOW.questions, ids=lambda question: question.id)
def test_every_question_can_be_changed_from_the_list_of_answers(
    question: Question, talk: Talk
) -> None:
    reach(talk, question)
    talk.say("je ne sais pas")
    while talk.open_question:
        talk.say("je ne sais pas")
    talk.say("modifier")
    talk.press(question.name)
    assert talk.open_question == question.id
    assert question.text in talk.shown[-1].text


def test_the_questions_and_their_help_fit_on_a_telephone(content: Content) -> None:
    for flow in content.flows.values():
        for question in flow.questions:
            assert len(question.text) <= 200
            assert "\n" not in question.help
            assert len({choice.label for choice in question.choices}) == len(question.choices)
