"""Links: what goes in comes out, in 64 characters, and nothing else is ever read."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calculator import estimate
from bot.content.flows import Question
from bot.content.loader import CONTENT_FOLDER, load_content
from bot.dialogue.estimate_answers import situation_of
from bot.dialogue.links import ALPHABET, LAYOUT, MONTH, UNITS, answers_of, is_link, payload_of
from bot.dialogue.relevance import prune
from bot.dialogue.session import Answer
from tests.conftest import TODAY

CONTENT = load_content(CONTENT_FOLDER)
FLOW, BAREME = CONTENT.flows["estimate"], CONTENT.bareme
ACCEPTED = re.compile(r"[A-Za-z0-9_-]{1,64}")
CODES = dict(LAYOUT)
DAYS = st.dates(dt.date(2024, 2, 22), dt.date(2027, 12, 31))
OTHER_DAY = dt.date(2027, 8, 1)


def numbers(question: Question) -> st.SearchStrategy[str]:
    unit = UNITS[CODES[question.id]]
    low, high = int((question.min or 0) * unit), int((question.max or 0) * unit)
    return st.integers(low, high).map(lambda number: str(Decimal(number) / unit))


def answer_to(question: Question) -> st.SearchStrategy[Answer]:
    if question.id == MONTH:
        return DAYS.map(lambda day: Answer(values=(day.isoformat(),)))
    if CODES[question.id] in UNITS:
        single = st.builds(
            lambda value, doubt: Answer(values=(value,), is_approximate=doubt),
            numbers(question), st.booleans(),
        )  # fmt: skip
        both = st.lists(numbers(question), min_size=2, max_size=2).map(
            lambda pair: Answer(
                values=tuple(sorted(pair, key=Decimal)), is_range=True, is_approximate=True
            )
        )
        return st.one_of(single, both) if question.id in ("prix", "nb_seances") else single
    ids = [choice.id for choice in question.choices]
    chosen = st.lists(st.sampled_from(ids), min_size=1, max_size=question.max_selected, unique=True)
    return chosen.map(lambda values: Answer(values=tuple(values)))


@st.composite
def all_answers(draw: st.DrawFn) -> dict[str, Answer]:
    answers = {}
    for question in FLOW.questions:
        if question.stage == "first" or draw(st.booleans()):
            is_known = draw(st.integers(0, 5)) > 0
            answers[question.id] = draw(answer_to(question)) if is_known else Answer()
    return prune(FLOW, answers)


@settings(max_examples=300, deadline=None)
@given(answers=all_answers())
def test_a_link_reopens_the_same_estimate_today_and_later(answers: dict[str, Answer]) -> None:
    payload = payload_of(answers, FLOW, TODAY)
    assert payload is not None
    assert ACCEPTED.fullmatch(payload)
    assert is_link(payload)
    for day in (TODAY, OTHER_DAY):
        read = answers_of(payload, FLOW, day)
        assert read is not None
        assert situation_of(read, day) == situation_of(answers, TODAY)
        assert estimate(situation_of(read, day), BAREME) == estimate(
            situation_of(answers, TODAY), BAREME
        )
        assert read.get("nb_seances") == answers.get("nb_seances")  # both ends of a range


@pytest.mark.parametrize("mutuelle", ["pourcentage", "forfait-seance", "forfait-an"])
def test_everything_answered_at_once_still_fits(mutuelle: str) -> None:
    answers = {}
    for question in FLOW.questions:
        if question.kind in {"choice", "choices", "coverage"}:
            values = [choice.id for choice in question.choices[1:]][: question.max_selected]
            answers[question.id] = Answer(values=tuple(values[-3:]))
        elif question.id == MONTH:
            answers[question.id] = Answer(values=("2027-12-31",))
        else:
            both = (str(question.max), str(question.max))
            is_range = question.id in ("prix", "nb_seances")
            answers[question.id] = Answer(values=both if is_range else both[:1], is_range=is_range)
    opened = {"mutuelle_type": (mutuelle,), "situation": ("ald", "maternite", "mineur"),
              "domicile": ("oui-justifie",)}  # fmt: skip
    answers |= {name: Answer(values=values) for name, values in opened.items()}
    answers = prune(FLOW, answers)
    assert len(answers) == len(FLOW.questions) - (2 if mutuelle == "pourcentage" else 3)
    payload = payload_of(answers, FLOW, TODAY)
    assert payload is not None
    assert len(payload) <= 64


def test_every_question_of_the_estimate_has_its_place_in_a_link() -> None:
    """A new question goes at the end of LAYOUT: what stands before never moves."""
    assert {question.id for question in FLOW.questions} == {name for name, _ in LAYOUT}
    assert [name for name, _ in LAYOUT][:4] == [MONTH, "prix", "nb_seances", "mutuelle_type"]


def test_a_link_of_the_first_version_is_read_for_ever() -> None:
    read = answers_of("e1kH4NrIBVz7CWACHqUXH", FLOW, TODAY)
    assert read == {
        "prix": Answer(values=("35",)),
        "nb_seances": Answer(values=("10",)),
        "mutuelle_type": Answer(values=("pourcentage",)),
        "mutuelle_pourcent": Answer(values=("150",)),
        "acte": Answer(values=("dos-cou",)),
    }


@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-",
                    max_size=64))  # fmt: skip
def test_anything_else_is_refused_without_an_error(text: str) -> None:
    read = answers_of(f"e1{text}", FLOW, TODAY)
    assert read is None or payload_of(read, FLOW, TODAY) == f"e1{text}"


def test_a_well_formed_link_with_a_choice_that_is_gone_is_refused() -> None:
    """Its check is right; a choice renamed since the link was made looks the same."""
    assert answers_of("e1ArouC", FLOW, TODAY) is None


def test_a_cut_link_is_refused_wherever_it_is_cut() -> None:
    payload = "e1kH4NrIBVz7CWACHqUXH"
    assert answers_of(payload, FLOW, TODAY) is not None
    assert [answers_of(payload[:end], FLOW, TODAY) for end in range(len(payload))] == (
        [None] * len(payload)
    )


def test_a_mistyped_link_is_refused_but_once_in_four_thousand_times_at_most() -> None:
    """The check has twelve bits: what it lets through must also be a link as we write them."""
    payload = "e1kH4NrIBVz7CWACHqUXH"
    changed = [
        payload[:at] + sign + payload[at + 1 :]
        for at in range(2, len(payload))
        for sign in ALPHABET
        if sign != payload[at]
    ]
    accepted = [link for link in changed if answers_of(link, FLOW, TODAY) is not None]
    assert len(changed) > 1000
    assert len(accepted) * 4000 <= len(changed)


@pytest.mark.parametrize(
    "answers",
    [
        {"prix": Answer(values=("17.885",)), "nb_seances": Answer(values=("10",))},
        {"prix": Answer(values=("35",)), "nb_seances": Answer(values=("2000",))},
        {"prix": Answer(values=("35",)), "question_nouvelle": Answer(values=("oui",))},
        {"prix": Answer(values=("35",)), "acte": Answer(values=("acte-disparu",))},
    ],
)
def test_what_a_link_cannot_hold_gives_no_link(answers: dict[str, Answer]) -> None:
    assert payload_of(answers, FLOW, TODAY) is None
