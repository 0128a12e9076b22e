"""Logs for an operator: what happened, never what was said, by whom, nor the token."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")
_QUIET = ("alembic", "apscheduler", "asyncio", "httpcore", "httpx", "procrastinate", "telegram",
          "uvicorn")  # fmt: skip

_OURS = ("bot", "__main__")


class MaskToken(logging.Filter):
    """Hides anything that looks like a bot token, and whatever a library would quote."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; always keep it."""
        is_ours = record.name.partition(".")[0] in _OURS
        # a library may quote an answer of Telegram, or what made a task fail: not its arguments,
        # nor what follows its first line
        said = record.getMessage() if is_ours else str(record.msg).partition("\n")[0]
        record.msg, record.args = _TOKEN.sub("<jeton>", said), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.msg += f" ({type(record.exc_info[1]).__name__})"
            record.exc_info = None
        return True


def set_up_logs(level: int = logging.INFO) -> None:
    """Write short lines on standard error; the libraries only warn."""
    handler = logging.StreamHandler()
    handler.addFilter(MaskToken())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
