"""The lines of the computation, the hypotheses, the other readings: data, before any word."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.calculator import (
    Alternative,
    Batch,
    Computed,
    NoCoverage,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    Step,
    UnknownCoverage,
    YearCoverage,
    estimate,
    is_replay,
    with_today_rules,
)
from bot.calculator.session import share_out
from bot.content.parameters import Bareme

DAY = dt.date(2026, 11, 21)
D = Decimal


def one(amount: str) -> Range:
    return Range.of(D(amount))


def two(low: str, high: str) -> Range:
    return Range.of(D(low), D(high))


def result(bareme: Bareme, **changes: Any) -> Computed:
    base: dict[str, Any] = {
        "day": DAY, "price": None, "sessions": 1, "act": "lombalgie_commune",
        "coverage": NoCoverage(),
    }  # fmt: skip
    if isinstance(changes.get("price"), str):
        changes["price"] = one(changes["price"])
    outcome = estimate(Situation(**{**base, **changes}), bareme)
    assert isinstance(outcome, Computed), outcome
    return outcome


def step(outcome: Computed, name: str) -> Step:
    (found,) = [each for each in outcome.steps if each.id == name]
    return found


def others(outcome: Computed) -> dict[str, Range]:
    return {
        f"{other.note.id} {' '.join(map(str, other.note.values.values()))}": other.total
        for other in outcome.alternatives
    }


def ids(notes: tuple[Any, ...]) -> list[str]:
    return [note.id for note in notes]


# --- The lines --------------------------------------------------------------------------------


def test_the_lines_follow_the_order_of_the_computation(bareme: Bareme) -> None:
    outcome = result(bareme, price="35.00", sessions=30, assessment=True, home="oui-justifie",
                     franchise_already=D(60))  # fmt: skip
    assert [each.id for each in outcome.steps] == [
        "tarif", "part-secu", "franchise", "mutuelle", "reste", "depassement", "bilan",
        "deplacement", "total", "plafond-annuel",
    ]  # fmt: skip
    assert all(each.source.title for each in outcome.steps)
    assert {each.confidence for each in outcome.steps} == {"high", "medium"}
    sure = {each.id for each in outcome.steps if each.confidence == "high"}
    assert {"mutuelle", "reste", "depassement", "total"} <= sure


def test_the_tariff_of_one_act_is_explained_by_its_coefficient(bareme: Bareme) -> None:
    line = step(result(bareme), "tarif")
    assert line.terms == {"coefficient": D("8.09"), "lettre": D("2.21"), "code": "RAM",
                          "acte": "Lombalgie commune"}  # fmt: skip
    assert (line.amount, line.confidence, line.valid_from) == (
        one("17.88"), "high", dt.date(2026, 1, 1)
    )  # fmt: skip
    assert line.source == bareme.sources["ngap"]
    rebuilt = step(result(bareme, day=dt.date(2025, 5, 5)), "tarif")
    assert (rebuilt.confidence, rebuilt.valid_from) == ("medium", dt.date(2024, 2, 22))


@pytest.mark.parametrize(
    ("changes", "amount", "source", "since"),
    [
        ({"act": "bras"}, two("17.86", "17.95"), "ngap", "2026-01-01 high"),
        ({"act": "bras", "day": dt.date(2025, 2, 3)}, two("16.53", "16.62"), "affiche_2024",
         "2024-02-22 medium"),
        ({"act": None, "price": "18.79"}, one("18.79"), "ngap", "2024-02-22 high"),
        ({"act": None, "price": "17.88"}, one("17.88"), "ngap", "2026-01-01 high"),
        ({"act": None, "price": "16.55", "day": dt.date(2025, 2, 3)}, one("16.55"),
         "affiche_2024", "2024-02-22 medium"),
        ({"act": None, "tariff": D("20")}, one("20.00"), "formule_tarif", "None high"),
        ({"act": "non-remboursable", "price": "50"}, one("0.00"), "regle_depassement",
         "None high"),
    ],
)  # fmt: skip
def test_a_tariff_without_an_act_of_its_own_has_no_coefficient(
    changes: dict[str, Any], amount: Range, source: str, since: str, bareme: Bareme
) -> None:
    line = step(result(bareme, **changes), "tarif")
    assert (line.terms, line.amount, line.source) == ({}, amount, bareme.sources[source])
    assert f"{line.valid_from} {line.confidence}" == since


def test_the_share_of_the_secu_tells_its_rate_its_base_and_its_regime(bareme: Bareme) -> None:
    line = step(result(bareme, price="12.00", situations=("alsace-moselle",)), "part-secu")
    assert line.terms == {"taux": D("0.90"), "taux_max": D("0.90"), "base": D("12.00"),
                          "regimes": "alsace-moselle"}  # fmt: skip
    assert line.amount == one("10.80")
    assert line.source == bareme.value_on("taux_alsace_moselle", DAY).source


def test_two_possible_rates_are_both_told(bareme: Bareme) -> None:
    line = step(result(bareme, act="bras", situations=("ald",)), "part-secu")
    assert (line.terms["taux"], line.terms["taux_max"]) == (D("0.60"), D(1))
    assert set(str(line.terms["regimes"]).split()) == {"ald-liee", "general"}
    assert line.terms["base"] == two("17.86", "17.95")
    assert line.source == bareme.value_on("taux_ald", DAY).source


@pytest.mark.parametrize(
    ("changes", "terms", "amount"),
    [
        ({}, {"franchise": D(1), "due": True}, "1.00"),
        ({"situations": ("mineur",)}, {"franchise": D(1), "due": False}, "0.00"),
        ({"day": dt.date(2024, 3, 1)}, {"franchise": D("0.50"), "due": True}, "0.50"),
        ({"franchise": D("0.30")}, {"franchise": D("0.30"), "due": True}, "0.30"),
        ({"franchise_already": D(70)}, {"franchise": D(1), "due": False}, "0.00"),
    ],
)
def test_the_franchise_tells_whether_it_is_due(
    changes: dict[str, Any], terms: dict[str, Any], amount: str, bareme: Bareme
) -> None:
    line = step(result(bareme, **changes), "franchise")
    assert (line.terms, line.amount) == (terms, one(amount))
    assert line.source == bareme.value_on("franchise_acte", changes.get("day", DAY)).source


@pytest.mark.parametrize(
    ("changes", "terms", "amount", "source"),
    [
        ({}, {"sorte": "aucune"}, one("0"), None),
        ({"coverage": UnknownCoverage()}, {"sorte": "inconnue"}, two("0", "7.15"), None),
        ({"coverage": PercentCoverage(D(150))}, {"sorte": "incluse", "pourcentage": D(150)},
         one("16.09"), "formule_mutuelle"),
        ({"coverage": PercentCoverage(D(50), includes_amo=False)},
         {"sorte": "en-plus", "pourcentage": D(50)}, one("8.94"), "formule_mutuelle"),
        ({"coverage": SessionCoverage(D(5))}, {"sorte": "forfait", "forfait": D(5)},
         one("12.15"), None),
        ({"coverage": YearCoverage(D(300))}, {"sorte": "forfait-annuel", "forfait": D(300)},
         one("7.15"), None),
        ({"situations": ("c2s",)}, {"sorte": "c2s"}, one("7.15"), None),
    ],
)  # fmt: skip
def test_the_mutuelle_tells_what_kind_it_is(
    changes: dict[str, Any], terms: dict[str, Any], amount: Range, source: str | None,
    bareme: Bareme,
) -> None:  # fmt: skip
    outcome = result(bareme, price="35.00", **changes)
    line = step(outcome, "mutuelle")
    session = outcome.per_session
    told = {"amo": session.amo_before_franchise, "tarif": session.tariff}
    assert (line.terms, line.amount) == ({**told, **terms}, amount)
    minimum = bareme.value_on("garantie_minimale", DAY).source
    assert line.source == (bareme.sources[source] if source else minimum)


def test_what_remains_is_the_price_less_the_two_shares(bareme: Bareme) -> None:
    outcome = result(bareme, price="35.00", coverage=PercentCoverage(D(150)))
    line = step(outcome, "reste")
    assert line.terms == {"prix": one("35"), "amo": one("9.73"), "mutuelle": one("16.09")}
    assert line.amount == one("9.18")
    assert line.source == bareme.sources["formule_reste"]


def test_an_overcharge_is_named_as_such_and_only_when_there_is_one(bareme: Bareme) -> None:
    line = step(result(bareme, price="17.89"), "depassement")
    assert line.terms == {"prix": one("17.89"), "tarif": one("17.88")}
    assert line.amount == one("0.01")
    assert line.source == bareme.sources["regle_depassement"]
    for changes in ({"price": "17.88"}, {"price": "50.00", "act": "non-remboursable"}):
        assert "depassement" not in [each.id for each in result(bareme, **changes).steps]


def test_the_bilans_are_told_with_their_number_and_their_price(bareme: Bareme) -> None:
    line = step(result(bareme, sessions=30, assessment=True), "bilan")
    assert line.terms == {"nombre": 2, "prix": one("23.65")}
    assert line.amount == one("20.92")
    assert line.source == bareme.value_on("bilan_rythme", DAY).source
    assert line.valid_from == dt.date(2024, 2, 22)


def test_the_travel_is_told_with_both_allowances(bareme: Bareme) -> None:
    outcome = result(bareme, sessions=3, home="oui-justifie", km=D(5))
    line = step(outcome, "deplacement")
    assert line.terms == {"nombre": 3, "prix": two("4.78", "6.28")}
    assert line.amount == two("5.73", "7.53")
    assert line.source == bareme.value_on("taux_deplacement", DAY).source
    assert ids(outcome.to_confirm) == ["deplacement-taux"]
    assert "franchise-deplacement" in ids(outcome.assumptions)


def test_the_total_tells_whether_it_is_a_simple_product(bareme: Bareme) -> None:
    line = step(result(bareme, sessions=3), "total")
    assert line.terms == {"nombre": 3, "seance": one("8.15"), "est_simple": True, "bilans": 0,
                          "deplacements": 0}  # fmt: skip
    assert (line.amount, line.source) == (one("24.45"), bareme.sources["formule_reste"])
    line = step(result(bareme, sessions=3, assessment=True, home="oui-justifie"), "total")
    assert (line.terms["est_simple"], line.terms["bilans"]) == (False, 1)
    assert line.terms["deplacements"] == 3


def test_there_is_no_total_without_a_number_of_sessions(bareme: Bareme) -> None:
    outcome = result(bareme, sessions=None, franchise_already=D(70))
    assert outcome.total is None
    assert {"total", "plafond-annuel"}.isdisjoint(each.id for each in outcome.steps)


def test_a_cap_reached_is_told_for_each_year_and_each_cap(bareme: Bareme) -> None:
    schedule = (Batch(dt.date(2026, 9, 20), 6), Batch(dt.date(2026, 10, 5), 30),
                Batch(dt.date(2027, 1, 5), 80))  # fmt: skip
    outcome = result(bareme, schedule=schedule, franchise_already=D(45))
    lines = [each for each in outcome.steps if each.id == "plafond-annuel"]
    assert [(line.terms["annee"], line.terms["plafond"], line.terms["deja"]) for line in lines] == [
        (2026, D(50), D(45)), (2026, D(70), D(45)), (2027, D(70), D(0)),
    ]  # fmt: skip
    assert [line.amount for line in lines] == [one("5"), one("25"), one("70")]
    assert [line.confidence for line in lines] == ["high", "medium", "medium"]


def test_a_cap_just_reached_by_the_last_act_stopped_nothing(bareme: Bareme) -> None:
    assert "plafond-annuel" not in [s.id for s in result(bareme, sessions=70).steps]
    assert "plafond-annuel" in [s.id for s in result(bareme, sessions=71).steps]
    assert "plafond-annuel" not in [
        s.id for s in result(bareme, sessions=90, situations=("mineur",)).steps
    ]


# --- The other readings -----------------------------------------------------------------------


def test_an_ald_of_which_nobody_knows_the_link_gives_both_totals(bareme: Bareme) -> None:
    assert others(result(bareme, sessions=2, situations=("ald",))) == {
        "si-situation ald-liee": one("2.00"), "si-situation general": one("16.30"),
    }  # fmt: skip


def test_another_situation_does_not_hide_the_two_totals(bareme: Bareme) -> None:
    found = others(result(bareme, sessions=2, situations=("mineur", "ald")))
    assert found == {"si-situation ald-liee": one("0.00"), "si-situation general": one("14.30")}
    found = others(result(bareme, situations=("ald", "maternite")))
    assert found == {
        "si-situation ald-liee": one("1.00"), "si-situation maternite-periode": one("0.00"),
        "si-situation general": one("8.15"),
    }  # fmt: skip


def test_an_unknown_mutuelle_gives_both_totals(bareme: Bareme) -> None:
    assert others(result(bareme, sessions=2, coverage=UnknownCoverage())) == {
        "si-mutuelle aucune": one("16.30"), "si-mutuelle minimale": one("2.00"),
    }  # fmt: skip
    assert others(result(bareme, situations=("c2s",), coverage=UnknownCoverage())) == {}


def test_unknown_conditions_give_both_totals(bareme: Bareme) -> None:
    assert others(result(bareme, sessions=2, per_day=2)) == {
        "si-conditions oui": one("16.30"), "si-conditions non": one("26.03"),
    }  # fmt: skip
    assert others(result(bareme, sessions=1, per_day=2)) == {}


def test_the_other_cap_is_told_only_when_it_changes_the_total(bareme: Bareme) -> None:
    outcome = result(bareme, sessions=60)
    assert others(outcome) == {"autre-plafond 50.00": one("479.00")}
    assert [(n.id, n.values) for n in outcome.to_confirm] == [
        ("plafond-annuel", {"plafond": D(70)})
    ]
    assert others(result(bareme, sessions=50)) == {}
    assert others(result(bareme, sessions=60, day=dt.date(2026, 9, 30))) == {}


def test_a_treatment_that_only_ends_under_the_doubtful_cap_has_its_other_reading(
    bareme: Bareme,
) -> None:
    schedule = (Batch(dt.date(2026, 9, 20), 4), Batch(dt.date(2026, 10, 5), 10))
    outcome = result(bareme, schedule=schedule, franchise_already=D(45))
    assert outcome.total is not None
    assert outcome.total.franchise == one("14.00")
    assert others(outcome) == {"autre-plafond 50.00": one("105.10")}
    assert ids(outcome.to_confirm) == ["plafond-annuel"]


def test_the_rise_announced_for_2027_is_another_total_and_never_in_the_range(
    bareme: Bareme,
) -> None:
    day = dt.date(2027, 7, 1)
    outcome = result(bareme, day=day, sessions=2)
    assert outcome.per_session.tariff == one("17.88")
    assert others(outcome) == {"hausse-annoncee 2027-07-01": one("16.84")}
    assert [(n.id, n.values) for n in outcome.to_confirm] == [
        ("hausse-annoncee", {"tarif": D("18.54")})
    ]
    assert others(result(bareme, day=day - dt.timedelta(1))) == {}
    assert others(result(bareme, day=day, situations=("c2s",))) == {}
    assert result(bareme, day=day, act="ter_sans").to_confirm == ()


def test_the_rise_of_2026_that_may_apply_is_a_range(bareme: Bareme) -> None:
    outcome = result(bareme, act="myopathie")
    assert outcome.per_session.tariff == two("24.29", "26.50")
    assert [(n.id, n.values) for n in outcome.to_confirm] == [
        ("hausse-annoncee", {"tarif": D("26.50")})
    ]
    # 60 % of 24,29 is 14,57, of 26,50 it is 15,90; one euro of franchise.
    assert others(outcome) == {
        "si-hausse non 2026-09-01": one("10.72"), "si-hausse oui 2026-09-01": one("11.60"),
    }  # fmt: skip
    assert others(result(bareme, act="myopathie", day=dt.date(2026, 8, 31))) == {}


def test_a_rise_of_2026_that_changes_no_total_has_no_other_reading(bareme: Bareme) -> None:
    outcome = result(bareme, act="myopathie", situations=("c2s",))
    assert others(outcome) == {}
    assert ids(outcome.to_confirm) == ["c2s-depassement", "hausse-annoncee"]


def test_an_announced_rise_at_the_end_of_a_treatment_counts_from_its_day(bareme: Bareme) -> None:
    schedule = (Batch(dt.date(2027, 6, 30), 3), Batch(dt.date(2027, 7, 1), 2))
    outcome = result(bareme, schedule=schedule)
    assert outcome.total is not None
    assert outcome.total.reste_a_charge == one("40.75")
    assert others(outcome) == {"hausse-annoncee 2027-07-01": one("41.29")}


def test_a_doubtful_exemption_has_its_other_reading(bareme: Bareme) -> None:
    after = {"situations": ("maternite",), "maternity_period": "apres-perinee-ou-abdominaux"}
    outcome = result(bareme, act="perinee", sessions=10, **after)
    assert others(outcome) == {"franchise-suites ": one("10.00")}
    capped = result(bareme, act="perinee", sessions=10, franchise_already=D(70), **after)
    assert others(capped) == {}
    both = {**after, "situations": ("maternite", "mineur")}
    assert others(result(bareme, act="perinee", sessions=10, **both)) == {}


def test_several_sessions_on_the_rules_of_one_day_are_said(bareme: Bareme) -> None:
    notes = {n.id: n.values for n in result(bareme, sessions=2).assumptions}
    assert notes["tarif-du-jour"] == {"jour": DAY}
    schedule = (Batch(DAY, 2),)
    assert "tarif-du-jour" not in ids(result(bareme, schedule=schedule).assumptions)


@pytest.mark.parametrize(("sessions", "is_said"), [(70, False), (71, True)])
def test_how_the_caisse_counts_is_said_when_a_cap_is_reached(
    sessions: int, is_said: bool, bareme: Bareme
) -> None:
    said = ids(result(bareme, sessions=sessions).assumptions)
    assert ("date-de-remboursement" in said) == is_said


@pytest.mark.parametrize(
    ("changes", "is_said"),
    [
        ({"home": "oui-justifie", "km": D(3)}, True),
        ({"home": "oui-justifie", "km": D(3), "terrain": "montagne"}, False),
        ({"home": "oui-justifie"}, False),
        ({"km": D(3)}, False),
    ],
)
def test_the_ground_is_said_when_kilometres_are_counted(
    changes: dict[str, Any], is_said: bool, bareme: Bareme
) -> None:
    assert ("terrain-plaine" in ids(result(bareme, **changes).assumptions)) == is_said


def test_an_alternative_is_a_note_and_a_range(bareme: Bareme) -> None:
    (first, _) = result(bareme, situations=("ald",)).alternatives
    assert isinstance(first, Alternative)
    assert first.note.values == {"cas": "ald-liee"}


# --- What is taken for granted, what is to be confirmed ---------------------------------------

USUAL = ["prix-au-tarif", "sans-situation", "metropole", "plafond-non-atteint",
         "bilan-non-compte", "une-par-jour"]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "more", "less"),
    [
        ({}, [], []),
        ({"price": "17.88"}, [], ["prix-au-tarif"]),
        ({"coverage": UnknownCoverage()}, ["mutuelle-inconnue"], []),
        ({"coverage": UnknownCoverage(), "situations": ("c2s",)}, [], ["sans-situation"]),
        ({"coverage": SessionCoverage(D(5))}, ["contrat-responsable"], []),
        ({"coverage": YearCoverage(D(5))}, ["forfait-annuel"], []),
        ({"act": None}, ["acte-courant"], []),
        ({"act": None, "tariff": D(20)}, [], []),
        ({"situations": ()}, [], []),
        ({"situations": ("ame",)}, [], ["sans-situation"]),
        ({"territory": "drom"}, [], ["metropole"]),
        ({"franchise_already": D(1)}, [], ["plafond-non-atteint"]),
        ({"assessment": True}, [], ["bilan-non-compte"]),
        ({"act": "bdk", "assessment": True}, [], ["bilan-non-compte"]),
        ({"act": "bilan-seul"}, [], ["bilan-non-compte"]),
        ({"per_day": 2, "same_day_conditions": True}, [], ["une-par-jour"]),
        ({"home": "oui-confort"}, ["deplacement-non-compte"], []),
        ({"home": "oui-justifie"}, ["franchise-deplacement"], []),
        ({"act": "non-remboursable", "price": "50", "home": "oui-justifie", "assessment": True},
         ["deplacement-non-compte", "non-remboursable"],
         ["prix-au-tarif", "plafond-non-atteint", "bilan-non-compte"]),
    ],
)  # fmt: skip
def test_what_is_taken_for_granted_is_said(
    changes: dict[str, Any], more: list[str], less: list[str], bareme: Bareme
) -> None:
    said = ids(result(bareme, **changes).assumptions)
    assert sorted(said) == sorted([name for name in USUAL if name not in less] + more)


def test_the_price_of_the_bilan_left_out_is_told_when_it_is_known(bareme: Bareme) -> None:
    notes = {n.id: n.values for n in result(bareme, territory="drom").assumptions}
    assert notes["bilan-non-compte"] == {"prix": D("26.00")}
    old = result(bareme, day=dt.date(2023, 5, 5), act=None, tariff=D("16.13"), rate=D("0.6"),
                 franchise=D("0.5"))  # fmt: skip
    assert "bilan-non-compte-sans-prix" in ids(old.assumptions)


@pytest.mark.parametrize(
    ("price", "changes", "note"),
    [
        ("17.83", {"act": None}, None),
        ("17.97", {"act": None}, None),
        ("17.89", {"act": None}, None),
        ("35.00", {"act": None}, None),
        ("18.79", {"act": None}, "tarif-d-un-acte"),
        ("18.79", {"act": "perinee"}, None),
        ("18.79", {"act": "marche-age"}, None),
        ("16.13", {"act": None}, "ancien-tarif"),
        ("20.43", {"act": None}, "ancien-tarif"),
        ("23.01", {"act": None}, "ancien-tarif"),
        ("16.51", {"act": None}, "ancien-tarif"),
        ("16.57", {"act": None}, "ancien-tarif"),
        ("16.64", {"act": None}, "ancien-tarif"),
        ("20.97", {"act": None}, "ancien-tarif"),
        ("21.02", {"act": None}, "ancien-tarif"),
        ("16.65", {"act": None}, "prix-sous-tarif"),
        ("16.50", {"act": None}, "prix-sous-tarif"),
        ("10.50", {"act": None}, "prix-sous-tarif"),
        ("17.70", {"act": None, "territory": "drom"}, "ancien-tarif"),
        ("16.13", {"act": None, "territory": "drom"}, "prix-sous-tarif"),
        ("23.06", {"act": None, "territory": "drom"}, "ancien-tarif"),
        ("20.97", {"act": None, "territory": "drom"}, None),
        ("16.55", {"act": None, "day": dt.date(2025, 6, 1)}, None),
        ("17.88", {"act": None, "day": dt.date(2025, 6, 1)}, None),
        ("16.50", {"act": None, "day": dt.date(2025, 6, 1)}, "prix-sous-tarif"),
        ("16.13", {"act": None, "tariff": D("17.88")}, None),
        ("18.79", {"act": "dos-cou"}, None),
        ("16.57", {"act": "rachis_multi_sans", "day": dt.date(2025, 12, 31)}, "prix-sous-tarif"),
        ("16.57", {"act": "rachis_multi_sans", "day": dt.date(2026, 1, 1)}, "ancien-tarif"),
    ],
)  # fmt: skip
def test_a_price_says_which_tariff_it_may_be(
    price: str, changes: dict[str, Any], note: str | None, bareme: Bareme
) -> None:
    outcome = result(bareme, price=price, **changes)
    remarks = [n for n in outcome.assumptions
               if n.id in ("tarif-d-un-acte", "ancien-tarif", "prix-sous-tarif")]  # fmt: skip
    assert ids(tuple(remarks)) == ([note] if note else [])
    for remark in remarks:
        assert remark.values["prix"] == D(price)


def test_a_price_between_two_ends_is_remarked_when_it_begins_too_low(bareme: Bareme) -> None:
    low = result(bareme, price=two("16.13", "19.00"))
    assert "prix-sous-tarif" in ids(low.assumptions)
    assert "ancien-tarif" not in ids(low.assumptions)


def test_the_remarks_quote_the_tariff_and_the_acts(bareme: Bareme) -> None:
    notes = {n.id: n.values for n in result(bareme, act=None, price="16.13").assumptions}
    assert notes["ancien-tarif"] == {"prix": D("16.13"), "tarif": D("17.83")}
    notes = {n.id: n.values for n in result(bareme, act=None, price="10.50").assumptions}
    assert notes["prix-sous-tarif"] == {"prix": D("10.50"), "tarif": D("17.83")}
    notes = {n.id: n.values for n in result(bareme, act=None, price="61.88").assumptions}
    label = bareme.acts["readapt_resp_indiv"].label
    assert notes["tarif-d-un-acte"] == {"prix": D("61.88"), "actes": label}
    notes = {n.id: n.values for n in result(bareme, act=None, price="26.52").assumptions}
    assert notes["tarif-d-un-acte"]["actes"] == bareme.acts["palliatif"].label
    notes = {n.id: n.values for n in result(bareme, act=None, price="19.89").assumptions}
    assert str(notes["tarif-d-un-acte"]["actes"]).split(" ; ") == [
        bareme.acts[act].label for act in ("hemiplegie", "lympho_2", "brulure_multi")
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"territory": "mayotte"}, ["mayotte"]),
        ({"situations": ("c2s",)}, ["c2s-depassement"]),
        ({"situations": ("ame",)}, ["ame"]),
        ({"situations": ("maternite",), "maternity_period": "apres-perinee-ou-abdominaux"},
         ["suites-accouchement"]),
        ({"act": "myopathie", "territory": "mayotte"}, ["mayotte", "hausse-annoncee"]),
    ],
)  # fmt: skip
def test_what_is_not_sure_is_to_be_confirmed(
    changes: dict[str, Any], said: list[str], bareme: Bareme
) -> None:
    assert ids(result(bareme, **changes).to_confirm) == said


def test_the_example_of_another_year_can_be_computed_again_with_the_rules_of_the_day() -> None:
    day = dt.date(2023, 5, 5)
    told = Situation(day=day, price=one("35"), sessions=10, coverage=NoCoverage())
    replayed = replace(told, tariff=D("16.13"), rate=D("0.6"), franchise=D("0.5"))
    assert is_replay(replayed)
    assert with_today_rules(replayed) == told
    for name in ("tariff", "rate", "franchise"):
        assert not is_replay(replace(replayed, **{name: None}))


def test_a_given_rate_is_the_one_that_is_told(bareme: Bareme) -> None:
    line = step(result(bareme, rate=D("0.35")), "part-secu")
    assert (line.terms["taux"], line.terms["taux_max"]) == (D("0.35"), D("0.35"))
    assert line.amount == one("6.26")


@pytest.mark.parametrize("act", ["bdk", "bdk_neuro", "bilan_osteo_1", "bilan-seul"])
def test_no_bilan_is_added_to_a_bilan(act: str, bareme: Bareme) -> None:
    asked, unasked = (result(bareme, act=act, assessment=each) for each in (True, False))
    assert asked.total == unasked.total
    assert "bilan" not in [each.id for each in asked.steps]


def test_nothing_goes_with_an_act_that_is_not_reimbursed(bareme: Bareme) -> None:
    free: dict[str, Any] = {"act": "non-remboursable", "price": "50.00", "sessions": 30}
    asked = result(bareme, assessment=True, home="oui-justifie", km=D(9), **free)
    assert asked.total == result(bareme, **free).total
    assert {"bilan", "deplacement"}.isdisjoint(each.id for each in asked.steps)


def test_once_the_yearly_cap_is_sure_its_other_reading_disappears(bareme: Bareme) -> None:
    cap = bareme.parameters["franchise_an"]
    sure = cap.model_copy(
        update={"values": tuple(v.model_copy(update={"confidence": "high"}) for v in cap.values)}
    )
    confirmed = replace(bareme, parameters={**bareme.parameters, "franchise_an": sure})
    outcome = result(confirmed, sessions=60)
    assert outcome.total == result(bareme, sessions=60).total
    assert (outcome.alternatives, outcome.to_confirm) == ((), ())


def test_a_definite_guarantee_is_needed_to_share_a_price() -> None:
    with pytest.raises(ValueError, match=r"^an unknown coverage must be read"):
        share_out(D(30), D(18), D("0.6"), UnknownCoverage(), is_capped=False)


def test_a_range_goes_from_low_to_high() -> None:
    with pytest.raises(ValueError, match="range upside down: 3 > 2"):
        Range(D(3), D(2))


# --- Mountain, yearly amounts -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("terrain", "km", "territory", "price"),
    [
        ("plaine", "5", "metropole", "6.28"),
        ("montagne", "5", "metropole", "8.88"),
        ("montagne", "1", "metropole", "4.00"),
        ("montagne", "1.5", "metropole", "4.61"),
        ("montagne", "5", "drom", "9.28"),
        ("plaine", "5", "drom", "6.58"),
    ],
)
def test_the_kilometres_are_those_beyond_the_deduction(
    terrain: str, km: str, territory: str, price: str, bareme: Bareme
) -> None:
    outcome = result(bareme, act="sujet_age", home="oui-justifie", km=D(km), terrain=terrain,
                     territory=territory)  # fmt: skip
    assert step(outcome, "deplacement").terms["prix"] == one(price)


def test_the_travel_of_a_session_that_is_not_reimbursed_is_not_either(bareme: Bareme) -> None:
    outcome = result(bareme, act="sujet_age", sessions=2, per_day=2, same_day_conditions=False,
                     home="oui-justifie")  # fmt: skip
    assert step(outcome, "deplacement").amount == one("5.60")
    # The third session is the first of its day: two visits at 1,60 €, one at 4,00 €.
    outcome = result(bareme, act="sujet_age", sessions=3, per_day=2, same_day_conditions=False,
                     home="oui-justifie")  # fmt: skip
    assert step(outcome, "deplacement").amount == one("7.20")


def test_a_yearly_amount_counts_as_the_legal_minimum_for_a_reimbursed_act(bareme: Bareme) -> None:
    yearly = result(bareme, price="30.00", sessions=9, coverage=YearCoverage(D(300)))
    minimum = result(bareme, price="30.00", sessions=9, coverage=PercentCoverage(D(100)))
    assert (yearly.total, yearly.per_session) == (minimum.total, minimum.per_session)


@pytest.mark.parametrize(
    ("amount", "split", "first", "paid"),
    [
        ("300", (4, 0), "50.00", "200.00"),
        ("120", (4, 0), "50.00", "120.00"),
        ("30", (4, 0), "30.00", "30.00"),
        ("0", (4, 0), "0.00", "0.00"),
        ("120", (6, 3), "50.00", "240.00"),
        ("120", (6, 1), "50.00", "170.00"),
    ],
)
def test_a_yearly_amount_pays_what_is_not_reimbursed_until_it_is_used_up(
    amount: str, split: tuple[int, int], first: str, paid: str, bareme: Bareme
) -> None:
    sessions, after = split
    outcome = result(bareme, act="non-remboursable", price="50.00", sessions=sessions,
                     sessions_after_december=after, coverage=YearCoverage(D(amount)))  # fmt: skip
    assert outcome.per_session.complementaire == one(first)
    assert outcome.total is not None
    assert outcome.total.complementaire == one(paid)
    rest = D(50) * sessions - D(paid)
    assert outcome.total.reste_a_charge == Range.of(rest)
    assert sum(stretch.reste_a_charge.low for stretch in outcome.stretches) == rest


def test_a_yearly_amount_goes_on_from_one_part_of_the_year_to_the_next(bareme: Bareme) -> None:
    days = (dt.date(2026, 3, 2), dt.date(2026, 6, 1), dt.date(2026, 10, 5), dt.date(2026, 12, 1))
    schedule = tuple(Batch(day, 1) for day in (*days, dt.date(2027, 1, 4)))
    outcome = result(bareme, act="non-remboursable", price="50.00", schedule=schedule,
                     coverage=YearCoverage(D(120)))  # fmt: skip
    assert [(s.sessions, s.reste_a_charge.low) for s in outcome.stretches] == [
        (1, D(0)), (1, D(0)), (2, D(80)), (1, D(0)),
    ]  # fmt: skip


def test_both_allowances_stay_possible_only_where_the_scope_is_not_known(bareme: Bareme) -> None:
    schedule = (Batch(dt.date(2025, 12, 31), 1), Batch(dt.date(2026, 1, 1), 1))
    outcome = result(bareme, act="sujet_age", schedule=schedule, home="oui-justifie")
    assert step(outcome, "deplacement").amount == two("2.60", "3.20")
