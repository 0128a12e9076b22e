"""Scoring a message: the probability of every topic and of « none of ours »."""

from __future__ import annotations

import numpy as np

from bot.content.models import Lexicon
from bot.knowledge.features import CHARACTERS, Floats, grams, softmax, vector
from bot.knowledge.index import Index
from bot.knowledge.normalise import Normaliser

REGRESSION, BAYES = 0.65, 0.65  # exponents of the product of the two models, see docs/mesures.md


class Matcher:
    """Reads one compiled index: a logistic regression times a naive Bayes over the words."""

    def __init__(self, index: Index, lexicon: Lexicon) -> None:
        self._index = index
        self.normaliser = Normaliser(lexicon, index.vocabulary)

    @property
    def topics(self) -> tuple[str, ...]:
        """Return the topics, in the order of the scores."""
        return self._index.classes[:-1]

    def probabilities(self, text: str) -> Floats:
        """Return the probability of every topic, then of « none », summing to 1."""
        indices, values = vector(grams(self.normaliser.tokens(text)), self._index.idf)
        regression = values @ self._index.weights[indices].astype(np.float32) + self._index.bias
        words = indices >= CHARACTERS
        rows = self._index.likelihoods[indices[words] - CHARACTERS].astype(np.float32)
        bayes = values[words] @ rows + self._index.priors
        logs = REGRESSION * np.log(softmax(regression)) + BAYES * np.log(softmax(bayes))
        return softmax(logs.astype(np.float32))
