"""Meeting Telegram: the bot, its name, its menu, its profile."""

from __future__ import annotations

import logging
from functools import partial

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.dialogue.links import start_command
from bot.dialogue.welcome import Welcome
from bot.handlers.reading import ALLOWED_UPDATES
from bot.handlers.request import AiohttpRequest

LOG = logging.getLogger(__name__)
TELEGRAM = "https://api.telegram.org"
CONNECTIONS = 40  # calls at once: what a crash may double
WEBHOOK_CONNECTIONS = 40  # that Telegram may open


def build_bot(token: str, api_url: str | None) -> Bot:
    """Build the bot of the library, over our own requests (ADR 4 and 11)."""
    base = (api_url or TELEGRAM).rstrip("/")
    return Bot(
        token, base_url=f"{base}/bot", base_file_url=f"{base}/file/bot",
        request=AiohttpRequest(connection_pool_size=CONNECTIONS, pool_timeout=None),
        get_updates_request=AiohttpRequest(connection_pool_size=1),
    )  # fmt: skip


class StartLinks:
    """Addresses that open the bot on Telegram; its name is known once it has said hello there."""

    def __init__(self) -> None:
        self._username = ""

    def name(self, username: str) -> None:
        """Keep the name of a bot that has started."""
        self._username = username

    def __call__(self, payload: str) -> str:
        """Return the address that opens a link, or what to type as long as there is no name."""
        if not self._username:
            return start_command(payload)
        return f"https://t.me/{self._username}?start={payload}"


async def introduce(bot: Bot, welcome: Welcome) -> None:
    """Register the command menu and the profile; a server that refuses is only reported."""
    commands = [BotCommand(name, text) for name, text in welcome.command_menu()]
    calls = (
        partial(bot.set_my_commands, commands),
        partial(bot.set_my_commands, commands, language_code="fr"),
        partial(bot.set_my_description, welcome.profile("description")),
        partial(bot.set_my_short_description, welcome.profile("resume")),
    )
    for call in calls:
        try:
            await call()
        except TelegramError as error:
            LOG.warning("présentation refusée : %s", type(error).__name__)


async def ask_to_be_called(bot: Bot, address: str, secret: str) -> None:
    """Have Telegram call a webhook; what waits there is never dropped.

    Raises:
        TelegramError: Telegram refuses the address.
    """
    await bot.set_webhook(
        address, secret_token=secret, allowed_updates=list(ALLOWED_UPDATES),
        max_connections=WEBHOOK_CONNECTIONS, drop_pending_updates=False,
    )  # fmt: skip


async def ask_not_to_be_called(bot: Bot) -> None:
    """Have Telegram keep updates until they are asked for.

    Raises:
        TelegramError: Telegram refuses.
    """
    await bot.delete_webhook(drop_pending_updates=False)
