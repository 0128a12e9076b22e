"""How the bot gets its updates: getUpdates by long polling; a webhook is kept, not called.

Source: tdlib/telegram-bot-api, `do_get_updates` and `abort_long_poll` (May 2026). Telegram also
makes a client that asks too often wait; the sandbox does not, so that tests are fast.
"""

from __future__ import annotations

import asyncio

from bot.sandbox.arguments import Arguments
from bot.sandbox.pulse import Pulse
from bot.sandbox.refusals import bad_request, conflict
from bot.sandbox.updates import MOST_AT_ONCE, Update
from bot.sandbox.wire import Json, update_json
from bot.sandbox.world import World

LONGEST_WAIT = 50
_OTHER_READER = (
    "terminated by other getUpdates request; make sure that only one bot instance is running"
)
_WEBHOOK_ACTIVE = (
    "can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


class LongPoll:
    """The one reader of the updates: a new request ends the one that waits."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._pulse = Pulse()
        self._turn = 0
        world.listeners.append(self._pulse.ring)

    async def get_updates(self, arguments: Arguments) -> list[Json]:
        """Return the updates from an offset, waiting for the first one if asked to.

        Raises:
            RefusalError: 409, when there is a webhook, or another reader came.
        """
        if self._world.webhook:
            raise conflict(_WEBHOOK_ACTIVE)
        allow_updates(self._world, arguments)
        self._turn += 1
        self._pulse.ring()
        wait = arguments.between("timeout", 0, LONGEST_WAIT, default=0)
        found = await self._wait(
            arguments.integer("offset"),
            arguments.between("limit", 1, MOST_AT_ONCE, default=MOST_AT_ONCE),
            asyncio.get_running_loop().time() + wait,
        )
        return [update_json(self._world, update) for update in found]

    async def _wait(self, offset: int, limit: int, deadline: float) -> list[Update]:
        turn, loop = self._turn, asyncio.get_running_loop()
        while True:
            found = self._world.updates.take(offset, limit)
            remaining = deadline - loop.time()
            if found or remaining <= 0 or self._world.is_closed:
                return found
            await self._pulse.wait(remaining)
            if self._world.webhook:
                raise conflict("terminated by setWebhook request")
            if turn != self._turn:
                raise conflict(_OTHER_READER)


def allow_updates(world: World, arguments: Arguments) -> None:
    """Remember which kinds of updates the bot wants; without a word, nothing changes."""
    kinds = arguments.structure("allowed_updates")
    if isinstance(kinds, list):
        world.updates.allow(str(kind) for kind in kinds)


def set_webhook(world: World, arguments: Arguments) -> bool:
    """Keep the address that updates should be sent to; an empty one means polling."""
    url = arguments.text("url")
    if not url:
        return delete_webhook(world, arguments)
    if not url.startswith(("https://", "http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    allow_updates(world, arguments)
    _drop_if_asked(world, arguments)
    world.set_webhook({"url": url, "secret_token": arguments.text("secret_token")})
    return True


def delete_webhook(world: World, arguments: Arguments) -> bool:
    """Go back to polling."""
    _drop_if_asked(world, arguments)
    world.set_webhook({})
    return True


def get_webhook_info(world: World, _arguments: Arguments) -> Json:
    """Describe the webhook; the secret is not told."""
    return {
        "url": world.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.waiting),
        "allowed_updates": sorted(world.updates.allowed),
    }


def _drop_if_asked(world: World, arguments: Arguments) -> None:
    if arguments.boolean("drop_pending_updates"):
        world.updates.clear()
