"""`make bench`: what the bot does against a peer, in the same run, as ratios."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidfuzz import fuzz, process

from bot.cli.compose import build_understanding
from bot.content.loader import load_content
from bot.content.models import Content
from bot.knowledge.text import words

ROOT = Path(__file__).resolve().parents[1]
CACHE = ROOT / ".index-cache"
MESSAGES = ROOT / "tests" / "messages" / "temoin.jsonl"
ROUNDS = 3


def main() -> None:
    CACHE.mkdir(exist_ok=True)
    content = load_content()
    understanding = build_understanding(content, CACHE)
    rows = [json.loads(line) for line in MESSAGES.read_text("utf-8").splitlines()]
    asked = [row for row in rows if row["accept"]]
    _compare(
        "premier sujet, messages témoins",
        lambda text: understanding.match(text).candidates[0].topic,
        _closest_phrasing(content),
        asked,
    )
    print(f"démarrage sur index prêt : {_start_up():.2f} s")


def _closest_phrasing(content: Content) -> Callable[[str], str]:
    """The peer: rapidfuzz's token_set_ratio over every phrasing, folded."""
    choices, owners = [], []
    for topic, phrasings in content.phrasings.items():
        for phrasing in phrasings:
            choices.append(" ".join(words(phrasing)))
            owners.append(topic)

    def closest(text: str) -> str:
        best = process.extractOne(" ".join(words(text)), choices, scorer=fuzz.token_set_ratio)
        return owners[best[2]]

    return closest


def _compare(
    name: str, ours: Callable[[str], str], peer: Callable[[str], str], rows: list[dict[str, object]]
) -> None:
    (right, seconds), (peer_right, peer_seconds) = _measure(ours, rows), _measure(peer, rows)
    print(f"{name} : {len(rows)}")
    print(f"  kinébot            {right:6.1%}   {1000 * seconds / len(rows):7.2f} ms par message")
    print(f"  token_set_ratio    {peer_right:6.1%}   {1000 * peer_seconds / len(rows):7.2f} ms")
    print(f"  justesse × {right / peer_right:.2f}, temps × {seconds / peer_seconds:.2f}")


def _measure(answer: Callable[[str], str], rows: list[dict[str, object]]) -> tuple[float, float]:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        found = [answer(str(row["text"])) for row in rows]
        times.append(time.perf_counter() - start)
    right = sum(
        topic in row["accept"]  # type: ignore[operator]
        for topic, row in zip(found, rows, strict=True)
    )
    return right / len(rows), statistics.median(times)


def _start_up() -> float:
    """From nothing to a first decision, in a new process, the median of a few."""
    code = (
        "from pathlib import Path; from bot.content.loader import load_content;"
        "from bot.cli.compose import build_understanding;"
        f"u = build_understanding(load_content(), Path({str(CACHE)!r})); u.match('bonjour')"
    )
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


if __name__ == "__main__":
    main()
