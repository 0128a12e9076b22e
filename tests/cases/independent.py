"""An independent calculator, and the cases it works out: `independants.yaml`.

It was written from the texts alone (`spec/dialogues.md` §1.3 to §1.8, the contract of `kinebot
estimate`, `facts/money_ngap.csv` and `facts/money.yaml`), before and without the program: it never
imports `bot`. It is slow and naive on purpose: every reading, every act of a family, every cent of
a price range and every session are computed one by one, with their own tables of numbers.

Replay:   python -m tests.cases.independent          # compare with the file
          python -m tests.cases.independent --write  # write the file again
Units:    euros (Decimal, at the cent), rates between 0 and 1, kilometres, days of care.
Rounding: each part once, half a cent up.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from itertools import product
from pathlib import Path
from typing import Any

from tests.cases.inputs import every_input

FILE = Path(__file__).with_name("independants.yaml")
D = Decimal
ZERO = D("0.00")
Input = dict[str, Any]
Point = dict[str, Decimal]


# --- The numbers, copied from the dossier -----------------------------------------------------

# Article | coefficient from a day, then another | acts. `?` marks a rise announced, unconfirmed.
NGAP = """
I.1 | 2024-02-22 5               | bilan_osteo_1 bilan_musc_1
I.1 | 2024-02-22 8.5             | bilan_osteo_2
I.1 | 2024-02-22 10              | bilan_osteo_corps bilan_musc_2
I.1 | 2024-02-22 20              | bilan_musc_corps
I.2 | 2024-02-22 10.7            | bdk
I.2 | 2024-02-22 10.8            | bdk_neuro
1A | 2024-02-22 7.47, 2026-01-01 8.07, ?2027-07-01 8.37 | cervicalgie
1A | 2024-02-22 7.48, 2026-01-01 8.08, ?2027-07-01 8.38 | dorsal_avec trauma_cervical
1A | 2024-02-22 7.49, 2026-01-01 8.09, ?2027-07-01 8.39 | lombalgie_commune lombosacre_avec
1A | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | dorsal_sans cervical_avec
1A | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | lombosacre_sans rachis_multi_avec
1A | 2024-02-22 7.52, 2026-01-01 8.12, ?2027-07-01 8.42 | cervical_sans
1A | 2024-02-22 7.53, 2026-01-01 8.13, ?2027-07-01 8.43 | rachis_multi_sans
1B | 2024-02-22 7.48, 2026-01-01 8.08, ?2027-07-01 8.38 | epaule_non
1B | 2024-02-22 7.49, 2026-01-01 8.09, ?2027-07-01 8.39 | canal_carpien coude_non
1B | 2024-02-22 7.49, 2026-01-01 8.09, ?2027-07-01 8.39 | coude_op coiffe_non
1B | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | poignet_main_non fract_poignet_op
1B | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | humerus_non epaule_op
1B | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | poignet_main_op fract_poignet_non
1B | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | coiffe_op ms_multi_non
1B | 2024-02-22 7.52, 2026-01-01 8.12, ?2027-07-01 8.42 | fract_coude_non fract_coude_op ms_multi_op
1C | 2024-02-22 7.48, 2026-01-01 8.08, ?2027-07-01 8.38 | lca
1C | 2024-02-22 7.49, 2026-01-01 8.09, ?2027-07-01 8.39 | meniscectomie hanche_non hanche_op
1C | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | entorse_non cheville_non genou_op pth
1C | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | entorse_op cheville_op genou_non
1C | 2024-02-22 7.52, 2026-01-01 8.12, ?2027-07-01 8.42 | ptg mi_multi_non mi_multi_op
1D | 2024-02-22 9.49, 2026-05-28 9.79                   | ter_sans
1D | 2024-02-22 9.51, 2026-05-28 9.81                   | ter_avec
1E | 2024-02-22 7.48, 2026-01-01 8.08, ?2027-07-01 8.38 | scoliose_dorsale
1E | 2024-02-22 7.49, 2026-01-01 8.09, ?2027-07-01 8.39 | scoliose_lombaire
1E | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | scoliose_multi
1E | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | scoliose_cervicale
1F | 2024-02-22 7.5, 2026-01-01 8.1, ?2027-07-01 8.4    | amput_mi
1F | 2024-02-22 7.51, 2026-01-01 8.11, ?2027-07-01 8.41 | amput_ms
1F | 2024-02-22 9.5, 2026-05-28 9.8                     | amput_multi
2 | 2024-02-22 8                 | rhum_inflam_1
2 | 2024-02-22 9.01              | rhum_inflam_multi
3 | 2024-02-22 8                 | abdo_postpartum
3 | 2024-02-22 8.01              | abdo_chir
4 | 2024-02-22 8.5               | neuro_periph_1
4 | 2024-02-22 8.51              | neuro_central_1
4 | 2024-02-22 9                 | hemiplegie
4 | 2024-02-22 10, ?2026-09-01 11       | neuro_central_multi
4 | 2024-02-22 10.01, ?2026-09-01 11.01 | neuro_periph_multi
4 | 2024-02-22 10.99, ?2026-09-01 11.99 | myopathie
4 | 2024-02-22 11, ?2026-09-01 12       | encephalopathie
4 | 2024-02-22 11.01, ?2026-09-01 12.01 | para_tetra
4 | 2026-06-21 16                | paralysie_cerebrale
5 | 2024-02-22 8.49              | resp_urgent
5 | 2024-02-22 8.5               | resp_chronique
5 | 2024-02-22 8.51              | resp_periop
5 | 2024-02-22 10                | mucoviscidose
5 | 2024-02-22 20                | readapt_resp_groupe
5 | 2024-02-22 28                | readapt_resp_indiv
6 | 2024-02-22 7.99              | maxillo
6 | 2024-02-22 8                 | vestibulaire
6 | 2024-02-22 8.01              | deglutition
7 | 2024-02-22 7.99              | veineux
7 | 2024-02-22 8                 | lympho_1
7 | 2024-02-22 8.01              | arteriopathie
7 | 2024-02-22 9                 | lympho_2
7 | 2024-02-22 15.5              | lympho_sein
7 | 2024-02-22 1                 | bandage_1
7 | 2024-02-22 2                 | bandage_2
8 | 2024-02-22 8.5               | perinee
9 | 2024-02-22 8.5               | sujet_age
10 | 2024-02-22 8                | brulure_1
10 | 2024-02-22 9                | brulure_multi
11 | 2024-02-22 12               | palliatif
IV | 2024-02-22 1.2, 2026-01-01 2.5 | balneo_bassin
IV | 2024-02-22 2.2, 2026-01-01 3.5 | balneo_piscine
"""

# What a patient says (§1.3), and the acts it may be.
FAMILIES = {
    "dos-cou": (
        "lombalgie_commune lombosacre_sans lombosacre_avec dorsal_sans dorsal_avec cervicalgie "
        "trauma_cervical cervical_sans cervical_avec rachis_multi_sans rachis_multi_avec"
    ),
    "bras": (
        "canal_carpien poignet_main_non poignet_main_op fract_poignet_non fract_poignet_op "
        "fract_coude_non fract_coude_op coude_non coude_op coiffe_non coiffe_op humerus_non "
        "epaule_non epaule_op ms_multi_non ms_multi_op"
    ),
    "jambe": (
        "entorse_op entorse_non cheville_non cheville_op ptg lca meniscectomie genou_non genou_op "
        "pth hanche_non hanche_op mi_multi_non mi_multi_op"
    ),
    "deux-zones": "ter_sans ter_avec",
    "perinee": "perinee",
    "ventre": "abdo_postpartum abdo_chir",
    "respiration": "resp_urgent resp_chronique resp_periop",
    "vertiges-machoire": "vestibulaire maxillo deglutition",
    "marche-age": "sujet_age",
    "avc": "hemiplegie",
    "neuro-autre": "neuro_periph_1 neuro_central_1",
    "rhumatisme": "rhum_inflam_1 rhum_inflam_multi",
    "lymphoedeme": "lympho_1 lympho_2",
    "bilan-seul": "bdk bdk_neuro",
}
COMMON = ("dos-cou", "bras", "jambe")
HORS = "non-remboursable"

LETTER = {"metropole": D("2.21"), "drom": D("2.43"), "mayotte": D("2.43")}  # since 2024-02-22
FIRST_DAY, LAST_DAY = dt.date(2024, 2, 22), dt.date(2027, 12, 31)
DOUBLING = dt.date(2024, 3, 31)  # franchise 0.50 → 1.00 an act, 2 → 4 a day
SEVENTY = dt.date(2026, 10, 1)  # yearly cap 50 → 70
# The rise of 2026-09-01 may already apply: both tariffs. The one of 2027-07-01 lies ahead of the
# day of verification: another reading, outside of the range (contract).
VERIFIED = dt.date(2026, 11, 21)

RATES = {
    "general": "0.60", "ald-liee": "1", "maternite-periode": "1", "maternite-suites": "1",
    "accident-travail": "1", "invalidite": "1", "c2s": "0.60", "ame": "1", "mineur": "0.60",
    "alsace-moselle": "0.90", "aspa": "0.80",
}  # fmt: skip
EXEMPT = {"maternite-periode", "maternite-suites", "c2s", "ame", "mineur"}
IFS_ALWAYS, IFS_SOMETIMES = {"1D", "2", "4", "9"}, {"1A", "1B", "1C", "1E", "1F", "5"}
IFS_SINCE = dt.date(2026, 1, 1)
PER_KM = {
    "plaine": {"metropole": D("0.38"), "drom": D("0.43"), "mayotte": D("0.43")},
    "montagne": {"metropole": D("0.61"), "drom": D("0.66"), "mayotte": D("0.66")},
}
DEDUCED = {"plaine": D(2), "montagne": D(1)}
BILANS = {False: (30, 20), True: (60, 50)}  # second assessment at, then every


# --- Small rules ------------------------------------------------------------------------------


def cents(amount: Decimal) -> Decimal:
    """Round half a cent up."""
    return amount.quantize(D("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Coefficient:
    since: dt.date
    value: Decimal
    is_announced: bool


def _table() -> Iterator[tuple[str, str, tuple[Coefficient, ...]]]:
    for line in NGAP.strip().splitlines():
        article, dated, acts = (part.strip() for part in line.split("|"))
        values = []
        for item in dated.split(","):
            day, value = item.split()
            since = dt.date.fromisoformat(day.lstrip("?"))
            values.append(Coefficient(since, D(value), day.startswith("?")))
        for act in acts.split():
            yield act, article, tuple(values)


ARTICLE = {act: article for act, article, _ in _table()}
COEFFICIENTS = {act: values for act, _, values in _table()}


def tariffs(act: str, day: dt.date, territory: str) -> list[Decimal]:
    """The tariff in force, and the one that may be in force (announced, date already past)."""
    found = [c for c in COEFFICIENTS[act] if c.since <= day]
    sure = [c for c in found if not c.is_announced][-1:]
    doubtful = [c for c in found if c.is_announced and c.since <= VERIFIED]
    return [cents(c.value * LETTER[territory]) for c in (*sure, *doubtful)]


def is_known(act: str, day: dt.date) -> bool:
    return any(c.since <= day and not c.is_announced for c in COEFFICIENTS[act])


def acts_of(name: str | None) -> list[str]:
    if name is None or name == "acte-courant":
        return [act for family in COMMON for act in FAMILIES[family].split()]
    return FAMILIES[name].split() if name in FAMILIES else [name]


def franchise_caps(day: dt.date) -> tuple[Decimal, Decimal, Decimal]:
    """Per act, per day, per civil year."""
    act, daily = (D(1), D(4)) if day >= DOUBLING else (D("0.50"), D(2))
    return act, daily, D(70) if day >= SEVENTY else D(50)


def bilan_ranks(count: int, *, is_neuro: bool) -> set[int]:
    second, every = BILANS[is_neuro]
    return {1} | {rank for rank in range(second, count + 1) if (rank - second) % every == 0}


def allowances(given: Input, day: dt.date) -> list[Decimal]:
    """IFD 2.50 or IFS 4.00, plus 2 × (km − 2) × the kilometre (km − 1 in the mountains)."""
    act, territory = given.get("act"), given.get("territory", "metropole")
    km, terrain = D(given.get("km", "0")), given.get("terrain", "plaine")
    articles = {ARTICLE[a] for a in acts_of(act)}
    if day < IFS_SINCE:
        fixed = {"2.50", "4.00"}
    elif articles <= IFS_ALWAYS:
        fixed = {"4.00"}
    elif articles & (IFS_ALWAYS | IFS_SOMETIMES):
        fixed = {"2.50", "4.00"}
    else:
        fixed = {"2.50"}
    road = cents(2 * max(D(0), km - DEDUCED[terrain]) * PER_KM[terrain][territory])
    return sorted(D(amount) + road for amount in fixed)


# --- Readings: everything that is not sure, one by one ----------------------------------------


def regimes(given: Input) -> list[tuple[str, ...]]:
    """Every combination of regimes that the situations may be."""
    choices: list[tuple[str, ...]] = []
    for name in given.get("situations", ["general"]):
        if name == "ald":
            linked = given.get("ald_related")
            known: dict[Any, tuple[str, ...]] = {True: ("ald-liee",), False: ("general",)}
            choices.append(known.get(linked, ("ald-liee", "general")))
        elif name == "maternite":
            period = {
                "du-6e-mois-a-j12": ("maternite-periode",),
                "apres-perinee-ou-abdominaux": ("maternite-suites",),
                "avant-6e-mois": ("general",),
                "apres-autre": ("general",),
            }
            unknown = ("general", "maternite-periode")
            choices.append(period.get(given.get("maternity_period", ""), unknown))
        else:
            choices.append((name,))
    return list(product(*choices))


def coverages(given: Input) -> list[Input]:
    said = given.get("coverage", {"kind": "unknown"})
    if said["kind"] == "unknown":
        return [{"kind": "none"}, {"kind": "percent", "percent": "100"}]
    return [said]


def price_points(given: Input) -> list[Decimal | None]:
    """Every cent between the two ends of the price; None for « the tariff itself »."""
    price = given["price"]
    if price is None:
        return [None]
    if isinstance(price, dict):
        low, high = int(D(price["low"]) * 100), int(D(price["high"]) * 100)
        return [D(cent) / 100 for cent in range(low, high + 1)]
    return [D(price)]


def tariff_of(given: Input, act: str, day: dt.date) -> list[Decimal]:
    """Rule 2 of §1.3: a price that is exactly a tariff of what the act may be is that tariff."""
    price, named = given["price"], given.get("act")
    territory = given.get("territory", "metropole")
    if isinstance(price, str) and named not in COEFFICIENTS:
        pool = COEFFICIENTS if named is None else acts_of(named)
        if any(is_known(a, day) and tariffs(a, day, territory)[0] == D(price) for a in pool):
            return [D(price)]
    return tariffs(act, day, territory)


@dataclass
class Reading:
    """One definite answer to everything."""

    act: str
    is_rise_applied: bool
    price: Decimal | None
    regimes: tuple[str, ...]
    coverage: Input
    is_second_paid: bool
    travel: int
    given_rate: Decimal | None = None

    @property
    def rate(self) -> Decimal:
        return self.given_rate or max(D(RATES[name]) for name in self.regimes)

    @property
    def is_exempt(self) -> bool:
        return any(name in EXEMPT for name in self.regimes)


def readings(given: Input) -> Iterator[Reading]:
    conditions = given.get("same_day_conditions")
    second = [True, False] if conditions is None else [conditions]
    acts = ["-"] if given.get("act") == HORS or "tariff" in given else acts_of(given.get("act"))
    for act, rise, price, names, coverage, paid, travel in product(
        acts, [False, True], price_points(given), regimes(given), coverages(given),
        second if given.get("per_day", 1) == 2 else [True],
        [0, -1] if given.get("home") == "oui-justifie" else [0],
    ):  # fmt: skip
        rate = D(given["rate"]) if "rate" in given else None
        yield Reading(act, rise, price, names, coverage, paid, travel, rate)


# --- One session, then all of them ------------------------------------------------------------


@dataclass
class Act:
    price: Decimal
    tariff: Decimal
    amo: Decimal
    amc: Decimal


def share(price: Decimal, tariff: Decimal, reading: Reading) -> Act:
    """§1.4, line by line."""
    if "c2s" in reading.regimes and tariff > 0:
        price = min(price, tariff)
        amo = min(cents(reading.rate * min(tariff, price)), price)
        return Act(price, tariff, amo, min(price, tariff) - amo)
    amo = min(cents(reading.rate * min(tariff, price)), price)
    kind = reading.coverage["kind"]
    if kind == "per_year" and tariff > 0:
        amc = max(ZERO, min(price, tariff) - amo)
    elif kind in ("none", "per_year") or "c2s" in reading.regimes:
        amc = ZERO
    elif kind == "percent":
        guaranteed = cents(D(reading.coverage["percent"]) / 100 * tariff)
        if reading.coverage.get("includes_amo", True):
            amc = max(ZERO, min(price, guaranteed) - amo)
        else:
            amc = min(price - amo, guaranteed)
    else:
        amc = min(price - amo, max(ZERO, tariff - amo) + D(reading.coverage["amount"]))
    return Act(price, tariff, amo, amc)


SESSION = ("price", "tariff", "amo_before_franchise", "franchise", "amo", "complementaire",
           "reste_a_charge", "depassement")  # fmt: skip
TOTAL = ("price", "franchise", "amo", "complementaire", "reste_a_charge")


@dataclass
class Ledger:
    """What was withheld so far, and the sums."""

    year: Decimal
    day: Decimal = ZERO
    given: Decimal = ZERO  # of a yearly amount
    sums: Point = field(default_factory=lambda: dict.fromkeys(TOTAL, ZERO))

    def yearly(self, act: Act, reading: Reading, *, is_hors: bool) -> Decimal:
        if not is_hors or reading.coverage["kind"] != "per_year" or "c2s" in reading.regimes:
            return ZERO
        given = min(act.price, D(reading.coverage["amount"]) - self.given)
        self.given += given
        return given

    def pay(self, act: Act, caps: tuple[Decimal, Decimal, Decimal], *, is_due: bool) -> Decimal:
        per_act, daily, yearly = caps
        due = min(per_act, daily - self.day, yearly - self.year, act.amo) if is_due else ZERO
        due = max(ZERO, due)
        self.day += due
        self.year += due
        self.sums["price"] += act.price
        self.sums["franchise"] += due
        self.sums["amo"] += act.amo - due
        self.sums["complementaire"] += act.amc
        self.sums["reste_a_charge"] += act.price - (act.amo - due) - act.amc
        return due


def care_days(given: Input) -> list[tuple[dt.date, int, int]]:
    """One (day of the rules, civil year, rank in its calendar day) per session, in order."""
    per_day = given.get("per_day", 1)
    if "schedule" in given:
        batches = sorted((b["day"], b["sessions"], b["day"].year) for b in given["schedule"])
    else:
        day, count = given["day"], given["sessions"] or 1
        after = given.get("sessions_after_december", 0)
        batches = [(day, count - after, day.year), (day, after, day.year + 1)]
    return [
        (day, year, rank % per_day + 1)
        for day, sessions, year in batches
        for rank in range(sessions)
    ]


def point(given: Input, reading: Reading) -> tuple[Point, Point]:
    """Compute the first session and the total of one reading."""
    visits = care_days(given)
    territory = given.get("territory", "metropole")
    is_hors, own = given.get("act") == HORS, given.get("tariff")
    is_neuro = bool(given.get("act")) and not is_hors and all(
        ARTICLE[a] == "4" for a in acts_of(given["act"])
    )  # fmt: skip
    ranks = bilan_ranks(len(visits), is_neuro=is_neuro) if given.get("assessment") else set()
    ledger = Ledger(year=D(given.get("franchise_already", "0")))
    current_year, first = (given.get("day") or visits[0][0]).year, {}
    for rank, (day, year, rank_of_day) in enumerate(visits, start=1):
        caps = franchise_caps(day)
        if "franchise" in given:
            caps = (D(given["franchise"]), *caps[1:])
        if year != current_year:
            current_year, ledger.year, ledger.given = year, ZERO, ZERO
        if rank_of_day == 1:
            ledger.day = given.get("other_care_same_day", 0) * caps[0]
        if is_hors:
            tariff = ZERO
        elif own:
            tariff = D(own)
        else:
            both = tariff_of(given, reading.act, day)
            tariff = both[-1] if reading.is_rise_applied else both[0]
        price = tariff if reading.price is None else reading.price
        is_paid = rank_of_day == 1 or reading.is_second_paid
        act = share(price, tariff, reading)
        act.amc += ledger.yearly(act, reading, is_hors=is_hors)
        if not is_paid:
            act = Act(act.price, tariff, ZERO, ZERO)
        due = ledger.pay(act, caps, is_due=not reading.is_exempt)
        if rank == 1:
            first = {
                "price": act.price, "tariff": tariff, "amo_before_franchise": act.amo,
                "franchise": due, "amo": act.amo - due, "complementaire": act.amc,
                "reste_a_charge": act.price - (act.amo - due) - act.amc,
                "depassement": max(ZERO, act.price - tariff),
            }  # fmt: skip
        if rank in ranks:
            bilan = tariffs("bdk_neuro" if is_neuro else "bdk", day, territory)[0]
            ledger.pay(share(bilan, bilan, reading), caps, is_due=not reading.is_exempt)
        if given.get("home") == "oui-justifie":
            amount = allowances(given, day)[reading.travel]
            travel = share(amount, amount, reading)
            if not is_paid:
                travel = Act(amount, amount, ZERO, ZERO)
            ledger.pay(travel, caps, is_due=False)
    return first, ledger.sums


def solve(given: Input) -> tuple[Input, str]:
    """Return what `expected` must say for one input, and the computation in words."""
    refusal = _refusal(given)
    if refusal is not None:
        return {"outcome": "not_computable"}, refusal
    points = [(reading, *point(given, reading)) for reading in readings(given)]
    expected = {"per_session": _ends([first for _, first, _ in points], SESSION)}
    if "schedule" in given or given["sessions"] is not None:
        expected["total"] = _ends([total for _, _, total in points], TOTAL)
    low = min(points, key=lambda p: p[2]["reste_a_charge"])
    high = max(points, key=lambda p: p[2]["reste_a_charge"])
    texts = dict.fromkeys(_words(given, *extreme) for extreme in (low, high))
    return expected, " | au plus : ".join(texts)


def _refusal(given: Input) -> str | None:
    days = [b["day"] for b in given["schedule"]] if "schedule" in given else [given["day"]]
    named, is_replay = given.get("act"), {"tariff", "rate", "franchise"} <= set(given)
    if not is_replay and any(not FIRST_DAY <= day <= LAST_DAY for day in days):
        return "jour hors de la période vérifiée, du 22/02/2024 au 31/12/2027"
    if named in COEFFICIENTS and not all(is_known(named, day) for day in days):
        return "aucun tarif connu ce jour-là pour cet acte"
    if not given.get("is_conventionne", True):
        return "kiné non conventionné : le tarif d’autorité n’est pas connu (dossier, §8)"
    if named == HORS and given["price"] is None:
        return "le prix d’un acte non remboursable est libre : sans lui, rien à calculer"
    return None


def _ends(points: list[Point], names: tuple[str, ...]) -> dict[str, list[str]]:
    ends = {}
    for name in names:
        low, high = min(p[name] for p in points), max(p[name] for p in points)
        ends[name] = [f"{low:.2f}"] if low == high else [f"{low:.2f}", f"{high:.2f}"]
    return ends


# --- In words ---------------------------------------------------------------------------------


def euros(amount: Decimal | str) -> str:
    return f"{D(amount):.2f}".replace(".", ",")


def _words(given: Input, reading: Reading, first: Point, total: Point) -> str:
    rate = f"{reading.rate * 100:.0f} %"
    base = min(first["price"], first["tariff"])
    parts = [f"tarif {_tariff_words(given, reading, first)}"]
    parts.append(f"Sécu {rate} × {euros(base)} = {euros(first['amo_before_franchise'])}")
    parts.append(f"franchise {euros(first['franchise'])}")
    if first["complementaire"] or reading.coverage["kind"] != "none":
        parts.append(f"{_coverage_words(reading)} {euros(first['complementaire'])}")
    parts.append(
        f"reste {euros(first['price'])} − {euros(first['amo'])} − "
        f"{euros(first['complementaire'])} = {euros(first['reste_a_charge'])}"
    )
    count = len(care_days(given))
    if count > 1 and given.get("sessions", count) is not None:
        parts.append(
            f"{count} séances : franchises {euros(total['franchise'])}, "
            f"reste {euros(total['reste_a_charge'])}"
        )
    return " ; ".join(parts)


def _tariff_words(given: Input, reading: Reading, first: Point) -> str:
    territory, day = given.get("territory", "metropole"), care_days(given)[0][0]
    if reading.act in COEFFICIENTS and "tariff" not in given:
        letter = LETTER[territory]
        for coefficient in COEFFICIENTS[reading.act]:
            if coefficient.since <= day and cents(coefficient.value * letter) == first["tariff"]:
                value = str(coefficient.value).replace(".", ",")
                return f"{value} × {euros(letter)} = {euros(first['tariff'])}"
    return euros(first["tariff"])


def _coverage_words(reading: Reading) -> str:
    if "c2s" in reading.regimes:
        return "C2S"
    match reading.coverage:
        case {"kind": "percent", "percent": percent, "includes_amo": False}:
            return f"mutuelle {percent} % en plus"
        case {"kind": "percent", "percent": percent}:
            return f"mutuelle {percent} % Sécu comprise"
        case {"kind": "per_session", "amount": amount}:
            return f"mutuelle reste du tarif + {euros(amount)}"
        case {"kind": "per_year", "amount": amount}:
            return f"mutuelle {euros(amount)} par an"
        case _:
            return "sans mutuelle"


# --- The file ---------------------------------------------------------------------------------

HEAD = """\
# Cas calculés par tests/cases/independent.py, un programme à part qui n’utilise pas celui du bot.
# Ne pas corriger à la main : python -m tests.cases.independent --write
# input : ce que lit « kinebot estimate » ; expected : au centime, une valeur ou les deux bouts ;
# source : le calcul de la première séance en toutes lettres, puis le total.
"""


def document() -> str:
    """Return the whole file, one case after the other."""
    parts = [HEAD]
    for name, given in every_input():
        expected, worked = solve(given)
        lines = [f"- name: {_flow(name)}", f"  source: {_flow(worked)}"]
        lines.append(f"  input: {_flow(given)}")
        if "outcome" in expected:
            lines.append(f"  expected: {_flow(expected)}")
        else:
            lines.append("  expected:")
            lines += [f"    {part}: {_flow(ends)}" for part, ends in expected.items()]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def _flow(value: Any, *, is_text: bool = True) -> str:
    """Write a value on one line of YAML; amounts and texts are quoted, keys and ids are not."""
    if isinstance(value, dict):
        inside = ", ".join(f"{k}: {_flow(v, is_text=k not in IDS)}" for k, v in value.items())
        return f"{{{inside}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(item, is_text=is_text) for item in value)}]"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    return f'"{value}"' if isinstance(value, str) and is_text else str(value)


IDS = {"act", "kind", "territory", "situations", "maternity_period", "home", "outcome", "terrain"}


def main(arguments: list[str]) -> int:
    """Write the file, or tell whether it is what this program gives."""
    text = document()
    if arguments == ["--write"]:
        FILE.write_text(text, "utf-8")
        return 0
    is_same = FILE.read_text("utf-8") == text
    print("identique" if is_same else "différent : --write pour l’écrire de nouveau")
    return 0 if is_same else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
