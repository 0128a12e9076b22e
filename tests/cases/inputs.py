"""The situations that `independent.py` works out: a name in French and an input, nothing else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

Input = dict[str, Any]
Named = tuple[str, Input]

NONE: Input = {"kind": "none"}
TODAY = dt.date(2026, 11, 21)
WHEN = {-1: "veille", 0: "jour", 1: "lendemain"}


def percent(number: str, *, is_included: bool = True) -> Input:
    coverage: Input = {"kind": "percent", "percent": number}
    return coverage if is_included else {**coverage, "includes_amo": False}


def every_input() -> Iterator[Named]:
    """Return all the cases, group after group."""
    for number, (group, cases) in enumerate(GROUPS.items(), start=1):
        for rank, (name, given) in enumerate(cases(), start=1):
            yield f"{number:02d}-{rank:03d} {group} : {name}", given


def _base(**changes: Any) -> Input:
    return {"day": TODAY, "price": None, "sessions": 1, "act": "lombalgie_commune",
            "coverage": NONE, **changes}  # fmt: skip


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# --- 1. The eve, the day and the morrow of every change ---------------------------------------

CHANGES = (
    ("nouvelle nomenclature", "2024-02-22", ("lombalgie_commune", "perinee"), "metropole"),
    ("nouvelle nomenclature, outre-mer", "2024-02-22", ("hemiplegie",), "drom"),
    ("franchise doublée", "2024-03-31", ("lombalgie_commune", "ter_avec"), "metropole"),
    ("franchise doublée, outre-mer", "2024-03-31", ("perinee",), "drom"),
    ("hausse de la séance courante", "2026-01-01",
     ("lombalgie_commune", "cervicalgie", "rachis_multi_sans", "epaule_non", "amput_mi"),
     "metropole"),
    ("hausse de la séance courante, outre-mer", "2026-01-01", ("ptg", "scoliose_multi"), "drom"),
    ("hausse de la balnéothérapie", "2026-01-01", ("balneo_bassin", "balneo_piscine"), "metropole"),
    ("hausse de deux zones", "2026-05-28", ("ter_sans", "ter_avec", "amput_multi"), "metropole"),
    ("hausse de deux zones, outre-mer", "2026-05-28", ("ter_sans", "amput_multi"), "drom"),
    ("début connu de la paralysie cérébrale", "2026-06-21", ("paralysie_cerebrale",), "metropole"),
    ("hausse annoncée de neurologie", "2026-09-01",
     ("neuro_central_multi", "neuro_periph_multi", "myopathie", "encephalopathie", "para_tetra"),
     "metropole"),
    ("hausse annoncée de neurologie, outre-mer", "2026-09-01", ("para_tetra",), "drom"),
    ("plafond annuel de 70 €", "2026-10-01", ("vestibulaire",), "metropole"),
    ("hausse annoncée pour 2027", "2027-07-01", ("lombalgie_commune", "lca"), "metropole"),
    ("hausse annoncée pour 2027, outre-mer", "2027-07-01", ("coude_op",), "drom"),
    ("fin de la période vérifiée", "2027-12-31", ("veineux",), "metropole"),
)  # fmt: skip


def changes() -> Iterator[Named]:
    for label, day, acts, territory in CHANGES:
        for act in acts:
            for shift, when in WHEN.items():
                moved = _day(day) + dt.timedelta(days=shift)
                where = {} if territory == "metropole" else {"territory": territory}
                yield f"{label}, {act}, {when}", _base(day=moved, act=act, **where)


def cap_changes() -> Iterator[Named]:
    for already in ("45.00", "50.00", "65.00"):
        for shift, when in WHEN.items():
            day = _day("2026-10-01") + dt.timedelta(days=shift)
            yield (
                f"{already} € déjà retenus, {when} du plafond de 70 €",
                _base(day=day, sessions=10, franchise_already=already),
            )
    for shift, when in WHEN.items():
        day = _day("2024-03-31") + dt.timedelta(days=shift)
        yield (
            f"deux séances par jour, trois autres soins, {when} du doublement",
            _base(day=day, sessions=4, per_day=2, same_day_conditions=True, other_care_same_day=3),
        )


# --- 2. Every situation × every mutuelle ------------------------------------------------------

SITUATIONS: dict[str, Input] = {
    "cas général": {},
    "ALD liée": {"situations": ["ald"], "ald_related": True},
    "ALD non liée": {"situations": ["ald"], "ald_related": False},
    "ALD sans savoir": {"situations": ["ald"]},
    "maternité avant le 6e mois": {
        "situations": ["maternite"], "maternity_period": "avant-6e-mois"},
    "maternité, période": {"situations": ["maternite"], "maternity_period": "du-6e-mois-a-j12"},
    "après l’accouchement, périnée": {
        "situations": ["maternite"], "maternity_period": "apres-perinee-ou-abdominaux"},
    "après l’accouchement, autre soin": {
        "situations": ["maternite"], "maternity_period": "apres-autre"},
    "maternité sans savoir": {"situations": ["maternite"]},
    "accident du travail": {"situations": ["accident-travail"]},
    "invalidité": {"situations": ["invalidite"]},
    "C2S": {"situations": ["c2s"]},
    "AME": {"situations": ["ame"]},
    "moins de 18 ans": {"situations": ["mineur"]},
    "Alsace-Moselle": {"situations": ["alsace-moselle"]},
    "ASPA": {"situations": ["aspa"]},
}  # fmt: skip
COVERAGES: dict[str, Input] = {
    "sans mutuelle": NONE,
    "100 %": percent("100"),
    "150 %": percent("150"),
    "50 % en plus": percent("50", is_included=False),
    "5 € par séance": {"kind": "per_session", "amount": "5.00"},
    "200 € par an": {"kind": "per_year", "amount": "200.00"},
    "mutuelle inconnue": {"kind": "unknown"},
}


def situations_and_coverages() -> Iterator[Named]:
    for situation, more in SITUATIONS.items():
        for kind, coverage in COVERAGES.items():
            given = _base(price="30.00", sessions=3, **{**more, "coverage": coverage})
            yield f"{situation}, {kind}, 3 séances à 30 €", given


def several_situations() -> Iterator[Named]:
    together: tuple[tuple[str, Input], ...] = (
        ("mineur et ALD liée", {"situations": ["mineur", "ald"], "ald_related": True}),
        ("mineur et ALD sans savoir", {"situations": ["mineur", "ald"]}),
        ("Alsace-Moselle et ALD non liée",
         {"situations": ["alsace-moselle", "ald"], "ald_related": False}),
        ("Alsace-Moselle et ALD sans savoir", {"situations": ["alsace-moselle", "ald"]}),
        ("Alsace-Moselle et ASPA", {"situations": ["alsace-moselle", "aspa"]}),
        ("ASPA et invalidité", {"situations": ["aspa", "invalidite"]}),
        ("C2S et ALD liée", {"situations": ["c2s", "ald"], "ald_related": True}),
        ("C2S et mineur", {"situations": ["c2s", "mineur"]}),
        ("accident du travail et maternité",
         {"situations": ["accident-travail", "maternite"],
          "maternity_period": "du-6e-mois-a-j12"}),
        ("ALD et maternité, sans savoir", {"situations": ["ald", "maternite"]}),
        ("mineur, Alsace-Moselle et invalidité",
         {"situations": ["mineur", "alsace-moselle", "invalidite"]}),
    )  # fmt: skip
    for label, more in together:
        yield f"{label}, sans mutuelle", _base(price="25.00", sessions=4, **more)
        yield (
            f"{label}, 125 %",
            _base(price="25.00", sessions=4, **{**more, "coverage": percent("125")}),
        )


# --- 3. Acts, families, territories -----------------------------------------------------------

NAMES = (
    None, "dos-cou", "bras", "jambe", "deux-zones", "perinee", "ventre", "respiration",
    "vertiges-machoire", "marche-age", "avc", "neuro-autre", "rhumatisme", "lymphoedeme",
    "bilan-seul",
)  # fmt: skip


def families() -> Iterator[Named]:
    for name in NAMES:
        for territory in ("metropole", "drom", "mayotte"):
            given = _base(act=name, territory=territory, sessions=2)
            yield f"{name or 'soin non précisé'}, {territory}", given


def families_in_the_past() -> Iterator[Named]:
    for name in (None, "dos-cou", "deux-zones", "neuro-autre"):
        for day in ("2024-03-01", "2025-06-15", "2026-03-10"):
            given = _base(act=name, day=_day(day), price="30.00", coverage=percent("100"))
            yield f"{name or 'soin non précisé'} le {day}, 30 €, 100 %", given


def prices() -> Iterator[Named]:
    exact = ("17.83", "17.88", "17.97", "18.79", "21.64", "22.10", "17.68", "61.88", "23.65")
    for price in exact:
        yield f"{price} € est un tarif, soin non précisé", _base(price=price, act=None)
    for price in ("17.88", "17.83", "18.79"):
        yield f"{price} €, dos ou cou", _base(price=price, act="dos-cou")
    for price in ("17.95", "20.00", "17.89"):
        yield f"{price} €, jambe, 100 %", _base(price=price, act="jambe", coverage=percent("100"))
    for price in ("16.13", "20.43", "23.01", "16.51", "16.57", "16.64", "20.97", "21.02"):
        yield f"{price} €, ancien tarif gardé", _base(price=price, act=None, sessions=2)
    for price in ("1.00", "1.50", "1.66", "1.67", "2.00", "10.50", "17.82", "17.98", "300.00"):
        yield f"prix de {price} €, lombalgie", _base(price=price)
        yield f"prix de {price} €, lombalgie, 200 %", _base(price=price, coverage=percent("200"))
    for low, high in (("20.00", "25.00"), ("12.00", "20.00"), ("17.50", "18.20")):
        between = {"low": low, "high": high}
        yield f"entre {low} et {high} €, lombalgie", _base(price=between, sessions=6)
        for number in ("80", "100", "130"):
            yield (
                f"entre {low} et {high} €, lombalgie, {number} %",
                _base(price=between, coverage=percent(number)),
            )
        yield (
            f"entre {low} et {high} €, bras, mutuelle inconnue",
            _base(price=between, act="bras", coverage={"kind": "unknown"}),
        )


def guarantees() -> Iterator[Named]:
    for number in ("0", "40", "60", "61", "80", "100", "130", "175", "300", "600"):
        yield f"{number} % Sécu comprise, 42 €", _base(price="42.00", coverage=percent(number))
        yield (
            f"{number} % en plus de la Sécu, 42 €",
            _base(price="42.00", coverage=percent(number, is_included=False)),
        )
    for amount in ("0.00", "0.50", "12.00", "30.00"):
        coverage = {"kind": "per_session", "amount": amount}
        yield f"forfait de {amount} € par séance, 42 €", _base(price="42.00", coverage=coverage)
    near = percent("150")
    for price in ("26.75", "26.80", "26.82", "26.96"):
        given = _base(price=price, act=None, coverage=near)
        yield f"{price} €, autour de 150 % du tarif, soin non précisé", given


# --- 4. Franchise: caps, years ----------------------------------------------------------------


def caps() -> Iterator[Named]:
    for already in ("0.00", "40.50", "60.00", "68.00", "69.50", "70.00", "85.00"):
        given = _base(sessions=12, franchise_already=already, coverage=percent("100"))
        yield f"{already} € déjà retenus, 12 séances", given
    for count in (69, 70, 71, 100, 200):
        yield f"{count} séances dans l’année", _base(sessions=count)
    for after in (0, 1, 10, 20):
        given = _base(sessions=20, franchise_already="65.00", sessions_after_december=after)
        yield f"65 € retenus, 20 séances dont {after} après le 31 décembre", given
    given = _base(sessions=150, sessions_after_december=75, price="25.00")
    yield "150 séances, moitié après le 31 décembre : deux plafonds", given
    given = _base(sessions=20, franchise_already="69.00", situations=["mineur"])
    yield "mineur : le plafond ne joue pas", given
    given = _base(price="1.00", sessions=80, coverage=percent("100"))
    yield "prix d’1 € : la franchise ne dépasse pas la part de la Sécu", given


def schedules() -> Iterator[Named]:
    def plan(*batches: tuple[str, int], **changes: Any) -> Input:
        given = _base(**changes)
        del given["day"], given["sessions"]
        schedule = [{"day": _day(day), "sessions": count} for day, count in batches]
        return {**given, "schedule": schedule}

    year = (("2026-12-20", 4), ("2027-01-05", 6))
    yield "à cheval sur le 1er janvier, 68 € retenus", plan(*year, franchise_already="68.00")
    yield "les mêmes lots dans le désordre", plan(*reversed(year), franchise_already="68.00")
    yield (
        "trois jours autour du 1er janvier",
        plan(("2026-12-31", 1), ("2027-01-01", 1), ("2027-01-02", 1), franchise_already="70.00"),
    )
    yield "hausse du 01/01/2026 au milieu", plan(("2025-12-15", 5), ("2026-01-10", 5))
    yield (
        "hausse du 01/01/2026 au milieu, dos ou cou à 20 €, 100 %",
        plan(
            ("2025-12-15", 5),
            ("2026-01-10", 5),
            act="dos-cou",
            price="20.00",
            coverage=percent("100"),
        ),
    )
    yield (
        "prix au tarif actuel, séances commencées avant la hausse",
        plan(("2025-12-15", 2), ("2026-01-10", 2), act=None, price="17.88"),
    )
    yield (
        "deux zones autour du 28/05/2026, outre-mer",
        plan(("2026-05-27", 3), ("2026-05-28", 3), act="ter_avec", territory="drom"),
    )
    yield (
        "neurologie autour du 01/09/2026",
        plan(("2026-08-31", 2), ("2026-09-01", 2), act="myopathie"),
    )
    yield (
        "plafond de 50 puis de 70 €",
        plan(("2026-09-20", 8), ("2026-10-05", 8), franchise_already="45.00"),
    )
    yield (
        "plafond de 50 € déjà atteint, puis 70 €",
        plan(("2026-09-20", 4), ("2026-10-05", 30), franchise_already="50.00", price="20.00"),
    )
    yield "trois tarifs et deux années, 90 séances", plan(
        ("2025-11-03", 20), ("2026-02-02", 30), ("2026-06-15", 20), ("2027-01-04", 20),
        act="ter_sans", price="25.00", coverage=percent("150"),
    )  # fmt: skip
    yield (
        "avec bilans, à cheval sur deux années",
        plan(("2026-11-02", 25), ("2027-01-04", 25), assessment=True, franchise_already="40.00"),
    )
    yield "un lot hors de la période vérifiée", plan(("2027-12-20", 3), ("2028-01-05", 3))


# --- 5. Two a day, assessments, home ----------------------------------------------------------


def two_a_day() -> Iterator[Named]:
    for said, label in ((True, "réunies"), (False, "non réunies"), (None, "inconnues")):
        for count in (2, 5):
            given = _base(price="20.00", sessions=count, per_day=2, same_day_conditions=said)
            yield f"{count} séances, conditions {label}", given
            yield (
                f"{count} séances, conditions {label}, 100 %",
                {**given, "coverage": percent("100")},
            )
        given = _base(price="20.00", sessions=4, per_day=2, same_day_conditions=said)
        yield f"C2S, conditions {label}", {**given, "situations": ["c2s"]}
    for care in (1, 2, 3, 4, 6):
        given = _base(sessions=6, per_day=2, same_day_conditions=True, other_care_same_day=care)
        yield f"{care} autres soins chaque jour", given
    for care in (3, 4):
        yield (
            f"une séance par jour, {care} autres soins",
            _base(sessions=5, other_care_same_day=care),
        )


def assessments() -> Iterator[Named]:
    for count in (1, 9, 10, 29, 30, 31, 49, 50, 70):
        yield f"{count} séances", _base(sessions=count, assessment=True)
    for count in (1, 30, 59, 60, 109, 110):
        given = _base(sessions=count, assessment=True, act="hemiplegie", coverage=percent("100"))
        yield f"{count} séances après un AVC", given
    yield "ALD liée", _base(sessions=30, assessment=True, situations=["ald"], ald_related=True)
    yield "C2S", _base(sessions=30, assessment=True, situations=["c2s"], price="25.00")
    yield "outre-mer", _base(sessions=30, assessment=True, territory="drom")
    yield (
        "plafond atteint au milieu",
        _base(sessions=30, assessment=True, franchise_already="50.00"),
    )
    yield (
        "trois autres soins le même jour",
        _base(sessions=3, assessment=True, other_care_same_day=3),
    )
    yield (
        "le jour d’avant la hausse de 2026",
        _base(day=_day("2025-12-31"), sessions=2, assessment=True),
    )


def home() -> Iterator[Named]:
    acts = (
        ("sujet_age", "IFS"), ("hemiplegie", "IFS"), ("rhum_inflam_1", "IFS"),
        ("perinee", "IFD"), ("vestibulaire", "IFD"), ("lombalgie_commune", "IFD ou IFS"),
        ("resp_urgent", "IFD ou IFS"), (None, "IFD ou IFS"),
    )  # fmt: skip
    for act, fixed in acts:
        given = _base(act=act, sessions=3, home="oui-justifie")
        yield f"{act or 'soin non précisé'}, {fixed}", given
    for km in ("0", "1.5", "2", "2.5", "7", "18.3"):
        given = _base(act="sujet_age", sessions=2, home="oui-justifie", km=km)
        yield f"{km} km, marche de la personne âgée", given
        yield f"{km} km, outre-mer, 100 %", {
            **given, "territory": "drom", "coverage": percent("100")}  # fmt: skip
    for km in ("0", "1", "1.5", "7"):
        given = _base(act="sujet_age", home="oui-justifie", km=km, terrain="montagne")
        yield f"{km} km en montagne, marche de la personne âgée", given
        yield f"{km} km en montagne, outre-mer", {**given, "territory": "drom"}
    for label, more in (
        ("ALD liée", {"situations": ["ald"], "ald_related": True}),
        ("C2S", {"situations": ["c2s"]}),
        ("mineur", {"situations": ["mineur"]}),
        ("5 € par séance", {"coverage": {"kind": "per_session", "amount": "5.00"}}),
        ("60 % en plus", {"coverage": percent("60", is_included=False)}),
    ):
        given = {**_base(act="hemiplegie", sessions=4, home="oui-justifie", km="6"), **more}
        yield f"6 km après un AVC, {label}", given
    yield "de confort : déplacement non compté", _base(home="oui-confort", km="6", sessions=2)
    for day in ("2025-12-31", "2026-01-01", "2026-01-02"):
        yield (
            f"marche de la personne âgée le {day}",
            _base(act="sujet_age", day=_day(day), home="oui-justifie"),
        )
    yield (
        "deux par jour, conditions non réunies",
        _base(
            act="sujet_age", sessions=4, per_day=2, same_day_conditions=False, home="oui-justifie"
        ),
    )


# --- 6. The rest ------------------------------------------------------------------------------


def not_reimbursed() -> Iterator[Named]:
    for label, coverage in COVERAGES.items():
        given = _base(act="non-remboursable", price="50.00", sessions=3, coverage=coverage)
        yield f"50 €, {label}", given
    for amount, after in (("120.00", 0), ("120.00", 3), ("120.00", 1), ("0.00", 0)):
        yearly = {"kind": "per_year", "amount": amount}
        yield f"50 €, {amount} € par an, 6 séances dont {after} après le 31 décembre", _base(
            act="non-remboursable", price="50.00", sessions=6, coverage=yearly,
            sessions_after_december=after,
        )  # fmt: skip
    yield "prix inconnu", _base(act="non-remboursable")
    yield "kiné non conventionné", _base(price="40.00", is_conventionne=False)
    for label in ("C2S", "moins de 18 ans", "ALD liée", "AME"):
        given = _base(act="non-remboursable", price="50.00", sessions=2, **SITUATIONS[label])
        yield f"50 €, {label}", given
        more = {"coverage": COVERAGES["5 € par séance"]}
        yield f"50 €, {label}, 5 € par séance", {**given, **more}
        more = {"coverage": {"kind": "per_year", "amount": "70.00"}}
        yield f"50 €, {label}, 70 € par an", {**given, **more}


def unknown_answers() -> Iterator[Named]:
    yield "nombre de séances inconnu", _base(sessions=None, price="22.00")
    yield "prix et nombre inconnus, soin non précisé", _base(sessions=None, act=None)
    yield "tout est inconnu", _base(act=None, sessions=5, coverage={"kind": "unknown"})
    yield (
        "mutuelle et ALD inconnues, 40 €",
        _base(price="40.00", sessions=10, situations=["ald"], coverage={"kind": "unknown"}),
    )


def replays() -> Iterator[Named]:
    for day, franchise, rate in (
        ("2023-06-01", "0.50", "0.60"),
        ("2024-03-30", "0.50", "0.60"),
        ("2026-11-21", "1.00", "0.90"),
    ):
        given = _base(day=_day(day), act=None, price="16.13", tariff="16.13", franchise=franchise)
        yield f"exemple rejoué au {day}, 60 séances", {**given, "rate": rate, "sessions": 60}
    given = _base(day=_day("2023-06-01"), act=None, price="20.00", tariff="16.13", rate="0.60")
    yield "exemple rejoué en 2023, deux par jour, deux autres soins", {
        **given, "franchise": "0.50", "sessions": 4, "per_day": 2, "same_day_conditions": True,
        "other_care_same_day": 2}  # fmt: skip


GROUPS = {
    "Changements de tarif": changes,
    "Changements de plafond": cap_changes,
    "Situation et mutuelle": situations_and_coverages,
    "Plusieurs situations": several_situations,
    "Soin et territoire": families,
    "Soin à une date passée": families_in_the_past,
    "Prix": prices,
    "Garantie": guarantees,
    "Plafonds de franchise": caps,
    "Calendrier": schedules,
    "Deux séances par jour": two_a_day,
    "Bilan": assessments,
    "À domicile": home,
    "Non remboursable": not_reimbursed,
    "Sans savoir": unknown_answers,
    "Exemple d’une autre année": replays,
}
