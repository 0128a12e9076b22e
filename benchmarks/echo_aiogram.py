"""The same on aiogram, with nothing of ours to install: `echo_aiogram URL N AT_ONCE`."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from benchmarks.clock import BOT, Clock


async def main(url: str, updates: int, at_once: int) -> None:
    clock = Clock(updates)

    async def echo(message: Any) -> None:
        clock.begin()
        await message.answer(message.text)
        clock.answered()

    dispatcher = Dispatcher()
    dispatcher.message.register(echo)
    bot = Bot(BOT, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    polling = asyncio.create_task(
        dispatcher.start_polling(
            bot,
            polling_timeout=1,
            handle_signals=False,
            handle_as_tasks=at_once > 1,
            tasks_concurrency_limit=at_once if at_once > 1 else None,
        )
    )
    await clock.done.wait()
    await dispatcher.stop_polling()
    await polling
    print(clock.cost)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
