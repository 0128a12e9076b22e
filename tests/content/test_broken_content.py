"""One thing broken at a time: the check names the file and the line, and says what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass

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
                                "ajoutez au moins une source", "sources: []"),
    "no sources at all": Mistake(FAQ, r"^  sources:\n(?:    .*\n)+", "",
                                 "ajoutez au moins une source", "- id:"),
    "no day of verification": Mistake(FAQ, r"^  verified_on: .*\n", "",
                                      "« verified_on » manque", "- id:"),
    "no day of review": Mistake(FAQ, r"^  review_before: .*\n", "",
                                "« review_before » manque", "- id:"),
    "a source without a title": Mistake(FAQ, r'^      title: "[^"]*"\n', "",
                                       "« title » manque"),
    "a wrong address": Mistake(FAQ, r'url: "http', 'url: "htp', "commence par https://", "htp"),
    "an address with a space": Mistake(FAQ, r'url: "http', 'url: "https://un deux.fr http',
                                       "n’a pas d’espace", "un deux"),
    "a link of markdown in a source": Mistake(
        FAQ, r'url: "[^"]*"', 'url: "[ameli](https://ameli.fr/)"', "commence par https://",
        "[ameli]"),
    "an address without a site": Mistake(FAQ, r'url: "[^"]*"', 'url: "https://ameli"',
                                         "nom du site", "https://ameli"),
    "an address that ends with a comma": Mistake(
        FAQ, r'url: "[^"]*"', 'url: "https://ameli.fr/,"', "un signe de trop", "ameli.fr/,"),
    "a wrong address in a parameter": Mistake(
        RATES, r'url: "[^"]*"', 'url: "www.ameli.fr"', "commence par https://", "www."),
    "a wrong link in a text": Mistake(
        TEXTS, r'^  menu: "', r'\g<0><a href=\\"ameli\\">x</a>', "commence par https://", "=\\"),
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
    "a site in the text": Mistake(FAQ, SHORT, r"\g<0>Voyez ameli.fr ici. ",
                                  "mettez-la dans sources", "Voyez ameli"),
    "a link of markdown in the text": Mistake(FAQ, SHORT, r"\g<0>Voyez [ameli](ameli) ici. ",
                                              "mettez-la dans sources", "Voyez [ameli]"),
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
        FAQ, r"^  certainty: sure", "  certainty: to_confirm", "« confirm » va avec",
        "- id:"),
    "a review before the day it was verified": Mistake(
        FAQ, r"^  review_before: .*", "  review_before: 2020-01-01", "doit venir après",
        "2020-01-01"),
    "a topic without phrasings": Mistake(
        "formulations_fr/bot.yaml", r"^bot-identite:", "bot-perdu:", "n’est pas un sujet",
        "bot-perdu"),
    "a text that is missing": Mistake(TEXTS, r"^  bonjour: ", "  bonsoir: ",
                                      "« accueil.bonjour » manque"),
    "a text nothing shows": Mistake(TEXTS, r"^  menu: ", "  perdu: x\n  menu: ",
                                    "texte orphelin", "perdu: x"),
    "an unclosed brace in a text": Mistake(TEXTS, r"^  menu: \"", '  menu: "{{ x ', "accueil.menu",
                                           "{{ x"),
    "an answer to an urgency that no rule gives": Mistake(
        URGENCIES, r"^answers:\n", "answers:\n  perdue: {level: '15', text: Appelez.}\n",
        "aucune règle ne donne « perdue »", "perdue:"),
    "a reservation nobody wrote": Mistake(
        "parametres/situations.yaml", r"a_confirmer: [\w-]+", "a_confirmer: perdue",
        "« a_confirmer.perdue » manque", "perdue"),
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
    "a family of unknown families": Mistake(
        "parametres/familles.yaml", r"actes: \[[^\]]*\]", "familles: [perdue]",
        "famille inconnue : « perdue »", "perdue"),
    "a button without a door": Mistake("menu_fr.yaml", r"^  two_kines: .*\n", "",
                                       "« two_kines » n’a pas de porte", "accueil:"),
    "an unknown topic behind a door": Mistake("menu_fr.yaml", r"topics: \[[\w-]+",
                                              "topics: [sujet-perdu", "sujet inconnu"),
    "an example that cannot be computed": Mistake(
        "exemples.yaml", r"act: lombalgie_commune", "act: acte_perdu", "acte_perdu"),
    "an unknown sign of a value": Mistake(VALUES, r"^  euro: ", "  eurro: ",
                                          "vouliez-vous dire « euro » ?", "eurro: "),
    "an urgency that names an unknown sign": Mistake(
        URGENCIES, r"^(  - \{id: mollet, .*all: \[)mollet", r"\1signe-perdu",
        "signe inconnu : « signe-perdu »", "signe-perdu"),
    "an urgency that names an unknown exclusion": Mistake(
        URGENCIES, r"unless: \[depuis-evenement\]", "unless: [perdue]",
        "exclusion inconnue : « perdue »"),
    "an urgency that names an unknown answer": Mistake(
        URGENCIES, r"^(  - \{id: mollet, .*)answer: [\w-]+", r"\1answer: perdue",
        "réponse inconnue : « perdue »", "answer: perdue"),
    "a sign that names an unknown group": Mistake(
        URGENCIES, r"^concepts:\n", r"\g<0>  essai: {label: Essai, says: ['[perdu] x']}\n",
        "groupe inconnu : « [perdu] »", "[perdu]"),
    "a threshold above one": Mistake("comprehension.yaml", r"^answer: .*", "answer: 1.5", "answer",
                                     "1.5"),
    "a list where keys are expected": Mistake("menu_fr.yaml", r"(?s)\A.*", "- un\n- deux\n", ""),
    "an empty file": Mistake(FAQ, r"(?s)\A.*", "", ""),
    "an unknown parameter in a text": Mistake(TEXTS, r'^  menu: "', '  menu: "{{ p.perdu }} ',
                                              "perdu", "p.perdu"),
    "an unknown value in a template": Mistake(
        "templates/estimation.html.j2", "Par séance", "{{ valeur_perdue }}",
        "valeur inconnue dans ce texte : « valeur_perdue »", "valeur_perdue"),
    "a value that another text has": Mistake(
        TEXTS, r'^  groupe: "', '  groupe: "{{ porte }}',
        "valeur inconnue dans ce texte : « porte »", "{{ porte }}<b>"),
    "an unknown parameter beside a value": Mistake(
        TEXTS, r'^  groupe: "', '  groupe: "{{ p.perdu }}', "« p.perdu » n’existe pas", "p.perdu"),
    "an unknown value in an answer": Mistake(
        FAQ, r"(?m)^  answer: \|-\n.*\n\n", r"\g<0>    {{ perdue }}\n",
        "valeur inconnue dans ce texte : « perdue »", "{{ perdue }}"),
    "an unknown parameter in an advice": Mistake(
        "parametres/situations.yaml", r'a_dire: "', 'a_dire: "{{ p.perdu }}', "p.perdu", "p.perdu"),
    "an unknown example": Mistake(FAQ, SHORT, r"\g<0>{{ ex.perdu.reste }} ",
                                  "« ex.perdu » n’existe pas", "ex.perdu"),
    "an unknown act": Mistake(FAQ, SHORT, r"\g<0>{{ tarif.perdu | euros }} ",
                              "« tarif.perdu » n’existe pas", "tarif.perdu"),
    "a parameter on a day without a value": Mistake(
        FAQ, SHORT, r"\g<0>{{ le('1950-01-01').franchise_acte | euros }} ",
        "aucune valeur vérifiée le 1950-01-01"),
    "a value that does not suit its filter": Mistake(
        FAQ, SHORT, r"\g<0>{{ 'un' | nombre }} ", "ne va pas avec son filtre"),
    "a list of commands that is missing": Mistake("commandes_fr.yaml", r"^retour: .*\n", "",
                                                  "retour"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES.keys())
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
