"""What must hold whatever the patient answers."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.calculator import (
    Batch,
    Computed,
    Coverage,
    NoCoverage,
    NotComputable,
    PercentCoverage,
    Range,
    SecondKine,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
    compare,
    estimate,
    left_to_pay,
    schedule_of,
)
from bot.calculator.compare import Comparison
from bot.calculator.readings import rights_of
from bot.content.parameters import Bareme

ZERO = Decimal(0)
SITUATIONS = (
    "general", "ald", "maternite", "accident-travail", "invalidite", "c2s", "ame", "mineur",
    "alsace-moselle", "aspa",
)  # fmt: skip
PERIODS = ("avant-6e-mois", "du-6e-mois-a-j12", "apres-perinee-ou-abdominaux", "apres-autre", None)
ACTS = ("lombalgie_commune", "perinee", "ter_avec", "hemiplegie", "neuro_central_multi", "bdk",
        "sujet_age", "non-remboursable", "dos-cou", "ventre", "neuro-autre", None)  # fmt: skip
ANSWERS = (True, False, None)


HOW_MANY = int(os.environ.get("EXAMPLES", "60"))


def always(**strategies: Any) -> Any:
    """Try many situations (`EXAMPLES` of them); no deadline, the machine may be busy."""
    return lambda test: settings(max_examples=HOW_MANY, deadline=None)(given(**strategies)(test))


def euros(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low * 100, high * 100).map(lambda n: Decimal(n) / 100)


def between(draw: st.DrawFn) -> Range:
    return Range.of(draw(euros(1, 300)), draw(euros(1, 300)))


coverages: st.SearchStrategy[Coverage] = st.one_of(
    st.just(NoCoverage()),
    st.just(UnknownCoverage()),
    st.builds(PercentCoverage, st.integers(0, 600).map(Decimal), st.booleans()),
    st.builds(SessionCoverage, euros(0, 200)),
    st.builds(YearCoverage, euros(0, 500)),
)
days = st.dates(dt.date(2024, 2, 22), dt.date(2027, 12, 31))
batches = st.lists(st.builds(Batch, days, st.integers(1, 20)), max_size=5).map(tuple)


@st.composite
def situations(draw: st.DrawFn) -> Situation:
    """Anything a patient may answer, sure or not."""
    sessions = draw(st.integers(1, 60))
    return Situation(
        day=draw(days),
        price=draw(st.one_of(st.none(), euros(1, 300).map(Range.of), st.just(between(draw)))),
        sessions=sessions,
        act=draw(st.sampled_from(ACTS)),
        territory=draw(st.sampled_from(["metropole", "drom", "mayotte"])),
        situations=draw(st.lists(st.sampled_from(SITUATIONS), max_size=3).map(tuple)),
        ald_related=draw(st.sampled_from(ANSWERS)),
        maternity_period=draw(st.sampled_from(PERIODS)),
        coverage=draw(coverages),
        franchise_already=draw(euros(0, 90)),
        assessment=draw(st.booleans()),
        per_day=draw(st.sampled_from([1, 2])),
        same_day_conditions=draw(st.sampled_from(ANSWERS)),
        other_care_same_day=draw(st.integers(0, 6)),
        sessions_after_december=draw(st.integers(0, sessions)),
        schedule=draw(st.one_of(st.just(()), batches)),
        home=draw(st.sampled_from(["non", "oui-justifie", "oui-confort"])),
        km=draw(euros(0, 60)),
        terrain=draw(st.sampled_from(["plaine", "montagne"])),
    )


@st.composite
def certain(draw: st.DrawFn) -> Situation:
    """A situation with one reading only: nothing is unknown."""
    situation = draw(situations())
    price = situation.price
    return replace(
        situation,
        price=Range.of(price.low) if isinstance(price, Range) else price,
        act=draw(st.sampled_from(["lombalgie_commune", "perinee", "ter_avec", "hemiplegie"])),
        ald_related=draw(st.booleans()),
        maternity_period=draw(st.sampled_from(PERIODS[:-1])),
        coverage=draw(coverages.filter(lambda c: not isinstance(c, UnknownCoverage))),
        same_day_conditions=draw(st.booleans()),
        home=draw(st.sampled_from(["non", "oui-confort"])),
    )


def computed(situation: Situation, bareme: Bareme) -> Computed:
    outcome = estimate(situation, bareme)
    assert isinstance(outcome, Computed), outcome
    return outcome


def rests(situation: Situation, bareme: Bareme) -> Range:
    total = computed(situation, bareme).total
    assert total is not None
    return total.reste_a_charge


@always(situation=situations())
def test_an_estimate_never_raises_and_says_why_when_it_cannot(
    situation: Situation, bareme: Bareme
) -> None:
    outcome = estimate(situation, bareme)
    if isinstance(outcome, NotComputable):
        assert situation.act == "non-remboursable"
        assert situation.price is None
        assert [note.id for note in outcome.reasons] == ["prix-libre-inconnu"]
    else:
        assert isinstance(outcome, Computed)


@always(situation=situations(), is_known=st.booleans())
def test_what_is_left_to_pay_is_the_last_amount_of_the_estimate(
    situation: Situation, is_known: bool, bareme: Bareme
) -> None:
    asked = situation if is_known else replace(situation, sessions=None)
    outcome = estimate(asked, bareme)
    left = left_to_pay(asked, bareme)
    if isinstance(outcome, Computed):
        assert left == (outcome.total or outcome.per_session).reste_a_charge
    else:
        assert left is None


@always(situation=certain())
def test_the_parts_add_up_to_the_price_in_a_session_and_in_all(
    situation: Situation, bareme: Bareme
) -> None:
    outcome = computed(situation, bareme)
    for amounts in (outcome.per_session, outcome.total):
        assert amounts is not None
        parts = (amounts.amo, amounts.complementaire, amounts.reste_a_charge)
        assert all(part.is_one for part in (*parts, amounts.price))
        assert sum(part.low for part in parts) == amounts.price.low
    session = outcome.per_session
    assert session.amo.low == session.amo_before_franchise.low - session.franchise.low


@always(situation=situations())
def test_nobody_pays_less_than_nothing_nor_more_than_the_price(
    situation: Situation, bareme: Bareme
) -> None:
    outcome = estimate(situation, bareme)
    assume(isinstance(outcome, Computed))
    assert isinstance(outcome, Computed)
    for amounts in (outcome.per_session, outcome.total):
        assert amounts is not None
        for part in (amounts.amo, amounts.complementaire, amounts.reste_a_charge):
            assert 0 <= part.low <= part.high <= amounts.price.high
        assert amounts.franchise.low >= 0
    assert outcome.per_session.depassement.low >= 0
    for step in outcome.steps:
        assert step.amount.low >= 0, step.id
    for other in outcome.alternatives:
        assert other.total.low >= 0


@always(situation=situations())
def test_one_more_session_never_costs_less(situation: Situation, bareme: Bareme) -> None:
    assume(situation.act != "non-remboursable" or situation.price is not None)
    few = replace(situation, schedule=())
    more = replace(few, sessions=few.sessions + 1)  # type: ignore[operator]
    before, after = rests(few, bareme), rests(more, bareme)
    assert after.low >= before.low
    assert after.high >= before.high


@always(situation=situations())
def test_the_franchise_never_passes_its_caps_nor_the_share_of_the_secu(
    situation: Situation, bareme: Bareme
) -> None:
    outcome = estimate(situation, bareme)
    assume(isinstance(outcome, Computed))
    assert isinstance(outcome, Computed)
    session, total = outcome.per_session, outcome.total
    assert total is not None
    assert session.franchise.high <= session.amo_before_franchise.high
    assert total.amo.low >= 0
    years: dict[int, list[Decimal]] = {}
    for stretch in outcome.stretches:
        cap = bareme.amount_on("franchise_an", stretch.starts_on)
        years.setdefault(stretch.year, []).append(cap)
        each = bareme.amount_on("franchise_acte", stretch.starts_on)
        daily = bareme.amount_on("franchise_jour", stretch.starts_on)
        assert stretch.franchise.high <= stretch.sessions * min(daily, each * 2)
    first_year = min(years)
    room = sum(
        max(ZERO, max(caps) - (situation.franchise_already if year == first_year else 0))
        for year, caps in years.items()
    )
    if situation.sessions_after_december and not situation.schedule:
        assert total.franchise.high <= sum(max(caps) for caps in years.values())
    else:
        assert total.franchise.high <= room


@always(situation=certain(), percent=st.integers(0, 500), extra=st.integers(0, 300))
def test_a_better_guarantee_never_leaves_more_to_pay(
    situation: Situation, percent: int, extra: int, bareme: Bareme
) -> None:
    for is_included in (True, False):
        less = PercentCoverage(Decimal(percent), is_included)
        more = PercentCoverage(Decimal(percent + extra), is_included)
        costs = [rests(replace(situation, coverage=c), bareme).low for c in (less, more)]
        assert costs[1] <= costs[0]


@always(situation=certain(), amount=euros(0, 100), extra=euros(0, 100))
def test_a_bigger_fixed_amount_never_leaves_more_to_pay(
    situation: Situation, amount: Decimal, extra: Decimal, bareme: Bareme
) -> None:
    for kind in (SessionCoverage, YearCoverage):
        costs = [
            rests(replace(situation, coverage=kind(each)), bareme).low
            for each in (amount, amount + extra)
        ]
        assert costs[1] <= costs[0]
    free = replace(situation, act="non-remboursable", price=Range.of(Decimal(60)))
    costs = [
        rests(replace(free, coverage=YearCoverage(each)), bareme).low
        for each in (amount, amount + extra)
    ]
    assert costs[1] <= costs[0]


@always(situation=certain())
def test_a_guarantee_on_top_of_the_secu_is_worth_the_same_one_included_or_more(
    situation: Situation, bareme: Bareme
) -> None:
    included = replace(situation, coverage=PercentCoverage(Decimal(130)))
    on_top = replace(situation, coverage=PercentCoverage(Decimal(130), includes_amo=False))
    assert rests(on_top, bareme).low <= rests(included, bareme).low


AMOUNTS = ("price", "franchise", "amo", "complementaire", "reste_a_charge")


def holds(wide: Computed, point: Computed) -> None:
    pairs: list[tuple[Any, Any]] = [(wide.per_session, point.per_session)]
    pairs.append((wide.total, point.total))
    for outer, inner in pairs:
        for name in AMOUNTS:
            around, inside = getattr(outer, name), getattr(inner, name)
            assert around.low <= inside.low, name
            assert inside.high <= around.high, name


@always(situation=situations(), data=st.data())
def test_a_range_of_prices_holds_every_price_in_between(
    situation: Situation, data: st.DataObject, bareme: Bareme
) -> None:
    situation = replace(situation, act=data.draw(st.sampled_from(["lombalgie_commune", "ptg"])))
    low, high = sorted((data.draw(euros(1, 60)), data.draw(euros(1, 60))))
    price = data.draw(euros(0, 60).filter(lambda p: low <= p <= high) | st.sampled_from([low]))
    wide = computed(replace(situation, price=Range(low, high)), bareme)
    holds(wide, computed(replace(situation, price=Range.of(price)), bareme))


@always(situation=situations(), data=st.data())
def test_a_family_holds_each_of_its_acts(
    situation: Situation, data: st.DataObject, bareme: Bareme
) -> None:
    family = data.draw(
        st.sampled_from(["acte-courant", "dos-cou", "jambe", "deux-zones", "ventre"])
    )
    act = data.draw(st.sampled_from([act.id for act in bareme.acts_of(family)]))
    price = data.draw(st.one_of(st.none(), euros(25, 60).map(Range.of)))
    wide = replace(situation, act=family, price=price, home="non")
    holds(computed(wide, bareme), computed(replace(wide, act=act), bareme))


@always(situation=situations(), data=st.data())
def test_an_unknown_answer_holds_each_answer_it_may_be(
    situation: Situation, data: st.DataObject, bareme: Bareme
) -> None:
    assume(situation.act != "non-remboursable" or situation.price is not None)
    unknown = replace(
        situation, coverage=UnknownCoverage(), ald_related=None, maternity_period=None,
        same_day_conditions=None,
    )  # fmt: skip
    known = replace(
        unknown,
        coverage=data.draw(st.sampled_from([NoCoverage(), PercentCoverage(Decimal(100))])),
        ald_related=data.draw(st.booleans()),
        maternity_period=data.draw(st.sampled_from(PERIODS[:2])),
        same_day_conditions=data.draw(st.booleans()),
    )
    holds(computed(unknown, bareme), computed(known, bareme))


@always(situation=situations())
def test_every_other_reading_of_an_answer_lies_inside_the_range(
    situation: Situation, bareme: Bareme
) -> None:
    outcome = estimate(situation, bareme)
    assume(isinstance(outcome, Computed))
    assert isinstance(outcome, Computed)
    assert outcome.total is not None
    total = outcome.total.reste_a_charge
    inside = [a for a in outcome.alternatives if a.note.id.startswith("si-")]
    for other in inside:
        assert total.low <= other.total.low <= other.total.high <= total.high


@always(situation=certain())
def test_the_lines_of_a_treatment_add_up_to_its_total(situation: Situation, bareme: Bareme) -> None:
    outcome = computed(situation, bareme)
    assert outcome.total is not None
    assert sum(s.sessions for s in outcome.stretches) == situation.count
    for name in ("franchise", "reste_a_charge"):
        parts = [getattr(stretch, name).low for stretch in outcome.stretches]
        assert sum(parts) == getattr(outcome.total, name).low


@always(situation=certain(), data=st.data())
def test_the_order_of_the_batches_changes_nothing(
    situation: Situation, data: st.DataObject, bareme: Bareme
) -> None:
    schedule = data.draw(batches.filter(bool))
    shuffled = tuple(data.draw(st.permutations(schedule)))
    one, other = (
        estimate(replace(situation, schedule=each), bareme) for each in (schedule, shuffled)
    )
    assert isinstance(one, Computed)
    assert isinstance(other, Computed)
    assert one.total == other.total
    assert one.per_session == other.per_session


@always(first=days, sessions=st.integers(1, 80), halves=st.integers(1, 28))
def test_a_rhythm_gives_every_session_a_day_in_order(
    first: dt.date, sessions: int, halves: int
) -> None:
    per_week = Decimal(halves) / 2
    schedule = schedule_of(first, sessions, per_week)
    assert schedule[0].day == first
    assert sum(batch.sessions for batch in schedule) == sessions
    assert all(a.day < b.day for a, b in pairwise(schedule))
    assert (schedule[-1].day - first).days == int((sessions - 1) * 7 / per_week)
    assert all(batch.sessions <= (1 if per_week <= 7 else 2) for batch in schedule)


@always(situation=situations(), data=st.data())
def test_two_kines_have_the_same_sessions_and_their_parts_add_up(
    situation: Situation, data: st.DataObject, bareme: Bareme
) -> None:
    assume(situation.act != "non-remboursable" or situation.price is not None)
    theirs = data.draw(st.integers(0, situation.count))
    second = SecondKine(sessions=theirs, is_same_day=data.draw(st.booleans()))
    found = compare(situation, bareme, second)
    assert isinstance(found, Comparison)
    for way in (found.one, found.two):
        assert sum(way.sessions) == situation.count
        assert way.acts == situation.count + way.assessments
        assert way.days <= situation.count
        assert 0 <= way.franchise.low <= way.franchise.high
        assert way.total.reste_a_charge.high <= way.total.price.high
    low = found.two.total.reste_a_charge.low - found.one.total.reste_a_charge.high
    high = found.two.total.reste_a_charge.high - found.one.total.reste_a_charge.low
    assert low <= found.difference.low <= found.difference.high <= high


@always(situation=situations())
def test_a_second_kine_who_gives_no_session_changes_nothing(
    situation: Situation, bareme: Bareme
) -> None:
    assume(situation.act != "non-remboursable" or situation.price is not None)
    alone = replace(situation, per_day=1)
    found = compare(alone, bareme, SecondKine(sessions=0))
    assert isinstance(found, Comparison)
    assert found.difference == Range.of(ZERO)
    assert found.one.total == found.two.total == computed(alone, bareme).total


@always(situation=situations())
def test_the_best_rate_wins_and_one_exemption_is_enough(
    situation: Situation, bareme: Bareme
) -> None:
    for rights in rights_of(situation, situation.first_day, bareme):
        rates = [bareme.amount_on(r.taux, situation.first_day) for r in rights.regimes]
        assert rights.rate == max(rates)
        assert rights.is_franchise_due == all(regime.franchise for regime in rights.regimes)


@pytest.mark.parametrize("day", [dt.date(2024, 2, 21), dt.date(2028, 1, 1)])
def test_a_day_nobody_verified_is_not_computed(day: dt.date, bareme: Bareme) -> None:
    situation = Situation(day=day, price=Range.of(Decimal(20)), sessions=1)
    assert isinstance(estimate(situation, bareme), NotComputable)
