"""The bot next to its peers: same phrasings, same messages, one run."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from benchmarks import worker
from benchmarks.engines import BAYES, ENGINES, SERVED
from benchmarks.samples import CACHE, examples_of, read_messages
from benchmarks.scoring import figures
from benchmarks.tables import figure, number, percent, table, times
from bot.cli.compose import build_understanding
from bot.content.loader import load_content
from bot.evaluation.figures import percentile
from bot.settings import load_settings

COMPARED = (*(name for name in ENGINES if name != BAYES), worker.NLP_JS)
RIGHT = (
    "", "1er sujet juste", "dans les 3 premiers", "répond juste", "répond à côté",
    "hors sujet : répond", "hors sujet : refuse",
)  # fmt: skip
COST = ("", "médiane", "95 %", "médiane, rapport", "préparation", "mémoire, maximum")


def compare() -> None:
    """Print both tables, and why an engine is not in them."""
    content = load_content(load_settings().content_dir)
    build_understanding(content, CACHE)  # the bot in service finds its index ready
    examples, messages = examples_of(content), read_messages()
    texts = [message.text for message in messages]
    done: dict[str, worker.Run] = {}
    for name in COMPARED:
        print(f"… {name}", file=sys.stderr)
        match worker.run(worker.Job(name, examples, texts)):
            case worker.Skipped(reason):
                print(f"{name} : passé ({reason})\n")
            case run:
                done[name] = run
    courtesies = {topic for topic, entry in content.faq.items() if entry.group == "bot"}
    inside = sum(message.in_scope for message in messages)
    learnt = f"{number(len(examples))} phrases apprises pour {len(content.faq)} sujets"
    print(f"{learnt} ; {inside} messages dans le sujet, {len(messages) - inside} hors sujet.\n")
    scored = {
        name: figures(list(zip(messages, run.answers, strict=True)), courtesies)
        for name, run in done.items()
    }
    rows = [
        [name, *map(percent, (f.top1, f.top3, f.right, f.wrong, f.false, f.refused))]
        for name, f in scored.items()
    ]
    print(table(RIGHT, rows) + "\n")
    print(table(COST, _costs(done)))


def _costs(done: Mapping[str, worker.Run]) -> list[list[str]]:
    reference = done.get(SERVED)
    median = percentile(list(reference.milliseconds), 0.5) if reference else 0.0
    return [
        [
            name,
            *times(run.milliseconds, median),
            f"{figure(run.build_seconds)} s",
            f"{number(run.peak_mb)} Mo",
        ]
        for name, run in done.items()
    ]
