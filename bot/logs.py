"""Logs for an operator: what happened, never what was said, by whom, nor the token."""

from __future__ import annotations

import logging
import re

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{3,}")
_QUIET = ("alembic", "apscheduler", "asyncio", "httpcore", "httpx", "procrastinate", "telegram",
          "uvicorn")  # fmt: skip


class MaskToken(logging.Filter):
    """Hides anything that looks like a bot token, in the message and its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record; always keep it."""
        record.msg, record.args = _TOKEN.sub("<jeton>", record.getMessage()), ()
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
