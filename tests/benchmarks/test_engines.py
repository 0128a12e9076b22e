"""Every engine finds an obvious topic, or says why it is not there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB

from benchmarks import worker
from benchmarks.engines import BM25, ENGINES, Engine, Source
from benchmarks.inverted import SparseBayes
from benchmarks.samples import NONE, examples_of, read_messages
from bot.content.models import Content
from bot.knowledge.training import SMOOTHING

EXAMPLES = [
    ("combien coûte une séance", "prix"),
    ("quel est le prix de la séance", "prix"),
    ("puis-je voir deux kinés", "deux"),
    ("deux kinés en même temps", "deux"),
    ("quelle météo demain", NONE),
    ("il pleut encore", NONE),
]
PEERS = ("TF-IDF + régression logistique", "RapidFuzz WRatio", "RapidFuzz token_set_ratio", BM25)


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_finds_an_obvious_topic(name: str):
    if name == BM25:
        pytest.importorskip("bm25s")
        pytest.importorskip("Stemmer")
    engine: Engine = ENGINES[name]()
    engine.build(Source(EXAMPLES))
    answer = engine.answer("Deux kinés en même temps ?")
    assert answer.ranking[0][0] == "deux"
    assert NONE not in dict(answer.ranking)
    assert engine.answer("quelle météo demain").confidence < answer.confidence
    assert engine.answer("…").confidence <= answer.confidence


def test_the_inverted_bayes_scores_as_the_dense_one():
    rng = np.random.default_rng(1)
    counts = csr_matrix(rng.poisson(0.3, size=(30, 50)).astype(np.float32))
    owners = np.arange(30) % 4
    dense = MultinomialNB(alpha=SMOOTHING).fit(counts, owners)
    sparse = SparseBayes(counts, owners)
    found = [sparse.scores(counts[[number]]) for number in range(5)]
    assert np.allclose(found, dense.predict_joint_log_proba(counts[:5]), atol=1e-4)


def test_a_missing_package_is_a_reason_and_not_a_failure(monkeypatch: pytest.MonkeyPatch):
    def missing():
        raise ModuleNotFoundError("No module named 'bm25s'", name="bm25s")

    monkeypatch.setitem(ENGINES, BM25, missing)
    done = worker.work(worker.Job(BM25, EXAMPLES, ["bonjour"]))
    assert isinstance(done, worker.Skipped)
    assert "bm25s" in done.reason


def test_a_missing_node_is_a_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(worker.shutil, "which", lambda name: None)
    assert worker.run(worker.Job(worker.NLP_JS, EXAMPLES, [])) == worker.Skipped("node manque")


def test_a_job_runs_in_a_process_of_its_own():
    done = worker.run(worker.Job("RapidFuzz WRatio", EXAMPLES, ["deux kinés", "prix de la séance"]))
    assert isinstance(done, worker.Run)
    assert [answer.ranking[0][0] for answer in done.answers] == ["deux", "prix"]
    assert len(done.milliseconds) == 2
    assert 0 < done.peak_mb < 1000


def test_every_message_accepts_known_topics(content: Content):
    messages = read_messages()
    assert {topic for message in messages for topic in message.accept} <= set(content.faq)
    assert {topic for _, topic in examples_of(content)} == {*content.faq, NONE}
