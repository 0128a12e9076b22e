"""A bot on PTB that repeats, in a process of its own: `echo httpx|aiohttp URL N AT_ONCE`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from telegram import Update
from telegram.ext import Application, MessageHandler, filters
from telegram.request import HTTPXRequest

from benchmarks.clock import BOT, Clock
from bot.handlers.request import AiohttpRequest

REQUESTS = {"httpx": HTTPXRequest, "aiohttp": AiohttpRequest}


async def main(client: str, url: str, updates: int, at_once: int) -> None:
    clock = Clock(updates)
    request = REQUESTS[client]

    async def echo(update: Update, _: Any) -> None:
        clock.begin()
        assert update.message
        assert update.message.text
        await update.message.reply_text(update.message.text)
        clock.answered()

    application = (
        Application.builder()
        .token(BOT)
        .base_url(f"{url}/bot")
        .request(request(pool_timeout=None))
        .get_updates_request(request(connection_pool_size=1))
        .concurrent_updates(at_once if at_once > 1 else False)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, echo))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling(timeout=1)
        await clock.done.wait()
        await application.updater.stop()
        await application.stop()
    print(clock.cost)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
