"""The methods of the Bot API that the sandbox knows, and the way from a name to its work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.sandbox import editing, polling, profile, sending
from bot.sandbox.arguments import Arguments
from bot.sandbox.refusals import bad_request, not_found, out_of_order
from bot.sandbox.wire import Json, file_json
from bot.sandbox.world import Call, World

HEAVIEST_DOWNLOAD = 20 * 1024 * 1024
Method = Callable[[World, Arguments], object]


def get_file(world: World, arguments: Arguments) -> Json:
    """Say where a file is downloaded."""
    file = world.files.get(arguments.text("file_id"))
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > HEAVIEST_DOWNLOAD:
        raise bad_request("file is too big")
    return file_json(file) | {"file_path": file.path}


def farewell(_world: World, _arguments: Arguments) -> bool:
    """Answer logOut and close, which have no effect here."""
    return True


METHODS: dict[str, Method] = {
    "getme": profile.get_me,
    "getchat": profile.get_chat,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendchataction": sending.send_chat_action,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "answercallbackquery": editing.answer_callback_query,
    "setwebhook": polling.set_webhook,
    "deletewebhook": polling.delete_webhook,
    "getwebhookinfo": polling.get_webhook_info,
    "getfile": get_file,
    "logout": farewell,
    "close": farewell,
}


class BotApi:
    """The methods of one world, called by name."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._long_poll = polling.LongPoll(world)

    async def call(self, name: str, arguments: Arguments) -> object:
        """Run a method and return its result; the case of letters does not matter.

        Raises:
            RefusalError: whatever Telegram would refuse, and 404 for an unknown method.
        """
        known = name.lower()
        if self._world.trouble.fails(known):
            raise out_of_order()
        if known == "getupdates":
            return await self._long_poll.get_updates(arguments)
        method = METHODS.get(known)
        if method is None:
            raise not_found("method not found")
        self._world.calls.append(Call(name, arguments.values))
        if self._world.trouble.latency:
            await asyncio.sleep(self._world.trouble.latency)
        return method(self._world, arguments)
