"""A bare bot on PTB that repeats, as a user of the library writes it: `echo httpx|aiohttp URL`."""

from __future__ import annotations

import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from bot.handlers.request import AiohttpRequest

REQUESTS = {"httpx": HTTPXRequest, "aiohttp": AiohttpRequest}
TOKEN = "1:essai"  # noqa: S105 — what the server of the benchmark takes for one


async def echo(update: Update, _: Any) -> None:
    assert update.message
    assert update.message.text
    await update.message.reply_text(update.message.text)


def main(client: str, url: str) -> None:
    request = REQUESTS[client]
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{url}/bot")
        .request(request())
        .get_updates_request(request(connection_pool_size=1))
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main(*sys.argv[1:3])
