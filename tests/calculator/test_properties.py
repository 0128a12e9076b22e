"""What must hold whatever the patient answers."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.calculator import (
    Computed,
    NoCoverage,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    estimate,
)
from bot.content.models import Content

SITUATIONS = (
    "general", "ald", "maternite", "accident-travail", "invalidite", "c2s", "ame", "mineur",
    "alsace-moselle", "aspa",
)  # fmt: skip
cents = st.integers(100, 30_000).map(lambda n: Decimal(n) / 100)
coverages = st.one_of(
    st.just(NoCoverage()),
    st.builds(PercentCoverage, st.integers(0, 600).map(Decimal), st.booleans()),
    st.builds(SessionCoverage, st.integers(0, 20_000).map(lambda n: Decimal(n) / 100)),
)
days = st.dates(dt.date(2024, 2, 22), dt.date(2027, 12, 31))


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    return Situation(
        day=draw(days),
        price=Range.of(draw(cents)),
        sessions=draw(st.integers(1, 60)),
        act=draw(st.sampled_from(["lombalgie_commune", "perinee", "ter_avec", "hemiplegie", None])),
        situations=draw(st.sampled_from(SITUATIONS).map(lambda s: (s,))),
        ald_related=draw(st.booleans()),
        maternity_period="du-6e-mois-a-j12",
        coverage=draw(coverages),
        territory=draw(st.sampled_from(["metropole", "drom"])),
        franchise_already=draw(st.integers(0, 70).map(Decimal)),
        assessment=draw(st.booleans()),
    )


def computed(situation: Situation, content: Content) -> Computed:
    outcome = estimate(situation, content.bareme)
    assert isinstance(outcome, Computed)
    return outcome


@settings(max_examples=150, deadline=None)
@given(situation=situations())
def test_the_parts_of_a_session_add_up_to_its_price(situation: Situation, content: Content) -> None:
    session = computed(situation, content).per_session
    if session.tariff.is_one:
        parts = session.amo.low + session.complementaire.low + session.reste_a_charge.low
        assert parts == session.price.low


@settings(max_examples=150, deadline=None)
@given(situation=situations())
def test_nobody_pays_less_than_nothing_nor_more_than_the_price(
    situation: Situation, content: Content
) -> None:
    outcome = computed(situation, content)
    for amounts in (outcome.per_session, outcome.total):
        assert amounts is not None
        for part in (amounts.amo, amounts.complementaire, amounts.reste_a_charge):
            assert 0 <= part.low <= part.high <= amounts.price.high


@settings(max_examples=100, deadline=None)
@given(situation=situations())
def test_one_more_session_never_costs_less(situation: Situation, content: Content) -> None:
    more = replace(situation, sessions=situation.sessions + 1)  # type: ignore[operator]
    before, after = computed(situation, content).total, computed(more, content).total
    assert before is not None
    assert after is not None
    assert after.reste_a_charge.low >= before.reste_a_charge.low
    assert after.reste_a_charge.high >= before.reste_a_charge.high


@settings(max_examples=100, deadline=None)
@given(situation=situations())
def test_the_franchise_never_passes_what_the_year_allows(
    situation: Situation, content: Content
) -> None:
    total = computed(situation, content).total
    assert total is not None
    cap = content.bareme.amount_on("franchise_an", situation.day)
    assert total.franchise.high <= max(Decimal(0), cap - situation.franchise_already)


@settings(max_examples=60, deadline=None)
@given(situation=situations(), extra=st.integers(0, 300).map(Decimal))
def test_a_better_guarantee_never_leaves_more_to_pay(
    situation: Situation, extra: Decimal, content: Content
) -> None:
    plain = replace(situation, coverage=PercentCoverage(Decimal(100)))
    better = replace(situation, coverage=PercentCoverage(Decimal(100) + extra))
    first, second = computed(plain, content).total, computed(better, content).total
    assert first is not None
    assert second is not None
    assert second.reste_a_charge.high <= first.reste_a_charge.high


def test_every_tariff_of_the_table_is_the_coefficient_times_the_letter(content: Content) -> None:
    rows: list[tuple[str, dt.date, str, str]] = [
        ("lombalgie_commune", dt.date(2026, 11, 21), "metropole", "17.88"),
        ("cervicalgie", dt.date(2026, 11, 21), "metropole", "17.83"),
        ("rachis_multi_sans", dt.date(2026, 11, 21), "drom", "19.76"),
        ("ter_avec", dt.date(2026, 11, 21), "metropole", "21.68"),
        ("perinee", dt.date(2024, 2, 22), "metropole", "18.79"),
        ("bdk", dt.date(2026, 11, 21), "drom", "26.00"),
        ("balneo_piscine", dt.date(2025, 12, 31), "metropole", "4.86"),
        ("balneo_piscine", dt.date(2026, 1, 1), "metropole", "7.74"),
    ]
    for act, day, territory, euros in rows:
        found: Any = content.bareme.tariff_on(act, day, territory)  # type: ignore[arg-type]
        assert found.amount == Decimal(euros), act


@pytest.mark.parametrize("day", [dt.date(2024, 2, 21), dt.date(2028, 1, 1)])
def test_a_day_nobody_verified_is_not_computed(day: dt.date, content: Content) -> None:
    situation = Situation(day=day, price=Range.of(Decimal(20)), sessions=1)
    assert type(estimate(situation, content.bareme)).__name__ == "NotComputable"
