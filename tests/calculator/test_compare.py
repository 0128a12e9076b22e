"""One kiné or two: worked by hand, in euros. A session: 17,88 €, Sécu 10,73 €, franchise 1 €."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from bot.calculator import (
    UNSET,
    Batch,
    Comparison,
    MissingAnswers,
    NoCoverage,
    NotComputable,
    Range,
    SecondKine,
    Situation,
    UnknownCoverage,
    YearCoverage,
    compare,
)
from bot.calculator.outcome import Note
from bot.content.parameters import Bareme

D = Decimal
DAY = dt.date(2026, 11, 21)


def one(amount: str) -> Range:
    return Range.of(D(amount))


def treatment(**changes: Any) -> Situation:
    base: dict[str, Any] = {
        "day": DAY, "price": None, "sessions": 20, "act": "lombalgie_commune",
        "coverage": NoCoverage(),
    }  # fmt: skip
    return Situation(**{**base, **changes})


def compared(bareme: Bareme, second: SecondKine | None = None, **changes: Any) -> Comparison:
    found = compare(treatment(**changes), bareme, second)
    assert isinstance(found, Comparison), found
    return found


def test_the_same_sessions_shared_on_other_days_cost_the_same(bareme: Bareme) -> None:
    found = compared(bareme)
    assert (found.one.sessions, found.two.sessions) == ((20,), (10, 10))
    assert (found.one.days, found.two.days) == (20, 20)
    assert (found.one.acts, found.two.acts) == (20, 20)
    assert found.one.franchise == found.two.franchise == one("20.00")
    assert found.one.total.reste_a_charge == found.two.total.reste_a_charge == one("163.00")
    assert found.difference == one("0.00")
    assert (found.caps.act, found.caps.day, found.caps.year) == (D(1), D(4), D(70))


def test_each_kine_has_his_own_bilan_and_its_franchise(bareme: Bareme) -> None:
    # 23,65 − 14,19 + 1 = 10,46 a bilan: one with one kiné, two with two.
    found = compared(bareme, assessment=True)
    assert (found.one.assessments, found.two.assessments) == (1, 2)
    assert (found.one.acts, found.two.acts) == (21, 22)
    assert (found.one.assessment, found.two.assessment) == (one("10.46"), one("20.92"))
    assert (found.one.franchise, found.two.franchise) == (one("21.00"), one("22.00"))
    assert found.difference == one("10.46")


def test_the_rhythm_of_the_bilans_is_counted_for_each_kine(bareme: Bareme) -> None:
    # 40 sessions alone: bilans at 1 and 30; 20 and 20: one each.
    found = compared(bareme, sessions=40, assessment=True)
    assert (found.one.assessments, found.two.assessments) == (2, 2)
    assert found.difference == one("0.00")


def test_each_bilan_follows_the_act_of_its_kine(bareme: Bareme) -> None:
    # 60 sessions after a stroke: bilans at 1 and 60, 23,87 €; 30 and 30: the back has two of them,
    # at 1 and 30, 23,65 €, the stroke one.
    second = SecondKine(act="lombalgie_commune")
    found = compared(bareme, second, act="hemiplegie", sessions=60, assessment=True)
    assert (found.one.assessments, found.two.assessments) == (2, 3)
    prices = [way.total.price for way in (found.one, found.two)]
    # 60 × 19,89 + 2 × 23,87 ; 30 × 19,89 + 30 × 17,88 + 23,87 + 2 × 23,65
    assert prices == [one("1241.14"), one("1204.27")]


def test_an_odd_session_goes_to_the_first_kine(bareme: Bareme) -> None:
    assert compared(bareme, sessions=5).two.sessions == (3, 2)


def test_the_shares_may_be_said(bareme: Bareme) -> None:
    found = compared(bareme, SecondKine(sessions=14, price=one("30.00")))
    assert found.two.sessions == (6, 14)
    # 6 × 8,15 + 14 × (30 − 9,73) = 48,90 + 283,78 = 332,68, less 163,00.
    assert found.two.total.reste_a_charge == one("332.68")
    assert found.difference == one("169.68")


def test_what_is_left_goes_to_the_kine_who_has_more_sessions(bareme: Bareme) -> None:
    # 5 × (30 − 9,73) instead of 5 × 8,15.
    found = compared(bareme, SecondKine(sessions=5, price=one("30.00")))
    assert found.two.sessions == (15, 5)
    assert found.difference == one("60.60")


def test_the_second_kine_may_give_them_all(bareme: Bareme) -> None:
    found = compared(bareme, SecondKine(sessions=20, price=one("20.00")))
    assert found.two.sessions == (0, 20)
    assert found.difference == one("42.40")


def test_both_on_the_same_days_halve_the_days(bareme: Bareme) -> None:
    same = SecondKine(sessions=8, is_same_day=True)
    found = compared(bareme, same, same_day_conditions=True)
    assert (found.one.days, found.two.days) == (20, 12)
    assert found.difference == one("0.00")


def test_without_the_four_conditions_the_second_session_of_a_day_is_not_paid(
    bareme: Bareme,
) -> None:
    # 8 days with two sessions: 8 × 17,88 wholly to be paid, instead of 8 × 8,15.
    same = SecondKine(sessions=8, is_same_day=True)
    found = compared(bareme, same, same_day_conditions=False)
    assert found.two.franchise == one("12.00")
    assert found.difference == one("77.84")


def test_unknown_conditions_give_a_range(bareme: Bareme) -> None:
    found = compared(bareme, SecondKine(sessions=8, is_same_day=True))
    assert found.difference == Range.of(D(0), D("77.84"))
    assert found.two.total.reste_a_charge == Range.of(D("163.00"), D("240.84"))
    assert found.one.total.reste_a_charge == one("163.00")


def test_two_a_day_with_one_kine_is_compared_with_two_on_other_days(bareme: Bareme) -> None:
    found = compared(bareme, sessions=6, per_day=2, same_day_conditions=False)
    assert (found.one.days, found.two.days) == (3, 6)
    assert found.difference == one("-29.19")


def test_the_daily_cap_counts_both_kines(bareme: Bareme) -> None:
    # Three other acts a day leave 1 € a day: two sessions the same day owe 1 € instead of 2 €.
    same = SecondKine(is_same_day=True)
    found = compared(bareme, same, sessions=10, same_day_conditions=True, other_care_same_day=3)
    assert (found.one.franchise, found.two.franchise) == (one("10.00"), one("5.00"))
    assert found.difference == one("-5.00")


def test_the_yearly_cap_is_shared(bareme: Bareme) -> None:
    found = compared(bareme, franchise_already=D(65), assessment=True)
    assert found.one.franchise == found.two.franchise == one("5.00")


def test_each_kine_travels_from_where_he_is(bareme: Bareme) -> None:
    # IFS 4,00; 5 km: + 2,28 = 6,28, Sécu 3,77, rest 2,51; 10 km: + 6,08 = 10,08, Sécu 6,05, 4,03.
    changes = {"act": "sujet_age", "sessions": 4, "home": "oui-justifie", "km": D(5)}
    found = compared(bareme, SecondKine(km=D(10)), **changes)
    assert (found.one.visits, found.two.visits) == (4, 4)
    assert (found.one.travel, found.two.travel) == (one("10.04"), one("13.08"))
    assert found.difference == one("3.04")


def test_the_second_kine_may_be_seen_at_his_practice(bareme: Bareme) -> None:
    changes = {"act": "sujet_age", "sessions": 4, "home": "oui-justifie", "km": D(5)}
    found = compared(bareme, SecondKine(home="non"), **changes)
    assert (found.one.visits, found.two.visits) == (4, 2)
    assert found.difference == one("-5.02")


def test_two_different_acts_each_have_their_tariff(bareme: Bareme) -> None:
    # 2 × 8,15 + 2 × 8,52 (périnée) = 33,34, less 4 × 8,15.
    found = compared(bareme, SecondKine(act="perinee"), sessions=4)
    assert found.difference == one("0.74")
    assert found.two.total.price == one("73.34")


def test_the_same_unknown_act_stays_the_same_for_both(bareme: Bareme) -> None:
    found = compared(bareme, act="bras", sessions=4)
    assert found.difference == one("0.00")
    assert not found.one.total.reste_a_charge.is_one


def test_the_same_price_range_stays_the_same_for_both(bareme: Bareme) -> None:
    found = compared(bareme, price=Range.of(D(20), D(30)), sessions=4)
    assert found.difference == one("0.00")
    other = compared(bareme, SecondKine(price=None), price=Range.of(D(20), D(30)), sessions=4)
    assert other.difference == Range.of(D("-24.24"), D("-4.24"))


def test_a_doubtful_rise_applies_to_both_or_to_none(bareme: Bareme) -> None:
    second = SecondKine(act="para_tetra")
    found = compared(bareme, second, act="myopathie", sessions=2)
    # 24,29 and 24,33 today, 26,50 and 26,54 with the rise.
    assert found.two.total.price == Range.of(D("48.62"), D("53.04"))


def test_the_days_of_a_schedule_are_shared_in_order(bareme: Bareme) -> None:
    schedule = (Batch(dt.date(2026, 5, 27), 2), Batch(dt.date(2026, 5, 28), 2))
    found = compared(bareme, SecondKine(), act="ter_sans", schedule=schedule)
    assert found.two.sessions == (2, 2)
    assert found.difference == one("0.00")


@pytest.mark.parametrize(
    ("changes", "questions"),
    [
        ({"sessions": None}, ("sessions",)),
        ({"sessions": UNSET}, ("sessions",)),
        ({"price": UNSET, "sessions": None}, ("price",)),
    ],
)
def test_what_is_missing_is_asked(
    changes: dict[str, Any], questions: tuple[str, ...], bareme: Bareme
) -> None:
    assert compare(treatment(**changes), bareme) == MissingAnswers(questions)


def test_every_reason_of_both_is_given_once(bareme: Bareme) -> None:
    day = dt.date(2028, 1, 1)
    second = SecondKine(act="non-remboursable", price=None)
    found = compare(treatment(day=day), bareme, second)
    assert found == NotComputable(
        (Note("date-non-verifiee", {"jour": day}), Note("prix-libre-inconnu"))
    )


def test_nobody_gives_more_sessions_than_there_are(bareme: Bareme) -> None:
    with pytest.raises(ValueError, match="21 sessions of 20"):
        compare(treatment(), bareme, SecondKine(sessions=21))
    with pytest.raises(ValueError, match="-1 sessions of 20"):
        compare(treatment(), bareme, SecondKine(sessions=-1))


def test_a_number_nobody_knows_is_a_reason(bareme: Bareme) -> None:
    old = treatment(day=dt.date(1999, 1, 1), tariff=D(16), rate=D("0.6"), franchise=D(0))
    found = compare(old, bareme)
    assert isinstance(found, NotComputable)
    (note,) = found.reasons
    assert note.id == "valeur-inconnue"
    assert "1999-01-01" in str(note.values["detail"])


def test_an_unknown_mutuelle_is_the_same_in_both(bareme: Bareme) -> None:
    found = compared(bareme, SecondKine(price=one("20.00")), coverage=UnknownCoverage())
    assert found.difference == one("21.20")


# --- What is not sure, for both ways --------------------------------------------------------------


def others(found: Comparison) -> list[tuple[str, Range, Range, Range]]:
    return [(o.note.id, o.one, o.two, o.difference) for o in found.alternatives]


def test_the_other_yearly_cap_is_told_for_both(bareme: Bareme) -> None:
    # 60 × 7,15 = 429; a bilan 9,46 before its franchise: 3 alone (1, 30, 50), 2 for each of two.
    # 70 €: 429 + 28,38 + 63, 429 + 37,84 + 64; 50 €: 429 + 28,38 + 50, 429 + 37,84 + 50.
    found = compared(bareme, sessions=60, assessment=True)
    assert found.one.total.reste_a_charge == one("520.38")
    assert found.two.total.reste_a_charge == one("530.84")
    assert others(found) == [("autre-plafond", one("507.38"), one("516.84"), one("9.46"))]
    assert found.alternatives[0].note == Note("autre-plafond", {"plafond": D(50)})
    assert found.to_confirm == (Note("plafond-annuel", {"plafond": D(70)}),)


def test_the_other_yearly_cap_is_told_when_it_only_changes_one_way(bareme: Bareme) -> None:
    found = compared(bareme, sessions=28, assessment=True, franchise_already=D(21))
    assert (found.one.acts, found.two.acts) == (29, 30)
    # 28 × 7,15 = 200,20; + 9,46 + 29 = 238,66; + 18,92 + 30 = 249,12; 50 €: one act owes nothing.
    assert others(found) == [("autre-plafond", one("238.66"), one("248.12"), one("9.46"))]


def test_without_any_doubt_there_is_no_other_reading(bareme: Bareme) -> None:
    assert (compared(bareme).alternatives, compared(bareme).to_confirm) == ((), ())
    before = compared(bareme, sessions=60, day=dt.date(2026, 9, 30))
    assert before.alternatives == ()


def test_the_announced_rise_is_told_for_both(bareme: Bareme) -> None:
    # 8,42 a session instead of 8,15; the périnée does not rise: 8,52.
    found = compared(bareme, SecondKine(act="perinee"), sessions=4, day=dt.date(2027, 7, 1))
    assert others(found) == [("hausse-annoncee", one("33.68"), one("33.88"), one("0.20"))]
    assert [note.id for note in found.to_confirm] == ["hausse-annoncee"]


def test_the_announced_rise_keeps_the_unknown_conditions_of_a_same_day(bareme: Bareme) -> None:
    # 2 × 8,42, or 8,42 + 18,54 when the second session of the day is not reimbursed.
    same = SecondKine(is_same_day=True)
    found = compared(bareme, same, sessions=2, day=dt.date(2027, 7, 1))
    assert others(found) == [
        ("hausse-annoncee", one("16.84"), Range.of(D("16.84"), D("26.96")),
         Range.of(D(0), D("10.12"))),
    ]  # fmt: skip


def test_the_rise_of_the_second_kine_is_to_be_confirmed_too(bareme: Bareme) -> None:
    found = compared(bareme, SecondKine(act="myopathie"), sessions=2)
    assert found.to_confirm == (Note("hausse-annoncee", {"tarif": D("26.50")}),)


def test_the_franchise_after_birth_is_told_for_both(bareme: Bareme) -> None:
    after = {"situations": ("maternite",), "maternity_period": "apres-perinee-ou-abdominaux"}
    found = compared(bareme, act="perinee", sessions=10, assessment=True, **after)
    assert found.difference == one("0.00")
    assert others(found) == [("franchise-suites", one("11.00"), one("12.00"), one("1.00"))]
    assert [note.id for note in found.to_confirm] == ["suites-accouchement"]


def test_a_yearly_amount_pays_the_act_that_is_not_reimbursed_and_no_more_than_its_price(
    bareme: Bareme,
) -> None:
    # Reimbursed sessions: the legal minimum leaves 1 € each. The others: 2 × 50 − 60.
    free = SecondKine(act="non-remboursable", price=one("50.00"))
    found = compared(bareme, free, sessions=4, coverage=YearCoverage(D(60)))
    assert found.one.total.reste_a_charge == one("4.00")
    assert found.two.total.reste_a_charge == one("42.00")
    # The other way round: 4 × 50 are paid; 2 × 50 are paid, and 1 € is left of each other session.
    paid = SecondKine(act="lombalgie_commune", price=None)
    found = compared(
        bareme, paid, act="non-remboursable", price=one("50.00"), sessions=4,
        coverage=YearCoverage(D(500)),
    )  # fmt: skip
    assert found.one.total.reste_a_charge == one("0.00")
    assert found.two.total.reste_a_charge == one("2.00")


def test_the_travel_of_the_second_kine_is_to_be_confirmed(bareme: Bareme) -> None:
    second = SecondKine(home="oui-justifie", km=D(5))
    found = compared(bareme, second, act="sujet_age", sessions=4)
    assert [note.id for note in found.to_confirm] == ["deplacement-taux"]
