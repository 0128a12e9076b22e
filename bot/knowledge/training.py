"""Compiling the index from the content: phrasings, what is not ours, noise. Build time only."""

from __future__ import annotations

import random
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from bot.content.models import Content, OffTopic
from bot.knowledge.augment import noisy
from bot.knowledge.features import (
    CHARACTERS,
    COLUMNS,
    Floats,
    Ints,
    grams,
    inverse_frequencies,
    vector,
)
from bot.knowledge.index import FORMAT, NONE, Index
from bot.knowledge.normalise import Normaliser, vocabulary_of

SEED = 20261121
NOISY_COPIES = 1
HARD_NEGATIVES = 900
STRENGTH = 10.0
ITERATIONS = 60
MANY_TOPICS = 300  # beyond, L-BFGS would need tens of gigabytes
PASSES = 10
SMOOTHING = 0.05
PRIOR = True

DOUBLE_QUESTIONS = 3000
SHORT_QUESTION = 16  # words


class Sample(NamedTuple):
    """A message to learn from, the class it belongs to, and how much it counts."""

    text: str
    topic: str
    weight: float = 1.0


def index_key(content: Content) -> str:
    """Return what identifies an index: recompiled when this changes."""
    return f"{FORMAT}:{content.fingerprint}"


def compile_index(content: Content) -> Index:
    """Learn the index from the content. Deterministic; takes some tens of seconds."""
    samples = list(training_samples(content))
    words = vocabulary(content)
    normaliser = Normaliser(content.lexicon, words, is_learning=True)
    counts = [grams(normaliser.tokens(sample.text)) for sample in samples]
    idf = inverse_frequencies(counts)
    matrix = _matrix([vector(count, idf) for count in counts])
    classes = (*content.faq, NONE)
    labels = np.array([classes.index(sample.topic) for sample in samples])
    importance = np.array([sample.weight for sample in samples])
    weights, bias = _learn_regression(matrix, labels, importance)
    likelihoods, priors = _learn_bayes(matrix[:, CHARACTERS:], labels, importance)
    return Index(
        key=index_key(content),
        classes=classes,
        vocabulary=tuple(words),
        idf=idf,
        weights=weights.astype(np.float16),
        bias=bias,
        likelihoods=likelihoods.astype(np.float16),
        priors=priors,
    )


def vocabulary(content: Content) -> list[str]:
    """Return the words of the field, towards which spelling is corrected."""
    written = [t for e in content.faq.values() for t in (e.question, e.short, e.answer, e.simple)]
    typed = [text for phrasings in content.phrasings.values() for text in phrasings]
    return vocabulary_of(written, typed, content.lexicon)


def training_samples(content: Content) -> Iterator[Sample]:
    """Yield every phrasing with its noisy copy, what is not ours, then double questions."""
    rng = random.Random(SEED)  # noqa: S311 — reproducible noise, not a secret
    for topic, entry in content.faq.items():
        for text in (entry.question, entry.label, *content.phrasings.get(topic, ())):
            yield Sample(text, topic)
            for _ in range(NOISY_COPIES):
                yield Sample(noisy(text, rng), topic)
    for text in negatives(content.off_topic, rng):
        yield Sample(text, NONE)
    yield from double_questions(content, rng)


def double_questions(content: Content, rng: random.Random) -> Iterator[Sample]:
    """Yield messages that hold two questions: half a sample of each topic.

    Without them, two of our questions joined look like nothing ever seen, that is « none ».
    """
    questions = [
        (text, topic)
        for topic, entry in content.faq.items()
        for text in content.phrasings.get(topic, ())
        if entry.group != "bot" and len(text.split()) <= SHORT_QUESTION
    ]
    for _ in range(DOUBLE_QUESTIONS):
        (first, one), (second, other) = rng.sample(questions, 2)
        message = first.rstrip(" ?.!") + rng.choice(content.lexicon.joints) + second
        if one != other:
            yield Sample(message, one, 0.5)
            yield Sample(message, other, 0.5)


def negatives(off_topic: OffTopic, rng: random.Random) -> Iterator[str]:
    """Yield what the bot must refuse: written sentences, then frames × foreign objects."""
    for themes in (off_topic.proches, off_topic.lointains):
        for messages in themes.values():
            for message in messages:
                yield message
                yield noisy(message, rng)
    pairs = [(frame, thing) for frame in off_topic.cadres for thing in off_topic.objets]
    for frame, thing in rng.sample(pairs, min(HARD_NEGATIVES, len(pairs))):
        yield frame.format(x=thing)


def _matrix(vectors: list[tuple[Ints, Floats]]) -> Any:
    from scipy.sparse import csr_matrix  # noqa: PLC0415 — build time only

    ends = np.cumsum([0] + [len(indices) for indices, _ in vectors])
    indices = np.concatenate([i for i, _ in vectors])
    values = np.concatenate([w for _, w in vectors])
    return csr_matrix((values, indices, ends), shape=(len(vectors), COLUMNS))


def _learn_regression(matrix: Any, labels: Ints, importance: Any) -> tuple[Floats, Floats]:
    from sklearn.exceptions import ConvergenceWarning  # noqa: PLC0415
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415

    solver, rounds = ("lbfgs", ITERATIONS) if labels.max() < MANY_TOPICS else ("saga", PASSES)
    model = LogisticRegression(
        C=STRENGTH, solver=solver, max_iter=rounds, tol=1e-3, random_state=SEED
    )
    used = np.unique(matrix.nonzero()[1])  # the other columns would weigh nothing
    with warnings.catch_warnings():
        # stopping early regularises too: more iterations were measured to change nothing
        warnings.simplefilter("ignore", ConvergenceWarning)
        model.fit(matrix[:, used], labels, sample_weight=importance)
    weights = np.zeros((matrix.shape[1], len(model.intercept_)), np.float32)
    weights[used] = model.coef_.T
    return weights, model.intercept_.astype(np.float32)


def _learn_bayes(matrix: Any, labels: Ints, importance: Any) -> tuple[Floats, Floats]:
    from sklearn.naive_bayes import MultinomialNB  # noqa: PLC0415 — build time only

    model = MultinomialNB(alpha=SMOOTHING, fit_prior=PRIOR).fit(
        matrix, labels, sample_weight=importance
    )
    likelihoods = model.feature_log_prob_.T.astype(np.float32)
    return likelihoods, model.class_log_prior_.astype(np.float32)
