"""`kinebot run`: the bot on Telegram, or in the sandbox when there is no token."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import secrets
import signal
import sys

from telegram.error import InvalidToken, NetworkError

from bot.cli.compose import build_understanding, engines
from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.rendering import Renderer
from bot.handlers.application import AnotherPoller, StartLinks, build_application, serve
from bot.handlers.pace import Pace
from bot.handlers.service import Service
from bot.logs import set_up_logs
from bot.sandbox.app import create_app
from bot.sandbox.serve import serve as serve_sandbox
from bot.sandbox.world import World
from bot.settings import Settings
from bot.storage.database import default_url, open_database
from bot.storage.store import Store

LOG = logging.getLogger(__name__)
PAGE = "bac_a_sable.html.j2"


def run_bot(settings: Settings) -> int:
    """Run until a signal; return the exit status."""
    set_up_logs()
    os.environ.setdefault("PTB_TIMEDELTA", "1")
    try:
        return asyncio.run(_run(settings))
    except KeyboardInterrupt:
        return 0


async def _run(settings: Settings) -> int:
    content = load_content(settings.content_dir)
    understanding = build_understanding(content, settings.state_dir)
    links = StartLinks()
    engine_of = engines(content, understanding, links)
    engine_of(settings.today())
    url = settings.database_url or default_url(settings.state_dir)
    store = Store(await open_database(url), engine_of(settings.today()).lifetime)
    pace = Pace(settings.send_per_second, settings.send_per_chat)
    service = Service(store, engine_of, settings.today, pace)
    stop = _stop_on_signal()
    try:
        async with contextlib.AsyncExitStack() as stack:
            token, api_url = await _server(settings, content, stack)
            application = build_application(token, api_url)
            is_real = settings.telegram_bot_token is not None
            welcome = engine_of(settings.today()).welcome
            await serve(application, service, welcome, stop, links if is_real else None)
    except AnotherPoller:
        return _fail("Un autre programme lit déjà les messages de ce bot : arrêtez-le d’abord.")
    except InvalidToken:
        return _fail("TELEGRAM_BOT_TOKEN : Telegram ne reconnaît pas ce jeton.")
    except NetworkError:
        return _fail("Telegram ne répond pas : vérifiez la connexion et TELEGRAM_API_URL.")
    except (OSError, ValueError, OverflowError) as error:
        return _fail(f"LISTEN : adresse impossible à utiliser ({error}).")
    finally:
        await store.close()
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


def _stop_on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    return stop


def _fail(message: str) -> int:
    print(message, file=sys.stderr)
    return 1
