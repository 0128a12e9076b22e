"""Lexical features: hashed character n-grams and truncated words, TF-IDF weighted.

A vector is a pair (indices, weights) over `COLUMNS` columns: characters first, then words; each
block has norm 1.
"""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
CHARACTERS = 1 << 15
WORDS = 1 << 16
COLUMNS = CHARACTERS + WORDS
CHARACTER_SIZES = range(2, 6)
STEM = 6  # letters kept of a word: as good as a stemmer here, and free


def grams(tokens: Sequence[str]) -> tuple[Counter[int], Counter[int]]:
    """Count the hashed character n-grams and the hashed word 1- and 2-grams."""
    characters = Counter([
        _hash(padded[start : start + size]) % CHARACTERS
        for padded in (f" {token} " for token in tokens)
        for size in CHARACTER_SIZES
        for start in range(len(padded) - size + 1)
    ])  # fmt: skip
    stems = [token[:STEM] for token in tokens]
    pairs = [f"{first} {second}" for first, second in pairwise(stems)]
    words = Counter(CHARACTERS + _hash(gram) % WORDS for gram in (*stems, *pairs))
    return characters, words


def _hash(gram: str) -> int:
    return zlib.crc32(gram.encode())


def inverse_frequencies(counts: Iterable[tuple[Counter[int], Counter[int]]]) -> Floats:
    """Return one weight per column; columns seen in a single message weigh nothing."""
    seen = np.zeros(COLUMNS, dtype=np.float32)
    total = 0
    for characters, stems in counts:
        total += 1
        seen[list(characters)] += 1
        seen[list(stems)] += 1
    weights = np.log((1 + total) / (1 + seen)) + 1
    return np.where(seen > 1, weights, 0).astype(np.float32)


def vector(counts: tuple[Counter[int], Counter[int]], idf: Floats) -> tuple[Ints, Floats]:
    """Return the weighted vector of one message."""
    indices, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.float32)]
    for block in counts:
        index = np.fromiter(block.keys(), np.int64, len(block))
        weight = 1 + np.log(np.fromiter(block.values(), np.float32, len(block)))
        weight = weight * idf[index]
        norm = float(np.linalg.norm(weight))
        indices.append(index)
        weights.append((weight / (norm or 1.0)).astype(np.float32))
    return np.concatenate(indices), np.concatenate(weights)


def softmax(scores: Floats) -> Floats:
    """Return probabilities along the last axis."""
    exponents = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(exponents / exponents.sum(axis=-1, keepdims=True), dtype=np.float32)
