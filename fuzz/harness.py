"""What the harnesses share: atheris, the folder of what was found, the seeds."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
TESTS = ROOT / "tests"
FOUND = ROOT / ".fuzz"
LONGEST_SEED = 200  # characters
SLOW = 10.0  # seconds of processor for one input, under atheris; a hundredth is usual
MOST_SEEDS = 1000  # each is tried before anything else
OPTIONS = ("-rss_limit_mb=4096", "-max_len=1500", "-print_final_stats=1")

try:
    atheris: Any = import_module("atheris")
except ImportError:
    sys.exit("Il manque atheris : make fuzz l’installe.")


def fuzz(name: str, seeds: Iterable[bytes], try_one: Callable[[bytes], None]) -> None:
    """Try inputs until time is up or one of them breaks something; it is kept in `.fuzz`.

    Args:
        name: of the harness.
        seeds: inputs to begin with, beside what earlier runs have found.
        try_one: reads one input; what it raises is a fault.
    """
    corpus = FOUND / name
    corpus.mkdir(parents=True, exist_ok=True)
    every = list(seeds)
    for seed in every[:: len(every) // MOST_SEEDS + 1]:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    replayed = any(Path(argument).is_file() for argument in sys.argv[1:])
    inputs = sys.argv[1:] if replayed else [*sys.argv[1:], str(corpus)]
    prefix = f"-artifact_prefix={FOUND}/{name}-"
    atheris.Setup([sys.argv[0], *OPTIONS, prefix, *inputs], lambda data: _timed(try_one, data))
    atheris.Fuzz()


def _timed(try_one: Callable[[bytes], None], data: bytes) -> None:
    """Read one input; a machine that sleeps meanwhile does not make it slow."""
    before = process_time()
    try_one(data)
    if (seconds := process_time() - before) > SLOW:
        raise TimeoutError(f"{seconds:.0f} s")


def typed(data: bytes) -> str:
    """Return bytes as what may be typed: those that are no text become lone surrogates."""
    return data.decode("utf-8", "surrogateescape")


def said_in(*folders: str) -> Iterator[str]:
    """Yield the short strings of the YAML files of some folders of the tests."""
    for folder in folders:
        for path in sorted((TESTS / folder).rglob("*.yaml")):
            yield from _strings(yaml.safe_load(path.read_text(encoding="utf-8")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str) and len(value) <= LONGEST_SEED:
        yield value
    elif isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _strings(inside)
