"""The readers, made once from the content."""

from pathlib import Path

import pytest
import yaml

from bot.content.values import ValuesContent
from bot.knowledge.values import SlotReader, ValueReader

CONTENT = Path(__file__).parents[3] / "content" / "valeurs_fr.yaml"


@pytest.fixture(scope="session")
def content() -> ValuesContent:
    return ValuesContent.model_validate(yaml.safe_load(CONTENT.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def values(content: ValuesContent) -> ValueReader:
    return ValueReader(content)


@pytest.fixture(scope="session")
def slots(content: ValuesContent) -> SlotReader:
    return SlotReader(content)
