"""One thing broken at a time: the check names the file and the line, and says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest

from tests.content.conftest import Copy

FAQ = "faq_fr.yaml"
TEXTS = "textes_fr.yaml"
FLOW = "dialogues/estimate.yaml"
RATES = "parametres/taux.yaml"
ACTS = "parametres/actes.yaml"
URGENCIES = "urgences_fr.yaml"
VALUES = "valeurs_fr.yaml"
SHORT = r"^  short: \|-\n    "
ENGLISH = re.compile(
    r"\b(?:should|is not|is defined|unknown|expected|found|valid|input|required|out of|the)\b"
)
IN_ENGLISH = "l’erreur est dite en anglais (documents._FRENCH, urgencies)"
UNSEEN = "kinebot check ne le voit pas : le bot tombe en panne à l’affichage"


@dataclass(frozen=True)
class Mistake:
    """A change in a file, the words of the problem, and a text of its line (the new one)."""

    file: str
    old: str
    new: str
    says: str
    at: str = ""


MISTAKES = {
    "an unknown key": Mistake(FAQ, r"^  group: ", "  groupe: ", "inconnue", "groupe:"),
    "a missing key": Mistake(FAQ, r"^  question: .*\n", "", "« question » manque", "- id:"),
    "a missing source": Mistake(FAQ, r"^  sources:\n(?:    .*\n)+", "  sources: []\n",
                                "ajoutez au moins une source", "- id:"),
    "a source without a title": Mistake(FAQ, r'^      title: "[^"]*"\n', "",
                                       "« title » manque"),
    "a wrong address": Mistake(FAQ, r'url: "http', 'url: "htp', "n’a pas la forme", "htp"),
    "a doubled id": Mistake(FAQ, r"(?s)\A(.*?- id: )(\S+)(\n.*?\n- id: )\S+", r"\1\2\3\2",
                            "déjà pris"),
    "a doubled key": Mistake(FAQ, r"^(  label: .*\n)", r"\1  label: Un autre\n",
                             "« label » est en double", "Un autre"),
    "a day written the French way": Mistake(FAQ, r"^  verified_on: .*", "  verified_on: 21/11/2026",
                                            "2026-11-21", "21/11/2026"),
    "a day that does not exist": Mistake(FAQ, r"^  verified_on: .*", "  verified_on: 2026-02-30",
                                         "YAML incorrect"),
    "a number not quoted": Mistake(RATES, r'value: "[\d.]+"', "value: 0.61",
                                   "entre guillemets", "0.61"),
    "a number with a comma": Mistake(RATES, r'value: "[\d.]+"', 'value: "0,61"',
                                     "avec un point", "0,61"),
    "a text that YAML takes for a truth": Mistake(FAQ, r"^  label: .*", "  label: no",
                                                  "entre guillemets", "label: no"),
    "a quote not closed": Mistake(FAQ, r'^  label: "[^"]*"', '  label: "Sans fin',
                                  "YAML incorrect"),
    "a tab": Mistake(FAQ, r"^  group: ", "\tgroup: ", "YAML incorrect", "\tgroup"),
    "an unknown parameter in an answer": Mistake(FAQ, SHORT, r"\g<0>{{ p.inconnu_au_bataillon }} ",
                                                 "inconnu_au_bataillon"),
    "an unknown filter in an answer": Mistake(FAQ, SHORT, r"\g<0>{{ 1 | plouf }} ", "plouf"),
    "an unclosed brace in an answer": Mistake(FAQ, SHORT, r"\g<0>{{ p.franchise ", "short"),
    "a straight apostrophe": Mistake(FAQ, SHORT, r"\g<0>C'est dit. ", "apostrophe droite"),
    "an amount typed by hand": Mistake(FAQ, SHORT, r"\g<0>Il faut 17,88 € ici. ",
                                       "tapé à la main"),
    "a number of sessions typed by hand": Mistake(FAQ, SHORT, r"\g<0>Comptez 30 séances. ",
                                                  "tapé à la main"),
    "a missing space": Mistake(FAQ, SHORT, r"\g<0>Vraiment? ", "il manque une espace"),
    "an address in the text": Mistake(FAQ, SHORT, r"\g<0>Voyez https://ameli.fr/ ici. ",
                                      "mettez-la dans sources"),
    "an unknown related topic": Mistake(FAQ, r"related: \[", "related: [sujet-perdu, ",
                                        "sujet inconnu : « sujet-perdu »", "sujet-perdu"),
    "an unknown button": Mistake(FAQ, r"buttons: \[\w+", "buttons: [porte_perdue",
                                 "n’est pas permis ici", "porte_perdue"),
    "a label too long": Mistake(FAQ, r"^  label: .*", '  label: "' + "Long " * 10 + '"',
                                "40 caractères au plus", "Long Long"),
    "a first bubble too long": Mistake(FAQ, SHORT, r"\g<0>" + "Encore un mot. " * 30,
                                        "350 au plus"),
    "an answer too long": Mistake(FAQ, r"^  answer: \|-\n    ", r"\g<0>" + "Encore un mot. " * 300,
                                  "4096 au plus"),
    "a sentence too long in the simple version": Mistake(
        FAQ, r"^  simple: \|-\n    ", r"\g<0>" + "mot " * 13, "12 au plus"),
    "a label two topics share": Mistake(
        FAQ, r"(?s)\A(.*?\n  label: )([^\n]*)(\n.*?\n  label: )[^\n]*", r"\1\2\3\2",
        "ce bouton est déjà celui de"),
    "a reservation without what to confirm": Mistake(
        FAQ, r"^  certainty: sure", "  certainty: to_confirm", "« confirm » va avec"),
    "a review before the day it was verified": Mistake(
        FAQ, r"^  review_before: .*", "  review_before: 2020-01-01", "doit venir après", "- id:"),
    "a topic without phrasings": Mistake(
        "formulations_fr/bot.yaml", r"^bot-identite:", "bot-perdu:", "n’est pas un sujet",
        "bot-perdu"),
    "a text that is missing": Mistake(TEXTS, r"^  bonjour: ", "  bonsoir: ",
                                      "« accueil.bonjour » manque"),
    "a text nothing shows": Mistake(TEXTS, r"^  menu: ", "  perdu: x\n  menu: ",
                                    "texte orphelin", "perdu: x"),
    "an unclosed brace in a text": Mistake(TEXTS, r"^  menu: \"", '  menu: "{{ x ', "accueil.menu",
                                           "{{ x"),
    "an unclosed block in a template": Mistake(
        "templates/estimation.html.j2", r"\{% endif %\}", "", "end"),
    "a question with one choice": Mistake(
        FLOW, r"(?s)(id: bilan\n.*?choices:\n.*?\n).*?\n\n", r"\1\n", "au moins deux choix"),
    "a refinement without a button": Mistake(FLOW, r'^    button: "Ma mutuelle"\n', "",
                                             "a un bouton"),
    "a question that depends on a later one": Mistake(
        FLOW, r"when: \{mutuelle_type:", "when: {domicile:", "doit venir avant elle"),
    "two questions of one id": Mistake(FLOW, r"- id: nb_seances", "- id: prix",
                                       "deux questions portent"),
    "an unknown kind of question": Mistake(FLOW, r"kind: money", "kind: argent",
                                           "n’est pas permis ici", "argent"),
    "ids too long for a button": Mistake(
        FLOW, r"\{id: oui-confort,", "{id: oui-confort-" + "x" * 40 + ",", "trop longs"),
    "a question too long": Mistake(FLOW, r'^    text: "', '    text: "' + "Encore " * 30,
                                   "200 caractères au plus", "Encore"),
    "a period that ends before it begins": Mistake(
        RATES, r"starts_on: \d{4}-\d\d-\d\d,", "starts_on: 2030-01-01, ends_on: 2029-01-01,",
        "avant le début"),
    "a rate nobody wrote": Mistake("parametres/situations.yaml", r"taux: \w+", "taux: perdu",
                                   "paramètre inconnu : « perdu »", "taux: perdu"),
    "a source nobody wrote": Mistake(ACTS, r"source: [\w-]+", "source: perdue",
                                     "source inconnue : « perdue »", "source: perdue"),
    "a family without an act": Mistake("parametres/familles.yaml", r"actes: \[[^\]]*\]",
                                       "actes: [acte_perdu]", "ne désigne aucun acte"),
    "an unknown topic behind a door": Mistake("menu_fr.yaml", r"topics: \[[\w-]+",
                                              "topics: [sujet-perdu", "sujet inconnu"),
    "an example that cannot be computed": Mistake(
        "exemples.yaml", r"act: lombalgie_commune", "act: acte_perdu", "acte_perdu"),
    "an unknown sign of a value": Mistake(VALUES, r"^  euro: ", "  eurro: ", "euro"),
    "an urgency that names an unknown sign": Mistake(
        URGENCIES, r"(?m)^(    all: \[)", r"\1signe-perdu, ", "signe-perdu"),
    "a threshold above one": Mistake("comprehension.yaml", r"^answer: .*", "answer: 1.5", "answer",
                                     "1.5"),
    "a list where keys are expected": Mistake("menu_fr.yaml", r"(?s)\A.*", "- un\n- deux\n", ""),
    "an empty file": Mistake(FAQ, r"(?s)\A.*", "", ""),
    "an unknown parameter in a text": Mistake(TEXTS, r'^  menu: "', '  menu: "{{ p.perdu }} ',
                                              "perdu", "p.perdu"),
    "an unknown value in a template": Mistake(
        "templates/estimation.html.j2", "Par séance", "{{ valeur_perdue }}", "valeur_perdue"),
    "a list of commands that is missing": Mistake("commandes_fr.yaml", r"^retour: .*\n", "",
                                                  "retour"),
}  # fmt: skip
FAILING = {
    "an unknown sign of a value": IN_ENGLISH,
    "an urgency that names an unknown sign": IN_ENGLISH,
    "a topic without phrasings": "la ligne dite est celle d’après (Document.line_of sur une clé)",
    "an unknown value in a template": UNSEEN,
}


def cases() -> list[Any]:
    return [
        pytest.param(
            mistake,
            id=name,
            marks=[pytest.mark.xfail(strict=True, reason=FAILING[name])] if name in FAILING else [],
        )
        for name, mistake in MISTAKES.items()
    ]


@pytest.mark.parametrize("mistake", cases())
def test_a_mistake_is_told_with_its_file_its_line_and_what_to_do(
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
        assert str(error).startswith(f"{mistake.file}:{error.line}: ")
