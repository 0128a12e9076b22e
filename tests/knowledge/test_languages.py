"""Another language is told from French, once French matching has refused."""

from __future__ import annotations

import pytest

from bot.content.models import Content
from bot.knowledge.languages import foreign_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have two physios", "en"),
        ("how much is it with my insurance", "en"),
        ("¿cuánto cuesta?", "es"),
        ("tengo una receta del medico", "es"),
        ("Brauche ich ein Rezept?", "de"),
        ("wie viel kostet das", "de"),
        ("obrigado", "pt"),
        ("quanto custa a sessão", "pt"),
        ("كم تكلفة الجلسة", "ar"),
        ("grazie dottore", "other"),
        ("сколько стоит", "other"),
    ],
)
def test_a_foreign_message_betrays_its_language(content: Content, text: str, language: str) -> None:
    assert foreign_language(text, content.lexicon.languages) == language


@pytest.mark.parametrize(
    "text",
    [
        "mal dos",
        "t'as mal où",
        "il est où",
        "du coup je fais quoi",
        "y a quelqu'un",
        "6 sessions",
        "j'ai mis la carte",
        "que faire",
        "pas de souci mec",
        "",
        "12 ?",
    ],
)
def test_refused_french_is_not_taken_for_another_language(content: Content, text: str) -> None:
    assert foreign_language(text, content.lexicon.languages) is None
