"""Messages that ask for a guide in so many words, and those that only ask about its subject."""

from __future__ import annotations

import pytest

from bot.knowledge.understanding import Understanding

ASKED = {
    "documents": (
        "fais ma liste", "tu peux me faire la liste des papiers", "je veux une check-list",
        "dresse-moi la liste des documents", "aide moi a faire ma liste",
    ),
    "letter": (
        "modèle de lettre", "rédige-moi une lettre pour mon médecin", "un courrier type",
        "je voudrais un modèle de courrier", "peux-tu m'écrire un message pour la CPAM",
    ),
    "sessions": ("vérifie si j'ai besoin d'un accord préalable",),
    "two_kines": ("aide-moi pour deux kinés",),
}  # fmt: skip
QUESTIONS = (
    "quels papiers pour la première séance ?",
    "faut-il une lettre du médecin ?",
    "la caisse m'a envoyé un courrier",
    "puis-je voir deux kinés ?",
    "qu'est-ce que l'accord préalable ?",
    "donne-moi la liste des kinés de ma ville",
)


@pytest.mark.parametrize(
    ("guide", "text"), [(guide, text) for guide, texts in ASKED.items() for text in texts]
)
def test_a_request_opens_its_guide(guide: str, text: str, understanding: Understanding) -> None:
    assert understanding.requested(text) == guide


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_opens_no_guide(text: str, understanding: Understanding) -> None:
    assert understanding.requested(text) is None


def test_the_topic_served_is_one_that_offers_the_guide(understanding: Understanding) -> None:
    understood = understanding.match("fais ma liste")
    assert understanding.topic_of_guide("documents", understood) == "premiere-seance"
