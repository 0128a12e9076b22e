"""The bot as a program: PTB's application, its handler, its set-up, its polling."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Sequence
from typing import Any

from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot, BotCommand
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.dialogue.links import start_command
from bot.dialogue.welcome import Welcome
from bot.handlers.reading import ALLOWED_UPDATES, read_update
from bot.handlers.request import AiohttpRequest
from bot.handlers.service import Service, seconds_of
from bot.storage.store import Received

LOG = logging.getLogger(__name__)
POLL_SECONDS = 25
STOP_SECONDS = 8
PURGE_SECONDS = 60
LONGEST_PAUSE = 30
App = Application[Any, Any, Any, Any, Any, Any]


class AnotherPoller(Exception):  # noqa: N818 — a fact about the world, not a mistake of ours
    """Another program reads the updates of this bot."""


def build_application(token: str, api_url: str | None) -> App:
    """Build PTB's application: its bot, its life; intake and requests are ours (ADR 4 and 11)."""
    builder = ApplicationBuilder().token(token).updater(None)
    if api_url:
        base = api_url.rstrip("/")
        builder = builder.base_url(f"{base}/bot").base_file_url(f"{base}/file/bot")
    reading = AiohttpRequest(connection_pool_size=1, read_timeout=POLL_SECONDS + 10)
    application: App = builder.request(AiohttpRequest()).get_updates_request(reading).build()
    return application


class StartLinks:
    """Addresses that open the bot on Telegram; its name is known once it has said hello there."""

    def __init__(self) -> None:
        self._username = ""

    def name(self, bot: Bot) -> None:
        """Keep the name of a bot that has started."""
        self._username = bot.username

    def __call__(self, payload: str) -> str:
        """Return the address that opens a link, or what to type as long as there is no name."""
        if not self._username:
            return start_command(payload)
        return f"https://t.me/{self._username}?start={payload}"


async def introduce(bot: Bot, welcome: Welcome) -> None:
    """Register the command menu and the profile; a server that refuses is only reported."""
    commands = [BotCommand(name, text) for name, text in welcome.command_menu()]
    calls = (
        bot.set_my_commands(commands),
        bot.set_my_commands(commands, language_code="fr"),
        bot.set_my_description(welcome.profile("description")),
        bot.set_my_short_description(welcome.profile("resume")),
    )
    for call in calls:
        try:
            await call
        except TelegramError as error:
            LOG.warning("présentation refusée : %s", type(error).__name__)


async def serve(
    application: App, service: Service, welcome: Welcome, stop: asyncio.Event,
    links: StartLinks | None = None,
) -> None:  # fmt: skip
    """Run the bot by polling until `stop` is set.

    Args:
        application: PTB's.
        service: what answers.
        welcome: what the bot says of itself.
        stop: set to stop.
        links: what needs the name of the bot; None in the sandbox, whose bot has no address.

    Raises:
        InvalidToken: Telegram does not know the token.
        AnotherPoller: another program already reads the updates.
    """
    async with application:
        await application.start()
        if links is not None:
            links.name(application.bot)
        await introduce(application.bot, welcome)
        await application.bot.delete_webhook(drop_pending_updates=False)
        await service.resume(application.bot)
        purge = asyncio.create_task(_purge(service))
        poll = asyncio.create_task(_poll(application, service))
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({poll, stopping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (poll, purge, stopping):
                task.cancel()
            await asyncio.gather(poll, purge, stopping, return_exceptions=True)
            await service.drain(STOP_SECONDS)
            await application.stop()
        if poll.done() and not poll.cancelled() and (error := poll.exception()):
            raise error


async def _poll(application: App, service: Service) -> None:
    """Fetch updates; the next fetch acknowledges the last one, so they are kept first."""
    offset: int | None = None
    failures = 0
    while True:
        try:
            updates = await application.bot.get_updates(
                offset=offset, timeout=POLL_SECONDS, allowed_updates=ALLOWED_UPDATES
            )
        except Conflict as error:
            raise AnotherPoller from error
        except InvalidToken:
            raise
        except RetryAfter as error:
            await asyncio.sleep(seconds_of(error.retry_after))
        except (NetworkError, TelegramError) as error:
            failures += 1
            LOG.warning("Telegram ne répond pas : %s", type(error).__name__)
            await asyncio.sleep(min(LONGEST_PAUSE, 2**failures) * random.uniform(0.5, 1))  # noqa: S311
        else:
            failures = 0
            received = [kept for update in updates if (kept := read_update(update))]
            if await _keep(received, application.bot, service):
                offset = updates[-1].update_id + 1 if updates else offset


async def _keep(received: Sequence[Received], bot: Bot, service: Service) -> bool:
    """Keep updates; when the database refuses, they are not acknowledged and come again."""
    try:
        await service.receive(received, bot)
    except SQLAlchemyError as error:
        LOG.error("la base refuse d’écrire : %s", type(error).__name__)
        await asyncio.sleep(1)
        return False
    return True


async def _purge(service: Service) -> None:
    while True:
        with contextlib.suppress(SQLAlchemyError):
            await service.purge()
        await asyncio.sleep(PURGE_SECONDS)
