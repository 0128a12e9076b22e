"""The check as a whole: the real content, several mistakes at once, missing files, freshness."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from bot.cli.check import check
from bot.content.checks.freshness import WARNING_DAYS
from bot.content.loader import CONTENT_FOLDER, fingerprint, load_content
from bot.content.models import Content
from bot.errors import ContentError
from tests.conftest import TODAY
from tests.content.conftest import Copy

FAQ = "faq_fr.yaml"


def test_the_content_has_no_mistake() -> None:
    errors, _ = check(CONTENT_FOLDER, TODAY)
    assert errors == []


def test_mistakes_in_several_files_are_told_together_in_the_order_of_the_files(copy: Copy) -> None:
    copy.change(FAQ, r"^  group: ", "  groupe: ")
    copy.change("parametres/taux.yaml", r'value: "[\d.]+"', "value: 0.61")
    copy.change("menu_fr.yaml", r"label: ", "libelle: ")
    errors = copy.errors()
    assert {error.file for error in errors} >= {FAQ, "menu_fr.yaml", "parametres/taux.yaml"}
    assert errors == sorted(errors)


def test_mistakes_in_several_entries_of_a_file_are_told_together(copy: Copy) -> None:
    copy.change(FAQ, r"^  short: \|-\n    ", r"\g<0>C'est dit. ")
    copy.change(FAQ, r"(?s)(.*)\n  short: \|-\n    ", r"\1\n  short: |-\n    Vraiment? ")
    copy.change(FAQ, r"related: \[", "related: [sujet-perdu, ")
    said = " ".join(error.message for error in copy.errors())
    for words in ("apostrophe droite", "il manque une espace", "sujet-perdu"):
        assert words in said


def test_a_mistake_of_shape_does_not_hide_a_mistake_of_meaning_elsewhere(copy: Copy) -> None:
    copy.change("parametres/taux.yaml", r'value: "[\d.]+"', "value: 0.61")
    copy.change(FAQ, r"^  short: \|-\n    ", r"\g<0>C'est dit. ")
    assert {error.file for error in copy.errors()} == {"parametres/taux.yaml", FAQ}


def test_a_mistake_of_shape_does_not_hide_what_else_its_own_entry_does_wrong(copy: Copy) -> None:
    copy.change(FAQ, r"^  group: ", "  groupe: ")
    copy.change(FAQ, r"^  short: \|-\n    ", r"\g<0>C'est dit à la CPAM sous 15 jours. ")
    copy.change(FAQ, r"^  sources:\n(?:    .*\n)+", "")
    copy.change(FAQ, r"^  review_before: .*", "  review_before: 2020-01-01")
    said = " ".join(error.message for error in copy.errors())
    for words in ("inconnue", "apostrophe droite", "CPAM", "15 jours", "au moins une source",
                  "doit venir après", "devait être relue"):  # fmt: skip
        assert words in said


BROKEN_WHOLE = ("menu_fr.yaml", "textes_fr.yaml", "urgences_fr.yaml", "valeurs_fr.yaml",
    "exemples.yaml", "lexique_fr.yaml", "parametres/periode.yaml", "parametres/sources.yaml",
    "parametres/ifs.yaml", "parametres/actes.yaml", "sigles_fr.yaml",
    "dialogues/estimate.yaml", "formulations_fr/bot.yaml")  # fmt: skip


@pytest.mark.parametrize("name", BROKEN_WHOLE)
def test_a_file_of_another_shape_is_the_only_one_blamed(copy: Copy, name: str) -> None:
    (copy.folder / name).write_text("", "utf-8")
    copy.change(FAQ, r"^  short: \|-\n    ", r"\g<0>C'est dit. ")
    errors = copy.errors()
    assert {error.file for error in errors} == {name, FAQ}
    assert sum(error.file == FAQ for error in errors) == 1


def test_files_that_cannot_be_read_are_told_together_with_the_rest(copy: Copy) -> None:
    for name in BROKEN_WHOLE:
        (copy.folder / name).write_text("{", "utf-8")
    copy.change(FAQ, r"^  short: \|-\n    ", r"\g<0>C'est dit. ")
    errors = copy.errors()
    assert {error.file for error in errors} == {*BROKEN_WHOLE, FAQ}
    assert len(errors) == len(BROKEN_WHOLE) + 1


def test_the_same_phrasing_under_two_topics_is_told_where_it_stands_twice(copy: Copy) -> None:
    one, other, *_ = sorted((copy.folder / "formulations_fr").glob("*.yaml"))
    phrasing = "Zébulon répond-il aux questions ?"
    for path in (one, other):
        name = path.relative_to(copy.folder).as_posix()
        copy.change(name, r"^([a-z-]+:)\n(  *)- ", rf'\1\n\2- "{phrasing}"\n\2- ')
    (error,) = copy.errors()
    assert "est déjà sous" in error.message
    assert error.file == other.relative_to(copy.folder).as_posix()
    assert error.line == copy.line_of(error.file, phrasing)


@pytest.mark.parametrize("other", ["zebulon REPOND, ou pas !", "Zébulon répond ou pas…"])
def test_a_phrasing_that_differs_by_accents_punctuation_or_capitals_is_the_same(
    copy: Copy, other: str
) -> None:
    one, two, *_ = sorted((copy.folder / "formulations_fr").glob("*.yaml"))
    for path, phrasing in ((one, "Zébulon répond, ou pas ?"), (two, other)):
        name = path.relative_to(copy.folder).as_posix()
        copy.change(name, r"^([a-z-]+:)\n(  *)- ", rf'\1\n\2- "{phrasing}"\n\2- ')
    (error,) = copy.errors()
    assert f"« {other} » est déjà sous" in error.message
    assert error.line == copy.line_of(error.file, other)


def test_a_phrasing_that_is_the_question_of_another_topic_is_told(copy: Copy) -> None:
    copy.add("formulations_fr/bot.yaml", '  - "a t’on le droit de consulter 2 kinés"\n')
    assert copy.errors() == []
    copy.add(
        "formulations_fr/bot.yaml", '  - "A t-on le droit de consulter deux kines en meme temps"\n'
    )
    (error,) = copy.errors()
    assert error.message.endswith("est déjà la question de « deux-kines-possible »")


def test_an_answer_is_a_warning_before_its_review_date_and_an_error_after() -> None:
    content = load_content()
    review = min(entry.review_before for entry in content.faq.values())
    topics = [e.id for e in content.faq.values() if e.review_before == review]

    def told(day: dt.date) -> tuple[int, int]:
        errors, warnings = check(CONTENT_FOLDER, day)
        said = [f"« {topic} »" for topic in topics]
        return tuple(
            sum(any(words in p.message and "rel" in p.message for words in said) for p in problems)
            for problems in (errors, warnings)
        )  # type: ignore[return-value]

    assert told(review - dt.timedelta(days=WARNING_DAYS + 1)) == (0, 0)
    assert told(review) == (0, len(topics))
    assert told(review + dt.timedelta(days=1)) == (len(topics), 0)


def test_a_button_without_a_door_and_a_template_nothing_shows_are_told(copy: Copy) -> None:
    copy.change("menu_fr.yaml", r"^  letter: .*\n", "")
    (copy.folder / "templates/perdu.html.j2").write_text("", "utf-8")
    (copy.folder / "templates/estimation.html.j2").unlink()
    *buttons, missing, orphan = copy.errors()
    assert {(e.file, e.message.partition(" a ")[2]) for e in buttons} == {
        (FAQ, "un bouton sans porte dans menu_fr.yaml : « letter »")
    }
    assert str(missing) == "templates/estimation.html.j2:1: ce fichier manque"
    assert str(orphan) == "templates/perdu.html.j2:1: gabarit orphelin : rien ne le montre"


@pytest.mark.parametrize("name", [FAQ, "menu_fr.yaml", "urgences_fr.yaml", "parametres/taux.yaml"])
def test_a_missing_file_is_named(copy: Copy, name: str) -> None:
    (copy.folder / name).unlink()
    assert (name, 1, "ce fichier manque") in [(e.file, e.line, e.message) for e in copy.errors()]


def test_a_file_in_another_encoding_is_named(copy: Copy) -> None:
    text = (copy.folder / FAQ).read_text("utf-8")
    (copy.folder / FAQ).write_bytes(text.encode("cp1252", "replace"))
    assert (FAQ, "fichier illisible : enregistrez-le en UTF-8") in [
        (error.file, error.message) for error in copy.errors()
    ]


def test_an_empty_folder_names_what_is_missing(tmp_path: Path) -> None:
    errors, _ = check(tmp_path, TODAY)
    assert {error.message for error in errors} == {"ce fichier manque"}
    assert FAQ in {error.file for error in errors}


def test_loading_a_broken_content_raises_with_every_mistake(copy: Copy) -> None:
    copy.change(FAQ, r"^  group: ", "  groupe: ")
    with pytest.raises(ContentError) as told:
        load_content(copy.folder)
    assert set(told.value.problems) == set(copy.errors())
    assert str(told.value).count("\n") == len(told.value.problems) - 1


def test_the_fingerprint_changes_with_what_is_learnt_and_with_nothing_else(copy: Copy) -> None:
    before = fingerprint(copy.folder)
    copy.add("textes_fr.yaml", "# une remarque\n")
    copy.add("parametres/taux.yaml", "# une remarque\n")
    assert fingerprint(copy.folder) == before
    for name in (FAQ, "formulations_fr/bot.yaml", "hors_sujet_fr.yaml", "lexique_fr.yaml"):
        copy.add(name, "# une remarque\n")
        after = fingerprint(copy.folder)
        assert after != before
        before = after


def test_two_copies_of_a_content_are_the_same_content(
    copy: Copy, content: Content, tmp_path: Path
) -> None:
    again = load_content(Path(shutil.copytree(copy.folder, tmp_path / "again")))
    assert again.fingerprint == content.fingerprint
    assert again.faq == content.faq
