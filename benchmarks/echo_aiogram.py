"""The same on aiogram, with nothing of ours to install: `echo_aiogram URL [one]`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

TOKEN = "1:essai"  # noqa: S105 — what the server of the benchmark takes for one


async def echo(message: Any) -> None:
    await message.answer(message.text)


async def main(url: str, *, as_tasks: bool) -> None:
    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    await dispatcher.start_polling(bot, handle_as_tasks=as_tasks)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], as_tasks="one" not in sys.argv))
