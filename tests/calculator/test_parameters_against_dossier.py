"""An independent rereading of content/parametres, number by number, against the dossier.

The files are read as plain YAML, not by the loader. Without `../shared`, what needs the dossier is
skipped; what only needs the content (no gap, no overlap, tariffs = coefficient × letter) is not.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
import yaml

from tests.calculator.test_cases import CASES as BY_HAND
from tests.cases.independent import EXEMPT, FAMILIES, RATES
from tests.conftest import ROOT

PARAMETERS = ROOT / "content" / "parametres"
DOSSIER = ROOT.parent / "shared" / "facts"
needs_dossier = pytest.mark.skipif(
    not (DOSSIER / "money.yaml").exists(), reason="le dossier ../shared n’est pas là"
)
D = Decimal
ONE_DAY = dt.timedelta(days=1)
Row = dict[str, Any]

# Facts whose number is written in their sentence, not in their field `value`.
IN_LETTERS = {
    "1": "un", "2": "deux", "3": "trois", "4": "quatre", "5": "cinq", "6": "six", "7": "sept",
    "8": "huit", "10": "dix", "12": "douze", "14": "quatorze", "15": "quinze", "20": "vingt",
    "30": "trente", "50": "cinquante", "60": "soixante", "0.40": "ticket modérateur 40 %",
    "0.60": "60 %",
}  # fmt: skip
# What a sentence says in another unit: the parameter, and what must be read in the fact.
OTHER_WORDS = {
    "taux_c2s": "part obligatoire 60 %",
    "taux_ticket_moderateur": "ticket modérateur 40 %",
    "bilan_premiere_fenetre": "séances 1 à 10",
    "bilan_deuxieme": "à la 30e",
    "bilan_rythme": "toutes les 20",
    "bilan_neuro_deuxieme": "60e",
    "bilan_neuro_rythme": "toutes les 50",
    "ik_abattement_plaine": "on retire 2 km (1 km)",
    "ik_abattement_montagne": "on retire 2 km (1 km)",
    "maternite_mois_avant": "quatre mois avant",
    "maternite_mois_grossesse": "6e mois",
    "maternite_jours_apres": "douze jours après",
    "ancien_tarif_seance": "16.13 € métropole, 17.70 € DROM",
    "ancien_tarif_deux_zones": "20.43 € métropole, 22.42 € DROM",
}
# Coefficient 10.7 × the letter of 2012 (fact `lk_215_met`): 23.01 and 25.25 are products.
PRODUCTS = {"ancien_tarif_bilan": D("10.7")}
# « Mineurs » (L. 160-15) is 18 years by the Code civil; 24 hours is our own choice (dialogues §0).
KNOWN_OTHERWISE = {"majorite_ans": "18", "conversation_heures": "24"}


def read(path: Any) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)


def parameters() -> Iterator[Row]:
    for path in sorted(PARAMETERS.glob("*.yaml")):
        content = read(path)
        if isinstance(content, list):
            yield from (row for row in content if "unit" in row)


def dated_values() -> list[Any]:
    return [
        pytest.param(row, value, id=f"{row['id']}-{value['value']}-{value.get('territory', '')}")
        for row in parameters()
        for value in row["values"]
    ]


@cache
def facts() -> dict[str, Row]:
    found = {fact["id"]: fact for fact in read(DOSSIER / "money.yaml")}
    for name in ("procedure.yaml", "extra_facts.yaml"):
        content = read(DOSSIER / name)
        rows = content["facts"] if isinstance(content, dict) else content
        found |= {fact["id"]: fact for fact in rows if fact["id"] not in found}
    return found


def number_of(fact: Row, unit: str) -> Decimal | None:
    try:
        value = D(str(fact.get("value")))
    except ArithmeticError:
        return None
    return value / 100 if unit == "taux" else value


def territory_of(fact: Row) -> str | None:
    return {"métropole": "metropole", "DROM": "drom"}.get(str(fact.get("territory")))


def day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(str(value)) if value else None


@needs_dossier
@pytest.mark.parametrize(("row", "value"), dated_values())
def test_every_number_is_in_a_fact_of_the_dossier(row: Row, value: Row) -> None:
    if row["id"] in KNOWN_OTHERWISE:
        assert value["value"] == KNOWN_OTHERWISE[row["id"]]
        return
    cited = [facts()[name] for name in row["facts"]]
    assert cited, "a parameter cites at least one fact"
    exact = [
        fact for fact in cited
        if number_of(fact, row["unit"]) == D(value["value"])
        and territory_of(fact) in (None, value.get("territory"))
    ]  # fmt: skip
    if exact and row["id"] not in OTHER_WORDS:
        assert any(_same_dates(fact, value) for fact in exact)
        assert value["confidence"] in {fact["confidence"] for fact in exact}
        assert value["source"].get("url") in {fact["source_url"] for fact in exact}
    else:
        assert _is_said(row, value, cited), [fact["statement_fr"] for fact in cited]


def _same_dates(fact: Row, value: Row) -> bool:
    if "value" not in fact:
        return True
    bounds = (day(fact["valid_from"]), day(fact["valid_to"]))
    return bounds == (value.get("starts_on"), value.get("ends_on"))


def _is_said(row: Row, value: Row, cited: list[Row]) -> bool:
    text = " ".join(_words(fact) for fact in cited)
    if row["id"] in OTHER_WORDS:
        return OTHER_WORDS[row["id"]] in text
    if row["id"] in PRODUCTS:
        letters = {"metropole": D("2.15"), "drom": D("2.36")}
        return cents(PRODUCTS[row["id"]] * letters[value["territory"]]) == D(value["value"])
    written = value["value"]
    figures = re.search(rf"(?<![\d.,]){re.escape(written)}(?![\d,]|\.\d)", text)
    letters = IN_LETTERS.get(written)
    return bool(figures) or (letters is not None and letters in text.lower())


def _words(fact: Row) -> str:
    return " ".join(str(fact.get(key, "")) for key in ("statement_fr", "conditions", "note"))


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(D("0.01"), rounding=ROUND_HALF_UP)


# --- The table of acts ------------------------------------------------------------------------

ACTS: dict[str, Row] = {act["id"]: act for act in read(PARAMETERS / "actes.yaml")}
STATUS = {"lu": "lu", "derive": "reconstitue", "snmkr": "lu", "cond": "programme",
          "debut_inconnu": "lu"}  # fmt: skip
EX_75 = {"1A", "1B", "1C", "1E", "1F"}


def table() -> list[Row]:
    path = DOSSIER / "money_ngap.csv"
    return list(csv.DictReader(path.read_text("utf-8").splitlines())) if path.exists() else []


@needs_dossier
def test_the_94_acts_of_the_dossier_are_those_of_the_content() -> None:
    assert len(ACTS) == 94
    assert {row["acte_id"] for row in table()} == set(ACTS)


@needs_dossier
@pytest.mark.parametrize("row", table(), ids=lambda row: f"{row['acte_id']}-{row['valid_from']}")
def test_every_line_of_the_table_is_in_the_content(row: Row) -> None:
    act = ACTS[row["acte_id"]]
    assert (act["article"], act["letter"]) == (row["article"], row["lettre"])
    label = row["libelle"].split(" (référentiel")[0]
    assert act["label"].startswith(label), (act["label"], label)
    (value,) = [v for v in act["values"] if D(v["coefficient"]) == D(row["coef"])]
    assert value["confidence"] == row["confidence"]
    assert value["status"] == STATUS[row["statut"]]
    if row["statut"] == "debut_inconnu":
        assert value["starts_on"] == dt.date(2026, 6, 21), "the day of the text that was read"
    else:
        assert value["starts_on"] == day(row["valid_from"])
    is_doubtful_end = row["valid_to"] == "2026-08-31"
    assert value.get("ends_on") == (None if is_doubtful_end else day(row["valid_to"]))
    coefficient = D(value["coefficient"])
    assert cents(coefficient * D("2.21")) == D(row["tarif_metropole"])
    assert cents(coefficient * D("2.43")) == D(row["tarif_drom"])


@needs_dossier
@pytest.mark.parametrize("act", ACTS.values(), ids=lambda act: act["id"])
def test_every_coefficient_has_the_source_of_its_fact(act: Row) -> None:
    sources = read(PARAMETERS / "sources.yaml")
    versions = [value for value in act["values"] if value["starts_on"] != dt.date(2027, 7, 1)]
    for number, value in enumerate(versions, start=1):
        fact = facts()[f"acte_{act['id']}_v{number}"]
        assert D(value["coefficient"]) == D(str(fact["value"]))
        assert sources[value["source"]]["url"] == fact["source_url"]


def test_nothing_is_in_the_content_but_the_table_and_the_rise_of_2027() -> None:
    rows = table()
    for act in ACTS.values():
        lines = [row for row in rows if row["acte_id"] == act["id"]]
        extra = [v for v in act["values"] if v["starts_on"] == dt.date(2027, 7, 1)]
        if rows:
            assert len(act["values"]) == len(lines) + len(extra)
        (in_force,) = [
            v for v in act["values"] if v["status"] != "programme" and not v.get("ends_on")
        ]
        is_common = act["article"] in EX_75 and D("8.07") <= D(in_force["coefficient"]) < D("8.2")
        assert bool(extra) == is_common, act["id"]
        for value in extra:
            assert D(value["coefficient"]) == D(in_force["coefficient"]) + D("0.3")
            assert (value["status"], value["confidence"]) == ("programme", "medium")


@needs_dossier
def test_the_rises_are_those_of_the_calendar() -> None:
    known = facts()
    assert D(str(known["cal_20270701"]["value"])) == D("0.3")
    assert D(str(known["cal_20260901_nmi"]["value"])) == 1
    for act in ACTS.values():
        for value in act["values"]:
            if value["status"] == "programme" and value["starts_on"] == dt.date(2026, 9, 1):
                sure = [v for v in act["values"] if v["status"] == "lu"]
                assert D(value["coefficient"]) == D(sure[-1]["coefficient"]) + 1
                assert (act["article"], act["letter"]) == ("4", "NMI")


# --- Dates that hold together -----------------------------------------------------------------


def series() -> Iterator[tuple[str, list[Row]]]:
    """Every run of values that should follow one another."""
    for row in parameters():
        for place in sorted({value.get("territory") or "" for value in row["values"]}):
            yield (
                f"{row['id']} {place}",
                [value for value in row["values"] if (value.get("territory") or "") == place],
            )
    for act in ACTS.values():
        yield act["id"], [value for value in act["values"] if value["status"] != "programme"]


@pytest.mark.parametrize(("name", "values"), [pytest.param(*each, id=each[0]) for each in series()])
def test_the_values_follow_one_another_without_gap_or_overlap(name: str, values: list[Row]) -> None:
    for before, after in pairwise(values):
        assert before["ends_on"] + ONE_DAY == after["starts_on"], name
    assert values[-1].get("ends_on") is None or name.startswith("ancien_tarif"), name


# --- What a patient says, and what it gives ---------------------------------------------------


def test_the_families_are_those_of_the_specification() -> None:
    for family in read(PARAMETERS / "familles.yaml"):
        acts = [
            act
            for act in ACTS
            if any(
                act.startswith(pattern[:-1]) if pattern.endswith("*") else act == pattern
                for pattern in family.get("actes", [])
            )
        ]
        assert set(acts) == set(FAMILIES.get(family["id"], "").split()), family["id"]
    assert {family["id"] for family in read(PARAMETERS / "familles.yaml")} == {
        *FAMILIES, "non-remboursable", "acte-courant",
    }  # fmt: skip


def test_the_situations_are_those_of_the_specification() -> None:
    rates = {row["id"]: row["values"][0]["value"] for row in parameters() if row["unit"] == "taux"}
    regimes = read(PARAMETERS / "situations.yaml")
    assert {regime["id"] for regime in regimes} == set(RATES)
    for regime in regimes:
        assert D(rates[regime["taux"]]) == D(RATES[regime["id"]]), regime["id"]
        assert regime["franchise"] == (regime["id"] not in EXEMPT), regime["id"]


# --- The cases of the dossier are all among ours ----------------------------------------------

SPECIFICATION = ROOT.parent / "shared" / "spec" / "dialogues.md"


@needs_dossier
def test_the_23_golden_cases_are_ours_with_their_amounts() -> None:
    rows = list(csv.DictReader((DOSSIER / "money_golden.csv").read_text("utf-8").splitlines()))
    ours = {case["name"].split()[0]: case for case in BY_HAND}
    assert len(rows) == 23
    for row in rows:
        case = ours[row["id"]]
        assert D(case["input"]["price"]) == D(row["price"])
        session = case["expected"]["per_session"]
        for name, column in GOLDEN_COLUMNS.items():
            if name in session:
                assert [D(amount) for amount in session[name]] == [D(row[column])], row["id"]
        assert "reste_a_charge" in session


GOLDEN_COLUMNS = {
    "amo_before_franchise": "amo_brut", "franchise": "franchise_retenue", "amo": "amo_net",
    "complementaire": "mutuelle", "reste_a_charge": "reste_a_charge",
}  # fmt: skip


@needs_dossier
def test_the_15_examples_of_the_specification_are_ours_with_their_amounts() -> None:
    text = SPECIFICATION.read_text("utf-8")
    block = text[text.index("### 1.7") :].split("```yaml\n")[1].split("```")[0]
    examples = yaml.load(block, Loader=yaml.CSafeLoader)["examples"]
    ours = {case["name"]: case for case in BY_HAND}
    assert len(examples) == 15
    for example in examples:
        case = ours[example["id"]]
        assert D(case["input"]["price"]) == D(example["prix"])
        assert case["input"]["sessions"] == example["n"]
        found = [case["expected"]["per_session"], case["expected"]["total"]]
        for amounts, name in zip(found, ("reste", "total"), strict=True):
            wanted = sorted({D(amount) for amount in example[name]})
            assert sorted({D(amount) for amount in amounts["reste_a_charge"]}) == wanted
