"""Days: which acts fall together, what crosses a change, what the rhythm gives."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from bot.calculator import (
    UNSET,
    Batch,
    Computed,
    MissingAnswers,
    NoCoverage,
    NotComputable,
    Range,
    Situation,
    does_rhythm_matter,
    estimate,
    schedule_of,
)
from bot.calculator.calendrier import Acte, Journees, journees_of
from bot.calculator.franchise import Caps, due_on_a_day, withhold
from bot.calculator.outcome import Note
from bot.content.parameters import Bareme

DAY = dt.date(2026, 11, 21)
LATER = dt.date(2027, 1, 5)
SEANCE, SECONDE, BILAN = Acte(0, "seance"), Acte(0, "seconde"), Acte(0, "bilan")


def euros(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


def lay(
    situation: Situation, ranks: set[int], per_day: int
) -> list[tuple[int, int, tuple[Acte, ...], int]]:
    groups = journees_of(
        situation, [0] * situation.count, [ranks], lambda day: day.year - 2026, per_day=per_day
    )
    return [(group.year, group.period, group.acts, group.count) for group in groups]


def test_days_alike_are_counted_together() -> None:
    situation = Situation(day=DAY, sessions=12)
    assert lay(situation, set(), 1) == [(2026, 0, (SEANCE,), 12)]


def test_a_bilan_makes_a_day_of_its_own() -> None:
    situation = Situation(day=DAY, sessions=5)
    assert lay(situation, {1, 4}, 1) == [
        (2026, 0, (SEANCE, BILAN), 1),
        (2026, 0, (SEANCE,), 2),
        (2026, 0, (SEANCE, BILAN), 1),
        (2026, 0, (SEANCE,), 1),
    ]


def test_two_sessions_a_day_leave_the_odd_one_alone() -> None:
    situation = Situation(day=DAY, sessions=5)
    assert lay(situation, {4}, 2) == [
        (2026, 0, (SEANCE, SECONDE), 1),
        (2026, 0, (SEANCE, SECONDE, BILAN), 1),
        (2026, 0, (SEANCE,), 1),
    ]


def test_the_sessions_after_december_keep_the_rules_of_the_day_in_another_civil_year() -> None:
    situation = Situation(day=DAY, sessions=5, sessions_after_december=2)
    assert lay(situation, set(), 1) == [(2026, 0, (SEANCE,), 3), (2027, 0, (SEANCE,), 2)]


def test_no_more_sessions_come_after_december_than_there_are() -> None:
    situation = Situation(day=DAY, sessions=3, sessions_after_december=8)
    assert situation.batches == ((Batch(DAY, 3), 2027),)


def test_a_schedule_is_put_in_order_and_a_day_never_spans_two_batches() -> None:
    schedule = (Batch(LATER, 3), Batch(DAY, 3))
    situation = Situation(day=DAY, schedule=schedule)
    assert situation.first_day == DAY
    assert situation.count == 6
    assert lay(situation, set(), 2) == [
        (2026, 0, (SEANCE, SECONDE), 1),
        (2026, 0, (SEANCE,), 1),
        (2027, 1, (SEANCE, SECONDE), 1),
        (2027, 1, (SEANCE,), 1),
    ]


def test_two_kines_on_the_same_day_each_give_one_session() -> None:
    situation = Situation(day=DAY, sessions=5)
    groups = journees_of(
        situation, [0, 1, 0, 1, 0], [{1}, {2}], lambda _: 0, per_day=2, is_once_each=True
    )
    other = Acte(1, "seconde")
    assert [(group.acts, group.count, group.sessions) for group in groups] == [
        ((SEANCE, BILAN, other), 1, 2),
        ((SEANCE, other, Acte(1, "bilan")), 1, 2),
        ((SEANCE,), 1, 1),
    ]


def test_the_kines_go_on_in_turn_from_one_batch_to_the_next() -> None:
    schedule = tuple(Batch(DAY + dt.timedelta(shift), 2) for shift in (0, 1, 2))
    situation = Situation(day=DAY, schedule=schedule)
    groups = journees_of(
        situation, [0, 0, 1, 1, 0, 1], [set(), set()], lambda _: 0, per_day=1, is_once_each=True
    )
    other = Acte(1, "seance")
    assert [(group.acts, group.count) for group in groups] == [
        ((SEANCE,), 2), ((other,), 2), ((SEANCE,), 1), ((other,), 1),
    ]  # fmt: skip


def test_nobody_sees_the_same_kine_twice_a_day_when_it_is_asked() -> None:
    situation = Situation(day=DAY, sessions=3)
    groups = journees_of(
        situation, [0, 0, 1], [set(), set()], lambda _: 0, per_day=2, is_once_each=True
    )
    assert [group.acts for group in groups] == [(SEANCE,), (SEANCE, Acte(1, "seconde"))]


def test_a_group_of_days_knows_its_sessions() -> None:
    assert Journees(2026, DAY, 0, (SEANCE, BILAN, SECONDE), 4).sessions == 8


@pytest.mark.parametrize(
    ("per_week", "shifts"),
    [("1", [0, 7, 14]), ("2", [0, 3, 7]), ("3", [0, 2, 4]), ("0.5", [0, 14, 28])],
)
def test_a_rhythm_spreads_the_sessions(per_week: str, shifts: list[int]) -> None:
    schedule = schedule_of(DAY, 3, Decimal(per_week))
    assert [(batch.day - DAY).days for batch in schedule] == shifts
    assert {batch.sessions for batch in schedule} == {1}


def test_fourteen_sessions_a_week_are_two_a_day() -> None:
    assert schedule_of(DAY, 3, Decimal(14)) == (Batch(DAY, 2), Batch(DAY + dt.timedelta(1), 1))


CAPS = Caps(act=Decimal(1), day=Decimal(4), year=Decimal(70))


@pytest.mark.parametrize(
    ("amos", "other", "dues"),
    [
        (("9.00", "9.00"), "0", ("1", "1")),
        (("9.00",), "3.50", ("0.50",)),
        (("9.00", "9.00"), "3.50", ("0.50", "0")),
        (("0.60", "9.00"), "3", ("0.60", "0.40")),
        (("9.00",), "4", ("0",)),
        (("9.00",), "6", ("0",)),
    ],
)
def test_each_act_owes_what_the_day_still_allows(
    amos: tuple[str, ...], other: str, dues: tuple[str, ...]
) -> None:
    assert due_on_a_day(euros(*amos), CAPS, Decimal(other)) == euros(*dues)


@pytest.mark.parametrize(
    ("dues", "days", "left", "withheld"),
    [
        (("1", "1"), 3, "70", ("3", "3")),
        (("1", "1"), 3, "6", ("3", "3")),
        (("1", "1"), 3, "5.50", ("3", "2.50")),
        (("1", "1"), 3, "4.50", ("2.50", "2")),
        (("1", "0.40"), 5, "3", ("2.20", "0.80")),
        (("1",), 5, "0", ("0",)),
        (("0",), 5, "0", ("0",)),
    ],
)
def test_the_yearly_cap_stops_the_franchise_in_the_middle_of_a_day(
    dues: tuple[str, ...], days: int, left: str, withheld: tuple[str, ...]
) -> None:
    assert withhold(euros(*dues), days, Decimal(left)) == euros(*withheld)


def plain(**changes: object) -> Situation:
    base: dict[str, object] = {
        "day": DAY, "price": None, "sessions": 1, "act": "lombalgie_commune",
        "coverage": NoCoverage(),
    }  # fmt: skip
    return Situation(**{**base, **changes})  # type: ignore[arg-type]


def test_a_treatment_that_crosses_a_tariff_is_told_in_two_lines(bareme: Bareme) -> None:
    before, after = dt.date(2026, 5, 27), dt.date(2026, 5, 28)
    schedule = (Batch(before - dt.timedelta(7), 1), Batch(before, 2), Batch(after, 4))
    outcome = estimate(plain(act="ter_sans", schedule=schedule), bareme)
    assert isinstance(outcome, Computed)
    lines = [(s.starts_on, s.year, s.sessions, s.tariff) for s in outcome.stretches]
    assert lines == [
        (dt.date(2026, 5, 20), 2026, 3, Range.of(Decimal("20.97"))),
        (after, 2026, 4, Range.of(Decimal("21.64"))),
    ]
    assert [s.franchise for s in outcome.stretches] == [Range.of(Decimal(n)) for n in (3, 4)]
    assert [s.reste_a_charge.low for s in outcome.stretches] == euros("28.17", "38.64")
    tariffs = [step for step in outcome.steps if step.id == "tarif"]
    assert [step.valid_from for step in tariffs] == [dt.date(2024, 2, 22), after]


def test_a_tariff_that_does_not_change_is_told_once(bareme: Bareme) -> None:
    schedule = (Batch(dt.date(2026, 12, 30), 2), Batch(LATER, 2))
    outcome = estimate(plain(schedule=schedule), bareme)
    assert isinstance(outcome, Computed)
    assert [(s.year, s.sessions) for s in outcome.stretches] == [(2026, 2), (2027, 2)]
    assert [step.id for step in outcome.steps].count("tarif") == 1


def test_one_line_is_enough_when_nothing_changes(bareme: Bareme) -> None:
    outcome = estimate(plain(sessions=9), bareme)
    assert isinstance(outcome, Computed)
    assert [(s.starts_on, s.year, s.sessions) for s in outcome.stretches] == [(DAY, 2026, 9)]


@pytest.mark.parametrize(
    ("changes", "questions"),
    [
        (
            {"price": UNSET, "sessions": UNSET},
            ("price", "sessions"),
        ),
        ({"price": UNSET}, ("price",)),
        ({"sessions": UNSET}, ("sessions",)),
        ({"sessions": 0}, ("sessions",)),
        ({"sessions": -2}, ("sessions",)),
    ],
)
def test_what_is_missing_is_asked_in_order(
    changes: dict[str, object], questions: tuple[str, ...], bareme: Bareme
) -> None:
    assert estimate(plain(**changes), bareme) == MissingAnswers(questions)


def test_a_schedule_answers_for_the_number_of_sessions(bareme: Bareme) -> None:
    schedule = (Batch(DAY, 2),)
    unasked = plain(sessions=UNSET, schedule=schedule)
    assert isinstance(estimate(unasked, bareme), Computed)


def reasons(situation: Situation, bareme: Bareme) -> tuple[Note, ...]:
    outcome = estimate(situation, bareme)
    assert isinstance(outcome, NotComputable)
    return outcome.reasons


def test_every_reason_is_given_at_once(bareme: Bareme) -> None:
    early, late = dt.date(2024, 2, 20), dt.date(2028, 3, 1)
    schedule = (Batch(DAY, 1), Batch(late, 1), Batch(early, 1), Batch(dt.date(2028, 2, 1), 1))
    situation = plain(act="non-remboursable", schedule=schedule, is_conventionne=False)
    assert reasons(situation, bareme) == (
        Note("non-conventionne"),
        Note("date-non-verifiee", {"jour": early}),
        Note("date-non-verifiee", {"jour": late}),
        Note("prix-libre-inconnu"),
    )


def test_one_day_outside_is_told_once(bareme: Bareme) -> None:
    late = dt.date(2028, 3, 1)
    assert reasons(plain(day=late), bareme) == (Note("date-non-verifiee", {"jour": late}),)


def test_an_act_without_a_tariff_on_one_of_the_days_is_refused_with_that_day(
    bareme: Bareme,
) -> None:
    early = dt.date(2026, 6, 20)
    schedule = (Batch(DAY, 1), Batch(early, 1))
    situation = plain(act="paralysie_cerebrale", schedule=schedule)
    assert reasons(situation, bareme) == (Note("acte-sans-tarif", {"jour": early}),)
    given = estimate(plain(act="paralysie_cerebrale", day=early, tariff=Decimal(30)), bareme)
    assert isinstance(given, Computed)


def test_a_number_nobody_knows_is_a_reason(bareme: Bareme) -> None:
    old = plain(
        day=dt.date(1999, 1, 1), tariff=Decimal(16), rate=Decimal("0.6"), franchise=Decimal(0)
    )
    (note,) = reasons(old, bareme)
    assert note.id == "valeur-inconnue"
    assert "1999-01-01" in str(note.values["detail"])


def test_a_kine_without_convention_is_not_computed(bareme: Bareme) -> None:
    assert reasons(plain(is_conventionne=False), bareme) == (Note("non-conventionne"),)


@pytest.mark.parametrize(
    ("changes", "is_asked"),
    [
        ({"day": dt.date(2026, 1, 5), "sessions": 10}, False),
        ({"day": dt.date(2025, 12, 1), "sessions": 10}, True),
        ({"day": dt.date(2025, 12, 1), "sessions": 2}, False),
        ({"day": dt.date(2026, 5, 20), "sessions": 3, "act": "ter_sans"}, True),
        ({"day": dt.date(2026, 5, 20), "sessions": 3}, False),
        ({"sessions": 10}, False),
        ({"sessions": 10, "franchise_already": Decimal(68)}, True),
        ({"sessions": 10, "franchise_already": Decimal(68), "sessions_after_december": 2}, False),
        ({"sessions": 10, "franchise_already": Decimal(68), "schedule": (Batch(DAY, 10),)}, False),
        ({"day": dt.date(2026, 9, 1), "sessions": 10, "franchise_already": Decimal(48)}, True),
        ({"day": dt.date(2027, 12, 1), "sessions": 20}, False),
        ({"day": dt.date(2028, 12, 1), "sessions": 20}, False),
        ({"day": dt.date(2025, 12, 28), "sessions": None}, False),
        ({"day": dt.date(2025, 12, 28), "sessions": 0}, False),
    ],
)
def test_the_rhythm_is_asked_only_when_it_changes_the_total(
    changes: dict[str, object], is_asked: bool, bareme: Bareme
) -> None:
    assert does_rhythm_matter(plain(**changes), bareme) == is_asked
