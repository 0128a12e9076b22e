"""The engines: one small class each. Libraries are imported late, so that memory is their own."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np

from benchmarks.samples import CACHE, NONE, Example
from bot.knowledge.text import fold, words

if TYPE_CHECKING:
    from bot.content.models import Content

TOP = 5
Score = tuple[str, float]
Verdict = Literal["answers", "asks", "refuses"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine says of a message.

    Attributes:
        ranking: the best topics with their scores.
        none: the score of « not ours », on the same scale.
        verdict: what it decides, when it decides by itself.
        topics: the topics it then gives.
    """

    ranking: Sequence[Score]
    none: float = 0.0
    verdict: Verdict | None = None
    topics: Sequence[str] = ()

    @property
    def confidence(self) -> float:
        """Return how far the best topic is above « not ours »."""
        return self.ranking[0][1] - self.none if self.ranking else float("-inf")


class Engine(Protocol):
    """Learns once, then answers messages."""

    def build(self, source: Source) -> None:
        """Get ready to answer."""

    def answer(self, text: str) -> Answer:
        """Return the topics of a message."""


@dataclass(frozen=True, slots=True)
class Source:
    """What to learn from: examples for the peers, the content they come from for the bot."""

    examples: Sequence[Example]
    topics: int | None = None  # synthetic ones; None: those of the project

    def content(self) -> Content:
        """Load the content the examples come from."""
        from benchmarks.synthetic import content_with  # noqa: PLC0415
        from bot.content.loader import load_content  # noqa: PLC0415
        from bot.settings import load_settings  # noqa: PLC0415

        content = load_content(load_settings().content_dir)
        return content_with(content, self.topics) if self.topics else content


class Served:
    """The bot as it runs: index ready on the disk, its own thresholds, emergencies, amounts."""

    def build(self, source: Source) -> None:
        from bot.cli.compose import build_understanding  # noqa: PLC0415

        self._understanding = build_understanding(source.content(), CACHE)

    def answer(self, text: str) -> Answer:
        from bot.dialogue.routing import Answers, Clarifies, Opens, route  # noqa: PLC0415

        decision, understood = route(text, self._understanding)
        ranking = [(candidate.topic, candidate.score) for candidate in understood.candidates]
        match decision:
            case Answers(topics) | Opens(topics=topics):
                return Answer(ranking, 0.0, "answers", topics)
            case Clarifies(topics):
                return Answer(ranking, 0.0, "asks", topics)
            case _:
                return Answer(ranking, 0.0, "refuses")


class Models:
    """The bot's two models alone, learnt on the spot and thresholded like the peers."""

    def build(self, source: Source) -> None:
        from bot.knowledge.matcher import Matcher  # noqa: PLC0415
        from bot.knowledge.training import compile_index  # noqa: PLC0415

        content = source.content()
        self._matcher = Matcher(compile_index(content), content.lexicon)

    def answer(self, text: str) -> Answer:
        scores = self._matcher.probabilities(text)
        return ranked(zip((*self._matcher.topics, NONE), scores.tolist(), strict=True))


class Nearest:
    """The topic of the nearest example: what the text searches have in common."""

    def _own(self, examples: Sequence[Example]) -> list[str]:
        """Keep which topic each example belongs to; return the texts."""
        self._topics = sorted({topic for _, topic in examples})
        rank = {topic: position for position, topic in enumerate(self._topics)}
        self._owners = np.array([rank[topic] for _, topic in examples])
        return [text for text, _ in examples]

    def _best(self, scores: Any) -> Answer:
        """Return the topics by the score of their best example."""
        best = np.zeros(len(self._topics))
        np.maximum.at(best, self._owners, scores)
        return ranked(zip(self._topics, best.tolist(), strict=True))


class Fuzzy(Nearest):
    """RapidFuzz alone, over every example."""

    def __init__(self, scorer: str) -> None:
        fuzz = import_module("rapidfuzz.fuzz")
        self._scorer = getattr(fuzz, scorer)
        self._cdist = import_module("rapidfuzz.process").cdist

    def build(self, source: Source) -> None:
        self._choices = [" ".join(words(text)) for text in self._own(source.examples)]

    def answer(self, text: str) -> Answer:
        query = [" ".join(words(text))]
        return self._best(self._cdist(query, self._choices, scorer=self._scorer)[0])


class Okapi(Nearest):
    """BM25 (bm25s) over French stems."""

    def __init__(self) -> None:
        self._bm25s = import_module("bm25s")
        self._stemmer = import_module("Stemmer").Stemmer("french")

    def build(self, source: Source) -> None:
        corpus = [self._stems(text) for text in self._own(source.examples)]
        self._index = self._bm25s.BM25()
        self._index.index(corpus, show_progress=False)

    def answer(self, text: str) -> Answer:
        stems = self._stems(text)
        return self._best(self._index.get_scores(stems) if stems else 0.0)

    def _stems(self, text: str) -> list[str]:
        return list(self._stemmer.stemWords(words(text)))


class TfIdf:
    """TF-IDF of character n-grams, which beat words here, and a logistic regression."""

    def build(self, source: Source) -> None:
        text = import_module("sklearn.feature_extraction.text")
        linear = import_module("sklearn.linear_model")
        self._vectors = text.TfidfVectorizer(
            preprocessor=fold, analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True
        )
        texts, topics = zip(*source.examples, strict=True)
        matrix = self._vectors.fit_transform(texts)
        self._model = linear.LogisticRegression(C=10, max_iter=200).fit(matrix, topics)

    def answer(self, text: str) -> Answer:
        scores = self._model.predict_proba(self._vectors.transform([text]))[0]
        return ranked(zip(self._model.classes_.tolist(), scores.tolist(), strict=True))


def ranked(scores: Iterable[Score]) -> Answer:
    """Return the best topics, with « not ours » apart."""
    by_topic = dict(scores)
    none = by_topic.pop(NONE, 0.0)
    best = heapq.nlargest(TOP, by_topic.items(), key=lambda item: item[1])
    return Answer([(topic, score) for topic, score in best if score > 0], none)


def _inverted_bayes() -> Engine:
    from benchmarks.inverted import InvertedBayes  # noqa: PLC0415

    return InvertedBayes()


SERVED, MODELS, BAYES, BM25 = (
    "Kinébot, en service", "Kinébot, modèles seuls", "Bayes du bot, index inversé", "BM25",
)  # fmt: skip
ENGINES: dict[str, Callable[[], Engine]] = {
    SERVED: Served,
    MODELS: Models,
    BAYES: _inverted_bayes,
    BM25: Okapi,
    "TF-IDF + régression logistique": TfIdf,
    "RapidFuzz WRatio": lambda: Fuzzy("WRatio"),
    "RapidFuzz token_set_ratio": lambda: Fuzzy("token_set_ratio"),
}
