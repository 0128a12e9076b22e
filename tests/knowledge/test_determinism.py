"""Same content, same tokens to learn from, whatever the process: Python's hashes are salted."""

from __future__ import annotations

import os
import subprocess
import sys

READ = """
import hashlib
from bot.content.loader import load_content
from bot.knowledge.normalise import Normaliser
from bot.knowledge.training import training_samples, vocabulary
content = load_content()
normaliser = Normaliser(content.lexicon, vocabulary(content))
samples = [(normaliser.tokens(s.text), s.topic, s.weight) for s in training_samples(content)]
print(hashlib.sha256(repr(samples).encode()).hexdigest())
"""


def learnt_with(seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": seed}
    command = [sys.executable, "-c", READ]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return done.stdout


def test_what_is_learnt_does_not_depend_on_the_process() -> None:
    assert learnt_with("1") == learnt_with("2")
