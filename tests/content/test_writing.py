"""French typography and typed addresses: what is refused, where, and what is let through."""

from __future__ import annotations

from tests.content.conftest import Copy

REFUSED = {
    "C'est dit.": "apostrophe droite (mettez ’)",
    "C’est l' usage.": "apostrophe droite (mettez ’)",
    'On dit "oui" ici.': "guillemet droit (mettez « ou »)",
    "Attendez... ici.": "points à la suite (mettez …)",
    "Deux  espaces.": "deux espaces de suite",
    "Une virgule , ici.": "une espace de trop devant la ponctuation",
    "Un point .": "une espace de trop devant la ponctuation",
    "On dit «oui » ici.": "il manque une espace après « « »",
    "On dit « oui» ici.": "il manque une espace devant « » »",
    "Vraiment?": "il manque une espace devant « ? »",
    "Attention!": "il manque une espace devant « ! »",
    "Voici: un mot.": "il manque une espace devant « : »",
    "Voici la liste:": "il manque une espace devant « : »",
    "Un mot; un autre.": "il manque une espace devant « ; »",
    "{{ p.franchise_acte | nombre }}€ ici.": "il manque une espace devant « € »",
    "« Au moins 5% » ici.": "il manque une espace devant « % »",
    "<b>Vraiment</b>? Oui.": "il manque une espace devant « ? »",
    "Voyez https://ameli.fr/droits ici.": "adresse dans le texte (mettez-la dans sources)",
    "Voyez www.ameli.fr ici.": "adresse dans le texte (mettez-la dans sources)",
    "Voyez ameli.fr ici.": "adresse dans le texte (mettez-la dans sources)",
    "Voyez [ameli](ameli) ici.": "adresse dans le texte (mettez-la dans sources)",
    "<a href=\"ameli\">ici</a>": "une adresse commence par https:// et n’a pas d’espace",
    "<a href=\"https://ameli\">ici</a>": "il manque le nom du site dans cette adresse",
}  # fmt: skip
ALLOWED = (
    "« Oui » : c’est l’usage ; voilà ! Et (peut-être ?) {{ p.taux_general | pourcent }}, soit 1,5…",
    "{% if p.franchise_acte > 1 %}Oui{% else %}Non{% endif %} : voyez le 3.2, art. R. 4321-57.",
    "Quoi ?! De 9 h à 11 h, l’« auxiliaire » (« un mot »), le 36 46.",
    '<a href="https://www.ameli.fr/">ici</a> et <b>là</b>, à {{ p.franchise_acte | euros }}.',
)


def test_each_fault_of_an_answer_is_told_on_its_line_all_at_once(copy: Copy) -> None:
    said = copy.said_of(*REFUSED, *ALLOWED)
    for line, advice in REFUSED.items():
        assert [message.partition(" : « ")[0] for message in said[line]] == [advice], line
    assert [line for line in ALLOWED if said[line]] == []


def test_every_fault_of_a_line_is_told(copy: Copy) -> None:
    line = "C'est l'usage, n'est-ce pas?"
    assert len(copy.said_of(line)[line]) == 4


SHOWN = [  # file, where a word is put, its place
    ("faq_fr.yaml", r'^  question: "', "deux-kines-possible, question"),
    ("faq_fr.yaml", r'^  label: "', "deux-kines-possible, label"),
    ("faq_fr.yaml", r'title: "', "deux-kines-possible, sources.0.title"),
    ("textes_fr.yaml", r'^  menu: "', "accueil.menu"),
    ("menu_fr.yaml", r'estimate: \{label: "', "portes.estimate.label"),
    ("dialogues/estimate.yaml", r'^    name: "', "questions.prix.name"),
    ("dialogues/estimate.yaml", r'^    text: "', "questions.prix.text"),
    ("dialogues/estimate.yaml", r'^    help: "', "questions.prix.help"),
    ("dialogues/estimate.yaml", r'^    retry: "', "questions.prix.retry"),
    ("dialogues/estimate.yaml", r'^    unknown: "', "questions.prix.unknown"),
    ("dialogues/estimate.yaml", r'general, label: "', "questions.situation.choices.general.label"),
    ("dialogues/estimate.yaml", r'^intro: "', "intro"),
    ("urgences_fr.yaml", r"^    text: >-\n      ", "answers.15.text"),
    ("parametres/situations.yaml", r'a_dire: "', "ald-liee, a_dire"),
    ("parametres/actes.yaml", r'label: "', "bilan_osteo_1, label"),
]


def test_every_text_a_patient_reads_is_read_again(copy: Copy) -> None:
    for file, old, _ in SHOWN:
        copy.change(file, old, r"\g<0>Qu'")
    told = [error for error in copy.errors() if "apostrophe" in error.message]
    assert {(error.file, error.message.partition(" : ")[0]) for error in told} == {
        (file, place) for file, _, place in SHOWN
    }
    lines = {(error.file, error.line) for error in told}
    assert {(file, copy.line_of(file, "Qu'")) for file, _, _ in SHOWN if file[:3] != "urg"} <= lines
