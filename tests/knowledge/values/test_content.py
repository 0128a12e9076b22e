"""What `content/valeurs_fr.yaml` must hold, and the mistakes it must refuse."""

from pathlib import Path

import pytest
import yaml
from pydantic import ValidationError

from bot.content.values import ValuesContent
from bot.knowledge.values import ValueReader

from .conftest import CONTENT

FAMILIES = Path(CONTENT).parent / "parametres" / "familles.yaml"


@pytest.fixture
def raw():
    return yaml.safe_load(CONTENT.read_text(encoding="utf-8"))


def test_every_act_is_a_family_of_the_calculator(content):
    known = {family["id"] for family in yaml.safe_load(FAMILIES.read_text(encoding="utf-8"))}

    assert set(content.acts) <= known


def test_a_missing_list_is_named(raw):
    del raw["signs"]["euro"]

    with pytest.raises(ValidationError, match="euro"):
        ValuesContent.model_validate(raw)


def test_an_unknown_list_is_refused(raw):
    raw["signs"]["inconnue"] = ["mot"]

    with pytest.raises(ValidationError):
        ValuesContent.model_validate(raw)


def test_a_beginning_of_two_letters_is_refused(raw):
    raw["topics"]["adult"] = ["ma*"]

    with pytest.raises(ValidationError, match="trois lettres"):
        ValuesContent.model_validate(raw)


def test_an_operator_can_add_a_unit(raw):
    raw["signs"]["euro"].append("pépettes")
    reader = ValueReader(ValuesContent.model_validate(raw))

    assert reader.read("price", "35 pépettes").unit == "eur"
    assert reader.read("coverage", "35 pépettes par séance").unit == "eur_per_session"
