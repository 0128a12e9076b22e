"""Emergencies: what must be caught, and what must not frighten anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.content.urgencies import UrgencyContent
from bot.knowledge.text import fold
from bot.knowledge.urgency import Urgency, UrgencyDetector

ROOT = Path(__file__).resolve().parents[2]
MESSAGES: dict[str, list[Any]] = yaml.safe_load(
    Path(__file__).with_name("urgences.yaml").read_text(encoding="utf-8")
)
CONTENT: dict[str, Any] = yaml.safe_load(
    (ROOT / "content" / "urgences_fr.yaml").read_text(encoding="utf-8")
)
DETECTOR = UrgencyDetector(UrgencyContent.model_validate(CONTENT))

URGENT = [m for name in MESSAGES if name.startswith("urgent") for m in MESSAGES[name]]
CALM = [m for name in MESSAGES if name.startswith("calm") for m in MESSAGES[name]]
LEVELS = {"15", "17", "3114", "medecin-rapide"}


def test_the_messages_are_many_and_cover_every_row() -> None:
    assert len(MESSAGES["urgent"]) >= 130
    assert len(MESSAGES["calm"]) >= 130
    assert len(MESSAGES["urgent_blind"]) >= 60
    assert len(MESSAGES["calm_blind"]) >= 60
    assert {message["row"] for message in MESSAGES["urgent"]} == set(range(25))
    assert {message["level"] for message in URGENT} == LEVELS


def test_no_message_is_written_twice_or_is_both_urgent_and_calm() -> None:
    counted = Counter(fold(text) for text in (*(m["text"] for m in URGENT), *CALM))

    assert [text for text, times in counted.items() if times > 1] == []


def test_ninety_five_emergencies_in_a_hundred_are_caught() -> None:
    missed = [m["text"] for m in URGENT if DETECTOR.detect(m["text"]) is None]

    assert len(missed) <= 0.05 * len(URGENT), "\n".join(missed)


def test_ninety_levels_in_a_hundred_are_right() -> None:
    wrong = [
        (found, m) for m in URGENT if _level(found := DETECTOR.detect(m["text"])) != m["level"]
    ]

    assert len(wrong) <= 0.10 * len(URGENT), "\n".join(map(str, wrong))


def test_at_most_three_calm_messages_in_a_hundred_raise_an_alarm() -> None:
    alarms = [(found, text) for text in CALM if (found := DETECTOR.detect(text))]

    assert len(alarms) <= 0.03 * len(CALM), "\n".join(map(str, alarms))


def test_every_row_is_caught_nine_times_in_ten() -> None:
    missed = Counter(m["row"] for m in URGENT if DETECTOR.detect(m["text"]) is None)
    total = Counter(m["row"] for m in URGENT)

    assert [row for row in total if missed[row] > 0.10 * total[row]] == []


def test_capitals_missing_accents_and_lost_commas_change_nothing() -> None:
    lost = [
        m["text"]
        for m in URGENT
        if DETECTOR.detect(m["text"]) and not DETECTOR.detect(_unadorned(m["text"]))
    ]

    assert len(lost) <= 0.02 * len(URGENT), "\n".join(lost)


def test_sentences_of_the_tests_are_not_expressions_of_the_content() -> None:
    expressions = {fold(expression) for expression in _expressions()}

    assert [t for t in (*CALM, *(m["text"] for m in URGENT)) if fold(t) in expressions] == []


def test_mort_is_never_read_mord_nor_the_reverse() -> None:
    assert DETECTOR.detect("Mon chien mord le kiné, qui paie ?") is None
    assert DETECTOR.detect("mon compte ameli est mort, que faire") is None


@pytest.mark.parametrize("text", ["Malaise", "MALAISE CARDIAQUE", "Elle ne répond plus"])
def test_two_words_of_panic_are_enough(text: str) -> None:
    assert _level(DETECTOR.detect(text)) == "15"


def test_the_gravest_level_wins() -> None:
    both = "J'ai le mollet chaud et gonflé et là je n'arrive plus à respirer."

    assert _level(DETECTOR.detect(both)) == "15"


@given(st.text(max_size=300))
def test_any_text_gets_the_same_answer_twice(text: str) -> None:
    assert DETECTOR.detect(text) == DETECTOR.detect(text)


def test_each_row_of_the_table_has_a_rule() -> None:
    assert {rule["row"] for rule in CONTENT["rules"]} == set(range(25))


def test_answers_fit_and_begin_with_whom_to_call() -> None:
    for name, answer in CONTENT["answers"].items():
        text = answer["text"]
        first = "Un médecin" if answer["level"] == "medecin-rapide" else answer["level"]

        assert text.startswith(first), name
        assert len(text) <= 350, name
        assert "112" in text, name
        assert "114" in text, name
        assert "3919" not in text, name
        assert "'" not in text, name


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"all": ["inconnu"]}, "signe inconnu : « inconnu »"),
        ({"despite": ["inconnue"]}, "exclusion inconnue : « inconnue »"),
        ({"answer": "inconnue"}, "réponse inconnue : « inconnue »"),
        ({"answer": "3114"}, "est pour le niveau « 3114 »"),
        ({"level": "18"}, "level"),
        ({"all": []}, "il faut au moins un signe"),
        ({"any": ["mollet"], "at_least": 2}, "demande plus de signes"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_wrong_rule_is_refused_with_its_reason(change: dict[str, Any], said: str) -> None:
    rule = {"id": "essai", "row": 4, "level": "15", "answer": "15", "all": ["mollet"]} | change

    with pytest.raises(ValidationError, match=said):
        UrgencyContent.model_validate(CONTENT | {"rules": [rule]})


def test_an_unknown_group_and_an_empty_list_are_refused() -> None:
    unknown = {"essai": {"label": "Essai", "says": ["[inconnu] gonflé"]}}
    empty = {"essai": {"label": "Essai", "says": []}}

    with pytest.raises(ValidationError, match=r"groupe inconnu : « \[inconnu\] »"):
        UrgencyContent.model_validate(CONTENT | {"concepts": CONTENT["concepts"] | unknown})
    with pytest.raises(ValidationError, match="too_short"):
        UrgencyContent.model_validate(CONTENT | {"concepts": CONTENT["concepts"] | empty})


def test_an_expression_that_small_words_empty_is_refused() -> None:
    concepts = CONTENT["concepts"] | {"essai": {"label": "Essai", "says": ["dans la nuit"]}}
    content = UrgencyContent.model_validate(CONTENT | {"concepts": concepts})

    with pytest.raises(ValueError, match="dans la nuit"):
        UrgencyDetector(content)


def _level(found: Urgency | None) -> str | None:
    return found.level if found else None


def _unadorned(text: str) -> str:
    return " ".join(fold(text).upper().replace(",", " ").split())


def _expressions() -> Iterator[str]:
    return UrgencyContent.model_validate(CONTENT).expressions()
