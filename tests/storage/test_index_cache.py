"""The compiled index on disk: right, or not used at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.errors import StorageError
from bot.knowledge.index import Index
from bot.storage.index_cache import NAME, read_index, write_index

INDEX = Index(
    key="1:abc",
    classes=("franchise", "none"),
    vocabulary=("franchise", "séance"),
    idf=np.ones(4, dtype=np.float32),
    weights=np.zeros((4, 2), dtype=np.float16),
    bias=np.zeros(2, dtype=np.float32),
    likelihoods=np.zeros((4, 2), dtype=np.float16),
    priors=np.zeros(2, dtype=np.float32),
)


def test_what_was_written_is_read_back_whole(tmp_path: Path) -> None:
    write_index(tmp_path / "state", INDEX)
    found = read_index(tmp_path / "state", INDEX.key)
    assert found is not None
    assert (found.key, found.classes, found.vocabulary) == (
        INDEX.key, INDEX.classes, INDEX.vocabulary,
    )  # fmt: skip
    assert np.array_equal(found.weights, INDEX.weights)


def test_an_index_made_from_another_content_is_not_used(tmp_path: Path) -> None:
    write_index(tmp_path, INDEX)
    assert read_index(tmp_path, "1:xyz") is None


def test_a_missing_index_is_not_an_error(tmp_path: Path) -> None:
    assert read_index(tmp_path, INDEX.key) is None


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.99])
def test_half_an_index_is_not_used(tmp_path: Path, share: float) -> None:
    write_index(tmp_path, INDEX)
    whole = (tmp_path / NAME).read_bytes()
    (tmp_path / NAME).write_bytes(whole[: int(len(whole) * share)])
    assert read_index(tmp_path, INDEX.key) is None


def test_a_damaged_index_is_not_used(tmp_path: Path) -> None:
    write_index(tmp_path, INDEX)
    whole = bytearray((tmp_path / NAME).read_bytes())
    middle = len(whole) // 2
    whole[middle - 200 : middle + 200] = b"\xff" * 400
    (tmp_path / NAME).write_bytes(whole)
    assert read_index(tmp_path, INDEX.key) is None


def test_writing_leaves_no_other_file(tmp_path: Path) -> None:
    write_index(tmp_path, INDEX)
    write_index(tmp_path, INDEX)
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_a_folder_that_cannot_be_made_is_told_with_advice(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="STATE_DIR"):
        write_index(tmp_path / "file" / "state", INDEX)
