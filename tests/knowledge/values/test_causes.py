"""What else is said beside a value: a rhythm, a doubt, what makes the dialogue ask differently."""

from __future__ import annotations

from decimal import Decimal

import pytest


@pytest.mark.parametrize(
    ("text", "per_week"),
    [
        ("2 fois par semaine", "2"),
        ("deux par semaine", "2"),
        ("j'y vais 3x par semaine", "3"),
        ("une séance par semaine", "1"),
        ("tous les mardis", "1"),
        ("2 séances hebdomadaires", "2"),
        ("3", "3"),
        ("une", "1"),
        ("1,5", "1.5"),
    ],
)
def test_an_answer_gives_how_many_sessions_a_week(values, text, per_week):
    reading = values.read("rhythm", text)
    assert reading.value == Decimal(per_week)
    assert not reading.ambiguous


@pytest.mark.parametrize("text", ["2 ou 3 par semaine", "2 par mois"])
def test_a_rhythm_that_is_not_one_number_a_week_is_asked(values, text):
    assert values.read("rhythm", text).ambiguous


@pytest.mark.parametrize("text", ["souvent", "ça dépend", "0", "le matin", "35 € la séance"])
def test_what_is_no_rhythm_gives_none(values, text):
    assert values.read("rhythm", text).value is None


def test_a_sentence_gives_its_rhythm_unless_another_carer_is_there(slots):
    assert slots.read("14 séances à 26 €, 2 fois par semaine").rhythm.value == 2
    assert slots.read("14 séances à 26 €, je vois l'ostéo 2 fois par semaine").rhythm is None
    assert slots.read("14 séances à 26 €").rhythm is None


@pytest.mark.parametrize(
    "text",
    [
        "12 séances à 50 € chez un kiné non conventionné",
        "mon kiné est déconventionné, 40 euros la séance",
        "il n'est pas conventionné, 45 € la séance",
        "kiné hors convention 8 séances 55 €",
    ],
)
def test_a_kine_without_convention_is_noticed(slots, text):
    assert slots.read(text).is_conventionne is False


@pytest.mark.parametrize("text", ["kiné conventionné 12 séances", "12 séances à 30 €"])
def test_nothing_is_supposed_of_a_convention_that_is_not_denied(slots, text):
    assert slots.read(text).is_conventionne is None


def test_a_kine_without_convention_is_no_price_at_the_tariff(values):
    assert not values.read("price", "il est non conventionné").ambiguous
    assert values.read("price", "au tarif conventionné").ambiguous


@pytest.mark.parametrize(
    ("field", "text", "cause"),
    [
        ("price", "26 € + 5 € de déplacement", "deplacement"),
        ("price", "48 € dont 30 de dépassement", "depassement"),
        ("price", "18 + 9 de dépassement", "depassement"),
        ("sessions", "16 dont 4 déjà faites", "deja-faites"),
        ("sessions", "12 à renouveler une fois", "renouveler"),
        ("coverage", "250 € par an", "an"),
        ("coverage", "forfait annuel de 150 euros", "an"),
        ("coverage", "25 €", "euros"),
        ("coverage", "45", "nombre"),
        ("coverage", "80 %", "partiel"),
        ("coverage", "elle rembourse tout", "tout"),
        ("coverage", "ma mutuelle c'est Zorglub", "nommee"),
        ("coverage", "150 %", None),
        ("coverage", "8 € par séance", None),
        ("price", "35 €", None),
        ("sessions", "12", None),
    ],
)
def test_what_was_said_beside_a_value_is_kept(values, field, text, cause):
    assert values.read(field, text).cause == cause


@pytest.mark.parametrize(
    ("field", "text", "is_approximate"),
    [
        ("price", "environ 25 €", True),
        ("price", "25 euros à peu près", True),
        ("price", "25 €", False),
        ("sessions", "une dizaine", True),
        ("sessions", "une quinzaine environ", True),
        ("sessions", "15", False),
        ("coverage", "dans les 150 %", True),
    ],
)
def test_an_approximate_value_says_so(values, field, text, is_approximate):
    assert values.read(field, text).is_approximate is is_approximate


def test_sessions_said_to_be_over_say_so(values):
    assert values.read("sessions", "10 séances déjà faites").is_done
    assert not values.read("sessions", "10 séances").is_done


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("sen pour sen", "100"),
        ("san pour san", "100"),
        ("200 pour sen", "200"),
        ("cent pour cent", "100"),
        ("150 pour san", "150"),
    ],
)
def test_percents_written_as_heard_are_read(values, text, percent):
    assert values.read("coverage", text).value == Decimal(percent)


def test_without_is_still_without(values):
    assert values.read("coverage", "sans mutuelle pour le moment").unit == "none"
    assert values.read("price", "35 € sans dépassement").value == 35
