"""The bot's Bayes as an inverted index: the same scores, keeping only what each topic has said.

A word that a topic never said weighs the same for that topic whatever the word: one number a topic
holds them all. What is left is as small as the phrasings, where `Index.likelihoods` is words ×
topics. The bot does not use it; it shows what would let it know ten thousand topics.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from benchmarks.engines import Answer, Source, ranked
from bot.knowledge.features import (
    CHARACTERS,
    WORDS,
    Floats,
    Ints,
    grams,
    inverse_frequencies,
    softmax,
    vector,
)
from bot.knowledge.normalise import Normaliser, vocabulary_of
from bot.knowledge.training import SMOOTHING, training_samples

Counts = tuple[Counter[int], Counter[int]]


class InvertedBayes:
    """The engine: the bot's tokens and columns, then sparse counts."""

    def build(self, source: Source) -> None:
        content = source.content()
        samples = list(training_samples(content))
        vocabulary = vocabulary_of((), (sample.text for sample in samples), content.lexicon)
        self._normaliser = Normaliser(content.lexicon, vocabulary)
        counts = [self._counts(sample.text) for sample in samples]
        self._idf = inverse_frequencies(counts)
        self._topics = sorted({sample.topic for sample in samples})
        rank = {topic: position for position, topic in enumerate(self._topics)}
        owners = np.array([rank[sample.topic] for sample in samples])
        self._bayes = SparseBayes(self._rows(counts), owners)

    def answer(self, text: str) -> Answer:
        scores = softmax(self._bayes.scores(self._rows([self._counts(text)])))
        return ranked(zip(self._topics, scores.tolist(), strict=True))

    def _counts(self, text: str) -> Counts:
        """Count the words; this Bayes has no use for characters."""
        return Counter(), grams(self._normaliser.tokens(text))[1]

    def _rows(self, counts: list[Counts]) -> Any:
        """Return messages as the rows of a sparse matrix."""
        vectors = [vector(count, self._idf) for count in counts]
        ends = np.cumsum([0] + [len(indices) for indices, _ in vectors])
        indices = np.concatenate([indices for indices, _ in vectors]) - CHARACTERS
        values = np.concatenate([values for _, values in vectors])
        return csr_matrix((values, indices, ends), shape=(len(vectors), WORDS))


class SparseBayes:
    """A multinomial Bayes whose memory is what the topics have said, not words × topics."""

    def __init__(self, matrix: Any, owners: Ints) -> None:
        shape = (int(owners.max()) + 1, len(owners))
        member = csr_matrix((np.ones(len(owners), np.float32), (owners, range(len(owners)))), shape)
        counts = member @ matrix
        totals = np.asarray(counts.sum(axis=1)).ravel() + SMOOTHING * matrix.shape[1]
        self._priors = np.log(np.bincount(owners) / len(owners)).astype(np.float32)
        self._unsaid = (np.log(SMOOTHING) - np.log(totals)).astype(np.float32)
        self._said = (counts / SMOOTHING).log1p().T.tocsr()

    def scores(self, row: Any) -> Floats:
        """Return the joint log-probability of one row with every class."""
        said = row @ self._said
        scores = self._priors + row.sum() * self._unsaid
        scores[said.indices] += said.data
        return np.asarray(scores, dtype=np.float32)
