"""One delivery, what Telegram may answer it, and what it counts."""

from __future__ import annotations

import datetime as dt
import json
import time

from aiohttp import web
from telegram import Bot

from bot.handlers.counts import Counts
from bot.handlers.delivery import Delivery
from bot.handlers.pace import Pace
from bot.handlers.sending import ACKNOWLEDGE, EDIT, SEND
from bot.storage.store import Kept
from tests.handlers.conftest import LIFETIME
from tests.handlers.wire import Answer

CHAT = 700_100_200
SECRET = "mot-de-passage"
PAYLOADS = {
    SEND: {"html": SECRET, "buttons": []},
    EDIT: {"html": SECRET, "buttons": [], "message_id": 7},
    ACKNOWLEDGE: {"callback_id": "99"},
}
LATER = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 7",
         "parameters": {"retry_after": 7}}  # fmt: skip
BLOCKED = {"ok": False, "error_code": 403,
           "description": "Forbidden: bot was blocked by the user"}  # fmt: skip
REFUSED = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
OUT_OF_ORDER = {"ok": False, "error_code": 500, "description": "Internal Server Error"}
UNKNOWN_TOKEN = {"ok": False, "error_code": 401, "description": "Unauthorized"}


def row(kind: str = SEND, age: dt.timedelta = dt.timedelta()) -> Kept:
    created_at = int(time.time() - age.total_seconds())
    return Kept(1, CHAT, kind, json.dumps(PAYLOADS[kind]), created_at)


def one_after_another(*answers: Answer) -> Answer:
    """Answer each request in its own way, then all the others as the last one."""
    left = list(answers)

    async def answer(request: web.Request) -> web.StreamResponse:
        return await (left.pop(0) if len(left) > 1 else left[0])(request)

    return answer


class Case:
    """A delivery, and what it counts."""

    def __init__(self, bot: Bot, pace: Pace | None = None) -> None:
        self.counts = Counts()
        self.pace = pace or Pace(0, 0)
        self.delivery = Delivery(bot, self.pace, LIFETIME, self.counts)

    def count(self, name: str, **labels: str) -> float:
        return self.counts.registry.get_sample_value(f"kinebot_{name}_total", labels) or 0.0

    def dropped(self, reason: str) -> float:
        return self.count("replies_dropped", reason=reason)
