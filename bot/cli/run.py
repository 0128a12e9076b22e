"""`kinebot run`: the bot on Telegram, or in the sandbox when there is no token."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import gc
import logging
import os
import secrets
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

import uvloop
from telegram.error import InvalidToken, NetworkError, TelegramError

from bot.cli.compose import build_understanding, database_of, engines
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.dialogue.rendering import Renderer
from bot.errors import SettingsError
from bot.handlers.deciders import Deciders
from bot.handlers.deciding import Deciding
from bot.handlers.introduction import StartLinks, build_bot
from bot.handlers.polling import AnotherPoller
from bot.handlers.program import Program, Role
from bot.handlers.stages import run_stages
from bot.logs import set_up_logs
from bot.sandbox.app import create_app
from bot.sandbox.serve import serve as serve_sandbox
from bot.sandbox.world import World
from bot.settings import Settings
from bot.storage.database import is_embedded
from bot.storage.lock import alone

LOG = logging.getLogger(__name__)
SWITCH_SECONDS = 0.0005  # after which the engine's thread lets the network speak
PAGE = "bac_a_sable.html.j2"


def run_bot(settings: Settings, role: Role = Role.ALL) -> int:
    """Run until a signal; return the exit status.

    Raises:
        SettingsError: a role apart, without the database that roles share.
        StorageError: the database cannot be used.
    """
    set_up_logs()
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    url = database_of(settings)
    if role is not Role.ALL and (is_embedded(url) or settings.telegram_bot_token is None):
        needed = "DATABASE_URL=postgresql://… et TELEGRAM_BOT_TOKEN"
        raise SettingsError((f"--role {role} : il faut {needed}",))
    content = load_content(settings.content_dir)
    understanding = build_understanding(content, settings.state_dir)
    links = StartLinks()
    engine_of = engines(content, understanding, links)
    engine_of(settings.today())
    _settle()
    # before there are threads, and before anything is held that a copy would hold too
    count = None if role in (Role.WORKER, Role.ALL) else 0
    deciders = Deciders(Deciding(engine_of, settings.today), links.name, count)
    with contextlib.closing(deciders), alone(url), contextlib.suppress(KeyboardInterrupt):
        return uvloop.run(_run(settings, role, Means(content, engine_of, links, deciders)))
    return 0


@dataclass(frozen=True, slots=True)
class Means:
    """What is made before the program runs."""

    content: Content
    engine_of: Callable[[dt.date], Engine]
    links: StartLinks
    deciders: Deciders


async def _run(settings: Settings, role: Role, means: Means) -> int:
    stop = _stop_on_signal()
    try:
        async with contextlib.AsyncExitStack() as stack:
            token, api_url = await _server(settings, means.content, stack)
            bot = await stack.enter_async_context(build_bot(token, api_url))
            if settings.telegram_bot_token is not None:
                means.links.name(bot.username)
                means.deciders.tell(bot.username)
            else:  # the bot of the sandbox has no address, and nobody calls it
                settings = settings.model_copy(update={"webhook_url": None})
            program = Program(
                settings,
                database_of(settings),
                bot,
                means.engine_of,
                role=role,
                decide=means.deciders,
            )
            stack.push_async_callback(program.close)
            await run_stages(program.stages(), stop)
    except AnotherPoller:
        return _fail("Un autre programme lit déjà les messages de ce bot : arrêtez-le d’abord.")
    except InvalidToken:
        return _fail("TELEGRAM_BOT_TOKEN : Telegram ne reconnaît pas ce jeton.")
    except NetworkError:
        return _fail("Telegram ne répond pas : vérifiez la connexion et TELEGRAM_API_URL.")
    except TelegramError as error:
        return _fail(f"Telegram refuse ({type(error).__name__}) : vérifiez WEBHOOK_URL.")
    except (OSError, ValueError, OverflowError) as error:
        return _fail(f"LISTEN, METRICS_LISTEN : adresse impossible à utiliser ({error}).")
    return 0


async def _server(
    settings: Settings, content: Content, stack: contextlib.AsyncExitStack
) -> tuple[str, str | None]:
    """Return the token and the Bot API to use; starts the sandbox when there is no token."""
    if settings.telegram_bot_token is not None:
        LOG.info("Kinébot parle à Telegram.")
        return settings.telegram_bot_token.get_secret_value(), settings.telegram_api_url
    world = World()
    token = f"{world.identity.id}:{secrets.token_urlsafe(24)}"
    renderer = Renderer(content, settings.today())
    page = renderer.template(PAGE, title=renderer.text("profil.nom"))
    host, port = settings.host_and_port
    url = await stack.enter_async_context(
        serve_sandbox(create_app(world, token=token, page=page), host, port)
    )
    print(f"{url}/", flush=True)
    print("Ouvrez cette adresse dans votre navigateur pour essayer le bot. Ctrl+C pour arrêter.",
          flush=True)  # fmt: skip
    return token, url


def _settle() -> None:
    """Tell Python what a program does that holds much for long and answers at once (ADR 12)."""
    gc.collect()
    gc.freeze()  # the content and the index are never garbage: nobody need look at them again
    gc.set_threshold(50_000, 20, 100)
    sys.setswitchinterval(SWITCH_SECONDS)


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
