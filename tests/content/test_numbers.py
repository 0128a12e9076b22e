"""Rule numbers typed by hand in an answer: refused, in digits or in letters."""

from __future__ import annotations

import pytest

from tests.content.conftest import Copy

REFUSED = {
    "La Sécu retient 17,88 € ici.": "17,88 €",
    "La Sécu retient 1 000 € ici.": "1 000 €",
    "La Sécu retient 2 euros ici.": "2 euros",
    "La Sécu retient dix euros ici.": "dix euros",
    "La Sécu paie 60 % du tarif.": "60 %",
    "La Sécu paie soixante pour cent du tarif.": "soixante pour cent",
    "Comptez 30 séances.": "30 séances",
    "Comptez entre 10 et 15 séances.": "15 séances",
    "Comptez trente séances.": "trente séances",
    "Comptez quinze premières séances.": "quinze premières séances",
    "Comptez vingt-cinq séances.": "cinq séances",
    "Comptez une dizaine de séances.": "dizaine de séances",
    "Dès la 16e séance, il faut un accord.": "16e séance",
    "Dès la quinzième séance, il faut un accord.": "quinzième séance",
    "La caisse répond sous 15 jours.": "15 jours",
    "La caisse répond sous quinze jours.": "quinze jours",
    "La caisse répond sous 15\u00a0jours ouvrés.": "15 jours",
    "Jusqu’au douzième jour.": "douzième jour",
    "Il reste deux mois pour écrire.": "deux mois",
    "L’ordonnance a moins de 12 mois.": "12 mois",
    "La règle vaut cinq ans.": "cinq ans",
    "À plus de 150 km du cabinet.": "150 km",
    "Il a 48 heures pour répondre.": "48 heures",
    "Elle dure 30 minutes.": "30 minutes",
    "{{ 30 }} est un nombre.": "{{ 30 }}",
    "{{ '1.00' | nombre }} est un nombre.": "{{ '1.00' | nombre }}",
}
ALLOWED = (
    "L’article dit « 30 séances » et « sous quinze jours », à « 60 % ».",
    "Deux séances le même jour, deux jours différents, un seul jour, une séance.",
    "Depuis le 1er janvier 2026, et le 28 mai 2026. Depuis 2023",
    "Séances de 9 h à 11 h, au 36 46, au 15, article 7, une seule fois.",
    "Un versement à zéro euro. La première séance. Chaque semaine de séances.",
    "Comptez {{ p.seuil_lombalgie | nombre }} séances, {{ p.accord_reponse | lettres }} jours.",
)


def test_a_rule_number_typed_in_an_answer_is_told_on_its_line_all_at_once(copy: Copy) -> None:
    said = copy.said_of(*REFUSED, *ALLOWED)
    for line, number in REFUSED.items():
        assert said[line] == [f"nombre tapé à la main (utilisez un paramètre) : {number}"], line
    assert [line for line in ALLOWED if said[line]] == []


@pytest.mark.parametrize("field", ["short", "answer", "simple"])
def test_each_version_is_read(copy: Copy, field: str) -> None:
    copy.change("faq_fr.yaml", rf"^  {field}: \|-\n", r"\g<0>    Sous 15 jours.\n")
    (told,) = [error for error in copy.errors() if "tapé" in error.message]
    assert told.message.startswith(f"deux-kines-possible, {field} : nombre tapé à la main")
    assert told.line == copy.line_of("faq_fr.yaml", "Sous 15 jours.")


def test_the_bot_may_speak_of_itself_with_numbers(copy: Copy) -> None:
    copy.change("faq_fr.yaml", r"(?s)(- id: bot-identite\n.*?  answer: \|-\n)", r"\1    2 jours.\n")
    assert copy.errors() == []
