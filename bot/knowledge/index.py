"""The compiled index: what is learned from the content, as arrays, without pickle."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.features import Floats

Halves = NDArray[np.float16]
FORMAT = "7"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Index:
    """Two linear models over the same hashed columns; half precision, which loses nothing here.

    Attributes:
        key: what it was compiled from: format and content.
        classes: topic ids, then `NONE` last.
        vocabulary: words towards which spelling is corrected.
        idf: weight of each column.
        weights, bias: logistic regression; columns × classes, classes.
        likelihoods, priors: naive Bayes over the words only; word columns × classes, classes.
    """

    key: str
    classes: tuple[str, ...]
    vocabulary: tuple[str, ...]
    idf: Floats
    weights: Halves
    bias: Floats
    likelihoods: Halves
    priors: Floats

    def to_bytes(self) -> bytes:
        """Return the index as an `.npz` file."""
        buffer = io.BytesIO()
        arrays = {name: np.asarray(getattr(self, name)) for name in _NAMES}
        np.savez(buffer, **arrays)  # type: ignore[arg-type]
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes, key: str) -> Index:
        """Read an index back.

        Raises:
            StaleIndexError: damaged, or compiled from something else than `key`.
        """
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as file:
                arrays = {name: file[name] for name in _NAMES}
        except (OSError, KeyError, ValueError, EOFError, zipfile.BadZipFile) as error:
            raise StaleIndexError(str(error)) from error
        if str(arrays.pop("key")) != key:
            raise StaleIndexError("compiled from another content")
        classes = tuple(map(str, arrays.pop("classes")))
        vocabulary = tuple(map(str, arrays.pop("vocabulary")))
        return cls(key=key, classes=classes, vocabulary=vocabulary, **arrays)


_NAMES = tuple(field.name for field in fields(Index))


class StaleIndexError(Exception):
    """The stored index cannot be used: it must be compiled again."""
