"""Acronyms: explained the first time, in each version of an answer, or refused."""

from __future__ import annotations

from tests.content.conftest import Copy

ACRONYMS = "sigles_fr.yaml"
REFUSED = {
    "Demandez à la CPAM ou à votre caisse.": ("CPAM", "CPAM (votre caisse)"),
    "En ALD, ce n’est pas pareil.": ("ALD", "ALD (affection de longue durée)"),
    "Avec la C2S : rien.": ("C2S", "C2S (Complémentaire santé solidaire)"),
    "Avec l’AME, rien. C’est l’aide médicale de l’État.": ("AME", "AME (aide médicale de l’État)"),
    "Le BDK est fait au début.": ("BDK", "BDK (bilan)"),
    "Les IFD s’ajoutent ; les IFS aussi.": ("IFD", "IFD (indemnité forfaitaire de déplacement)"),
    "Une IK (article 13) s’ajoute.": ("IK", "IK (indemnité kilométrique)"),
    "La NGAP le dit.": ("NGAP", "NGAP (la liste officielle des actes)"),
    "Un dossier à la MDPH.": ("MDPH", "MDPH (maison départementale des personnes handicapées)"),
    "Une DAP est à faire.": ("DAP", "DAP (demande d’accord préalable)"),
    "Avec la CSS.": ("CSS", "CSS (Complémentaire santé solidaire)"),
}
EXPLAINED = (
    "Avec l’ASPA (allocation de solidarité aux personnes âgées), puis l’ASPA.",
    "Un EHPAD est une maison de retraite.",
    "La Haute Autorité de santé (HAS) le dit.",
    "Une mutuelle « 100 % BR » (base de remboursement), c’est-à-dire BR.",
    "Les FRD et FAD : forfaits d’accompagnement au retour à domicile.",
    "Une TER, deux zones soignées.",
    "Une XYZ (chose nouvelle à connaître).",
    "Une chose nouvelle à connaître (WXYZ).",
    "Un SMS, un PDF, le titre XIV, le formulaire S6201, art. L. 133-4.",
)


def test_an_acronym_is_told_on_its_line_with_an_explanation_to_copy(copy: Copy) -> None:
    said = copy.said_of(*REFUSED, *EXPLAINED, "Une ABCD est à demander.")
    for line, (acronym, example) in REFUSED.items():
        first, *_ = said[line]
        assert first == (
            f"sigle non expliqué la première fois : « {acronym} » "
            f"(écrivez par exemple « {example} »)"
        )
    assert [line for line in EXPLAINED if said[line]] == []
    assert said["Une ABCD est à demander."] == [
        "sigle non expliqué la première fois : « ABCD » "
        f"(expliquez-le entre parenthèses, ou déclarez-le dans {ACRONYMS})"
    ]


def test_an_explanation_given_too_late_or_in_another_version_does_not_count(copy: Copy) -> None:
    late = "La CPAM répond. Écrivez à la CPAM (votre caisse)."
    assert len(copy.said_of(late)[late]) == 1
    copy.change("faq_fr.yaml", r"La CPAM répond\. ", "")
    assert copy.errors() == []
    copy.change("faq_fr.yaml", r"^  simple: \|-\n", r"\g<0>    Appelez la CPAM.\n")
    (told,) = copy.errors()
    assert told.message.startswith("deux-kines-possible, simple : sigle non expliqué")


def test_a_topic_may_quote_an_acronym_for_itself(copy: Copy) -> None:
    line = "Le sigle AMS n’existe plus."
    copy.change(ACRONYMS, r"^exempt:\n", r"\g<0>  deux-kines-possible: [AMS]\n")
    assert copy.said_of(line) == {line: []}


def test_the_file_of_the_acronyms_is_checked_too(copy: Copy) -> None:
    copy.change(ACRONYMS, r"^links: .*\n", "links: []\n")
    copy.change(ACRONYMS, r"^  ALD: .*\n", "  ALD: longue durée\n")
    copy.change(ACRONYMS, r"^exempt:\n", r"\g<0>  sujet-perdu: [AMS]\n")

    assert [str(error) for error in copy.errors()] == [
        f"{ACRONYMS}:{copy.line_of(ACRONYMS, 'links:')}: links : il en faut au moins 1",
        f"{ACRONYMS}:{copy.line_of(ACRONYMS, '  ALD:')}: explained.ALD : écrivez une liste",
        f"{ACRONYMS}:{copy.line_of(ACRONYMS, 'sujet-perdu')}: sujet inconnu : « sujet-perdu »",
    ]
