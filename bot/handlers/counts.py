"""What an operator can watch: numbers, never a text, a name or a chat."""

from __future__ import annotations

from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


class Counts:
    """The measures of one process, in the words of Prometheus."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        own: Any = {"namespace": "kinebot", "registry": self.registry}
        self.received = Counter("updates_received", "Updates kept", **own)
        self.known = Counter("updates_known", "Updates that came again, and changed nothing", **own)
        self.ignored = Counter("updates_ignored", "Updates that are not for the bot", **own)
        self.handled = Counter("updates_handled", "Updates answered", **own)
        self.failed = Counter("answers_failed", "Updates answered by an apology", **own)
        self.sent = Counter("replies_sent", "Calls that Telegram accepted", ["kind"], **own)
        self.dropped = Counter(
            "replies_dropped", "Replies given up",
            ["reason"], **own,
        )  # fmt: skip
        self.retried = Counter("replies_retried", "Attempts that did not succeed", **own)
        self.limited = Counter("telegram_429", "Refusals because of Telegram's limits", **own)
        self.poll_errors = Counter("poll_errors", "Requests for updates that failed", **own)
        self.step = Histogram(
            "lot_seconds", "Time to answer and keep a lot of updates", buckets=_SECONDS, **own
        )
        self.mark = Histogram(
            "mark_seconds", "Time from Telegram's answer to the mark « sent »",
            buckets=_SECONDS, **own,
        )  # fmt: skip
        self.rows = Gauge("rows", "Rows of each table", ["table"], **own)
