"""One engine in one process, so that its memory is its own: `python -m benchmarks.worker`.

A job comes in on stdin and a run goes out on stdout, both JSON. `nlpjs/bench.js` does the same.
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.engines import ENGINES, Answer, Source
from benchmarks.samples import ROOT, Example

NLP_JS = "nlp.js"
NODE_FOLDER = Path(__file__).parent / "nlpjs"
MEMORY_GB = 14
MINUTES = 10
SINGLE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
PEAK = re.compile(r"VmHWM:\s+(\d+)")


@dataclass(frozen=True, slots=True)
class Job:
    """What an engine must learn, and be asked."""

    engine: str
    examples: Sequence[Example]
    messages: Sequence[str]
    topics: int | None = None  # see Source


@dataclass(frozen=True, slots=True)
class Run:
    """What an engine did."""

    build_seconds: float
    peak_mb: float
    milliseconds: Sequence[float]
    answers: Sequence[Answer]


@dataclass(frozen=True, slots=True)
class Skipped:
    """Why there is nothing to show."""

    reason: str


def run(job: Job) -> Run | Skipped:
    """Run a job in a process of its own, within a limit of time and of memory."""
    command = [sys.executable, "-m", "benchmarks.worker"]
    if job.engine == NLP_JS:
        if missing := _missing_for_node():
            return Skipped(missing)
        command = ["node", str(NODE_FOLDER / "bench.js")]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(asdict(job)),
            capture_output=True,
            text=True,
            cwd=ROOT,
            env=os.environ | SINGLE_THREAD,
            timeout=60 * MINUTES,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Skipped(f"plus de {MINUTES} minutes")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or [f"code {done.returncode}"])[-1]
        return Skipped(last)
    return read_run(done.stdout)


def read_run(text: str) -> Run | Skipped:
    """Read what a process wrote."""
    row = json.loads(text)
    if "reason" in row:
        return Skipped(row["reason"])
    return Run(**{**row, "answers": [Answer(**answer) for answer in row["answers"]]})


def work(job: Job) -> Run | Skipped:
    """Learn, answer, and measure both."""
    try:
        engine = ENGINES[job.engine]()
        start = time.perf_counter()
        engine.build(Source(job.examples, job.topics))
        build = time.perf_counter() - start
        answers, times = [], []
        for message in job.messages:
            asked = time.perf_counter()
            answers.append(engine.answer(message))
            times.append(1000 * (time.perf_counter() - asked))
    except ModuleNotFoundError as error:
        return Skipped(f"le paquet {error.name} manque : make bench l’installe")
    except MemoryError:
        return Skipped(f"plus de {MEMORY_GB} Go de mémoire")
    return Run(build, _peak_mb(), times, answers)


def _missing_for_node() -> str:
    if shutil.which("node") is None:
        return "node manque"
    if not (NODE_FOLDER / "node_modules").is_dir():
        return "le paquet npm manque : npm ci --prefix benchmarks/nlpjs"
    return ""


def _peak_mb() -> float:
    """Return the peak memory of this process; getrusage alone would count its parent's."""
    status = Path("/proc/self/status")
    if status.exists():
        found = PEAK.search(status.read_text())
        return int(found[1]) / 1024 if found else 0.0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main() -> None:
    limit = MEMORY_GB << 30
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    job = Job(**json.load(sys.stdin))
    print(json.dumps(asdict(work(job))))


if __name__ == "__main__":
    main()
