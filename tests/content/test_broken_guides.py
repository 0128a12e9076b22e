"""One thing broken at a time in a guide: the check names the file, the line and what to do."""

from __future__ import annotations

import pytest

from tests.content.conftest import Copy
from tests.content.test_broken_content import ENGLISH, Mistake

KINES = "dialogues/two_kines.yaml"
PAPERS = "dialogues/documents.yaml"
SESSIONS = "dialogues/sessions.yaml"
LETTERS = "dialogues/letter.yaml"

MISTAKES = {
    "a misspelt choice in a condition": Mistake(
        KINES, r'raison == "absence"', 'raison == "abscence"', "n’est pas un choix de « raison »",
        "abscence"),
    "a misspelt question in a condition": Mistake(
        KINES, r"if: 'raison == \"absence\"'", "if: 'raisson == \"absence\"'",
        "n’est ni une question ni une valeur", "raisson"),
    "one equals sign": Mistake(
        KINES, r"if: 'raison == \"changer\"'", "if: 'raison = \"changer\"'",
        "condition mal écrite", "raison = "),
    "a French « et » in a condition": Mistake(
        KINES, r"if: 'raison == \"changer\"'", "if: 'raison == \"changer\" et true'",
        "« and »", "et true"),
    "a number compared with a word": Mistake(
        SESSIONS, r"faites >= situation_seuil'", "faites >= \"dix\"'",
        "écrivez un nombre, sans guillemets", '"dix"'),
    "an unknown parameter in a computed value": Mistake(
        SESSIONS, r"p\.accord_reponse\)", "p.accord_reponce)", "« p.accord_reponce » n’existe pas",
        "accord_reponce"),
    "an unknown number of a choice": Mistake(
        SESSIONS, r"seuil: seuil_lca,", "seuil: seuil_perdu,",
        "paramètre inconnu : « seuil_perdu »", "seuil_perdu"),
    "a computed value that uses itself": Mistake(
        SESSIONS, r"accord: 'situation_seuil \+ 1'", "accord: 'rang + 1'",
        "« rang » doit être calculé avant « accord »", "rang + 1"),
    "a question whose condition names a later one": Mistake(
        KINES, r"if: 'raison == \"absence\"'", "if: 'deux_seances == \"oui\"'",
        "« deux_seances » doit venir avant « absence_type »", "if: 'deux_seances == \"oui\"'"),
    "a question erased by a later one": Mistake(
        KINES, r"depends_on: \[zone_1, zone_2\]", "depends_on: [deux_seances, zone_2]",
        "« deux_seances » doit venir avant « regions »", "depends_on: [deux_seances"),
    "two ends of one id": Mistake(KINES, r"- id: B2", "- id: B1", "« B1 » est déjà pris"),
    "two papers of one id": Mistake(
        PAPERS, r"id: carte-mutuelle,", "id: carte-vitale,", "« carte-vitale » est déjà pris"),
    "two letters of one id": Mistake(
        LETTERS, r"  - id: recours\n    title", "  - id: transmission-dossier\n    title",
        "« transmission-dossier » est déjà pris"),
    "two remarks of one id": Mistake(
        KINES, r"- id: meme-kine-deux-fois", "- id: trois-kines", "« trois-kines » est déjà pris"),
    "two choices of one id": Mistake(
        KINES, r"- id: autre-kine", "- id: remplacant-au-cabinet",
        "« remplacant-au-cabinet » est déjà pris"),
    "a word that two choices share": Mistake(
        KINES, r'words: \["un autre kiné", ', 'words: ["remplaçant", "un autre kiné", ',
        "« remplaçant » est déjà dans words:", '"remplaçant", "un autre kiné"'),
    "a word heard for two choices": Mistake(
        KINES, r'heard: \["changer de kiné", ', 'heard: ["Vacances", "changer de kiné", ',
        "« Vacances » est déjà dans heard:", '"Vacances"'),
    "a default that is no choice": Mistake(
        KINES, r"default: autre-kine", "default: autre-kines",
        "« autre-kines » n’est pas un choix de « absence_type »", "autre-kines"),
    "a deduced answer that is no choice": Mistake(
        KINES, r"is: hopital-ehpad", "is: hopital", "« hopital » n’est pas un choix de « raison »",
        "is: hopital}"),
    "a shared name that no other question has": Mistake(
        KINES, r"shared: zones", "shared: zonnes", "faute de frappe ?", "shared: zonnes"),
    "an expression without its number": Mistake(
        SESSIONS, r'"# de faites"', '"faites séances"', "écrivez # à la place du nombre"),
    "a request that opens another guide": Mistake(
        SESSIONS, r'"aide-moi pour la dap"', '"Fais ma liste"',
        "ouvre déjà « Ma liste de papiers »"),
    "an end that nobody reaches": Mistake(
        KINES, r"if: 'raison == \"meme-cabinet\"'",
        "if: 'raison == \"meme-cabinet\" and deux_kines == \"non\"'",
        "aucune réponse ne mène à « C »"),
    "a choice that leads nowhere": Mistake(
        KINES, r"(?s)  - id: G\n.*?\n\n", "", "aucune fin (leaves:) ne convient"),
    "a value misspelt in an end": Mistake(
        SESSIONS, r"\{\{ accord \| ordinal \}\} séance\.\n      Ce n",
        "{{ acord | ordinal }} séance.\n      Ce n", "« acord » n’existe pas"),
    "a filter misspelt in an end": Mistake(
        SESSIONS, r"\| ordinal \}\}", "| ordinaal }}", "filtre inconnu : « ordinaal »"),
    "a rule number typed in an end": Mistake(
        KINES, r"Demandez le prix avant\. Le médecin", "Il faut 15 séances. Le médecin",
        "nombre tapé à la main"),
    "a rule number typed in a note": Mistake(
        PAPERS, r"Aucun accord de la caisse à demander, d", "Sous huit jours, d",
        "nombre tapé à la main", "Sous huit jours"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_a_guide_is_told_with_its_line_and_what_to_do(
    mistake: Mistake, copy: Copy
) -> None:
    copy.change(mistake.file, mistake.old, mistake.new)
    errors = copy.errors()
    told = [e for e in errors if e.file == mistake.file and mistake.says in e.message]
    assert told, [str(error) for error in errors[:5]]
    if mistake.at:
        assert copy.line_of(mistake.file, mistake.at) in {error.line for error in told}
    for error in told:
        assert not ENGLISH.search(error.message), error.message


def test_a_letter_too_long_is_told_once(copy: Copy) -> None:
    copy.change("templates/lettre_recours.j2", "Mes raisons : ", "Mes raisons : " + "mot " * 400)
    told = [e for e in copy.errors() if "2000 caractères" in e.message]
    assert [(e.file, "« recours »" in e.message) for e in told] == [(LETTERS, True)]


def test_a_value_misspelt_in_a_letter_is_told_with_the_letter(copy: Copy) -> None:
    copy.change("templates/lettre_recours.j2", r"if objet ==", "if objett ==")
    assert [e.message for e in copy.errors() if "« objett » n’existe pas" in e.message]


def test_a_missing_mention_is_told_with_the_answers_that_lack_it(copy: Copy) -> None:
    copy.change("templates/lettre_recours.j2", "Pièces jointes", "Papiers")
    told = [e.message for e in copy.errors() if "la mention « Pièces jointes »" in e.message]
    assert "lettre = recours" in told[0]
