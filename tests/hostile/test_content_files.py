"""Content files cut, shuffled, poisoned: each mistake has its file and its line, none escapes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cli.check import check
from bot.content.documents import Document
from bot.content.loader import CONTENT_FOLDER, Reader, load_content
from bot.errors import ContentError, Problem
from tests.conftest import TODAY
from tests.hostile.contents import LAUGHS, NESTED, spoiled

FILES = sorted(
    path.relative_to(CONTENT_FOLDER).as_posix()
    for path in CONTENT_FOLDER.rglob("*")
    if path.suffix in {".yaml", ".j2", ".txt"}
)
MENU = "menu_fr.yaml"
CHECKED = ["faq_fr.yaml", "templates/estimation.html.j2"]


class HalfReader(Reader):
    """Reads one file of a folder; the others are those of the project, read once."""

    def __init__(self, folder: Path, hurt: str, sound: dict[str, Document]) -> None:
        super().__init__(folder)
        self._hurt = hurt
        self._sound = sound

    def _document(self, name: str) -> Document | None:
        if name == self._hurt or name not in self._sound:
            return super()._document(name)
        self.documents[name] = self._sound[name]
        return self._sound[name]


@pytest.fixture(scope="module")
def sound() -> dict[str, Document]:
    reader = Reader(CONTENT_FOLDER)
    reader.content()
    return reader.documents


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(CONTENT_FOLDER, tmp_path_factory.mktemp("hostile") / "content"))


def assert_well_told(problems: list[Problem] | tuple[Problem, ...], folder: Path) -> None:
    for problem in problems:
        assert problem.line >= 1
        assert problem.message
        assert (folder / problem.file).parent.is_dir()


@contextmanager
def written(folder: Path, file: str, content: bytes) -> Iterator[None]:
    """Write a file for a moment."""
    path = folder / file
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


@settings(max_examples=100, deadline=None)
@given(file=st.sampled_from(FILES), chance=st.integers(0, 10**9).map(Random))
def test_a_spoiled_file_is_read_or_told_and_nothing_else(
    file: str, chance: Random, folder: Path, sound: dict[str, Document]
) -> None:
    with written(folder, file, spoiled(chance, (folder / file).read_bytes())):
        reader = HalfReader(folder, file, sound)
        reader.content()
        assert_well_told(reader.problems, folder)


@settings(max_examples=50, deadline=None)
@given(text=st.text(max_size=300))
def test_any_text_at_all_is_told(text: str, folder: Path, sound: dict[str, Document]) -> None:
    with written(folder, MENU, text.encode()):
        reader = HalfReader(folder, MENU, sound)
        reader.content()
        assert reader.problems
        assert_well_told(reader.problems, folder)


@pytest.mark.parametrize("file", CHECKED)
def test_the_whole_check_survives_a_spoiled_file(file: str, folder: Path) -> None:
    with written(folder, file, spoiled(Random(file), (folder / file).read_bytes())):
        errors, _ = check(folder, TODAY)
        assert_well_told(errors, folder)


FOUND = {
    "a letter that is not UTF-8": (b"a: b\nc: \xe9t\xe9\n", 2, "UTF-8"),
    "a truth that is none": (b"a: b\nc: !!bool peut-\xc3\xaatre\n", 1, "YAML incorrect"),
    "a day that is none": (b"a: !!timestamp hier\n", 1, "YAML incorrect"),
    "billions of values in ten lines": (LAUGHS.encode(), 6, "trop de valeurs"),
    "a list inside itself": (b"a: b\nc: &c [*c]\n", 2, "trop de valeurs"),
    "lists without end": (b"a: b\nc: " + b"[" * NESTED, 2, "les unes dans les autres"),
    "keys without end": (b"a: b\nc: " + b"{a: " * NESTED, 2, "les unes dans les autres"),
    "entries without end": (b"- " * NESTED + b"x", 1, "les unes dans les autres"),
    "a byte of nothing": (b"a: \x00\n", 1, "YAML incorrect"),
}


@pytest.mark.parametrize("name", FOUND)
def test_what_once_escaped_is_told_at_its_line(name: str, folder: Path) -> None:
    content, line, said = FOUND[name]
    with written(folder, MENU, content), pytest.raises(ContentError) as told:
        load_content(folder)
    lines = {p.line for p in told.value.problems if p.file == MENU and said in p.message}
    assert lines == {line}


@pytest.mark.parametrize("file", ["mots_courants_fr.txt", "templates/lettre_recours.j2"])
def test_a_text_that_is_not_utf8_is_told_at_its_line(file: str, folder: Path) -> None:
    with (
        written(folder, file, b"un\ndeux\n\xff\n"),
        pytest.raises(ContentError, match=f"{file}:3: fichier illisible"),
    ):
        load_content(folder)


def test_a_folder_in_the_place_of_a_file_is_told(folder: Path) -> None:
    path = folder / "templates" / "perdu.j2"
    path.mkdir()
    try:
        with pytest.raises(ContentError, match=r"templates/perdu\.j2:1: fichier illisible"):
            load_content(folder)
    finally:
        path.rmdir()


def test_parentheses_without_end_are_told(folder: Path) -> None:
    file = "templates/lettre_recours.j2"
    before = (folder / file).read_bytes()
    endless = b"{{ " + b"(" * NESTED + b"1" + b")" * NESTED + b" }}\n"
    with written(folder, file, endless + before):
        errors, _ = check(folder, TODAY)
    assert errors
