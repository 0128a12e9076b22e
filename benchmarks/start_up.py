"""From nothing to a first answer, in a new process: the bot with its index ready, and a peer."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

from benchmarks.samples import CACHE, ROOT
from benchmarks.tables import figure, table
from bot.cli.compose import build_understanding
from bot.content.loader import load_content
from bot.settings import load_settings

ROUNDS = 3
OURS = (
    "from bot.content.loader import load_content; from bot.settings import load_settings;"
    "from bot.cli.compose import build_understanding; from benchmarks.samples import CACHE;"
    "u = build_understanding(load_content(load_settings().content_dir), CACHE); u.match('bonjour')"
)
PEER = "import sklearn.linear_model"


def start_up() -> None:
    """Print the median of a few starts, and their ratio."""
    build_understanding(load_content(load_settings().content_dir), CACHE)
    ours, peer = _median(OURS), _median(PEER)
    rows = [
        ["Kinébot, index prêt, première réponse", f"{figure(ours)} s", f"× {figure(ours / peer)}"],
        ["importer scikit-learn, sans rien apprendre", f"{figure(peer)} s", "× 1"],
    ]
    print(table(("", "démarrage, médiane", "rapport"), rows))


def _median(code: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return statistics.median(times)
