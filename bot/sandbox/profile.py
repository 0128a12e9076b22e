"""Methods about the bot itself and who it talks to: names, commands, menu button, chats."""

from __future__ import annotations

import re

from bot.sandbox.access import readable_chat
from bot.sandbox.arguments import Arguments
from bot.sandbox.identity import DEFAULT_SCOPE, Command, in_language
from bot.sandbox.refusals import bad_request
from bot.sandbox.wire import Json, chat_json
from bot.sandbox.world import World

MOST_COMMANDS = 100
LONGEST_COMMAND_DESCRIPTION = 256
LONGEST_NAME = 64
LONGEST_DESCRIPTION = 512
LONGEST_SHORT_DESCRIPTION = 120
_COMMAND = re.compile(r"/?([a-z0-9_]{1,32})")
_LANGUAGE = re.compile(r"[a-z]{2}|")
_SCOPES = frozenset(
    {DEFAULT_SCOPE, "all_private_chats", "all_group_chats", "all_chat_administrators"}
)
_NARROW_SCOPES = frozenset({"chat", "chat_administrators", "chat_member"})


def get_me(world: World, _arguments: Arguments) -> Json:
    """Say who the bot is."""
    return world.identity.as_user() | {
        "can_join_groups": False,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def get_chat(world: World, arguments: Arguments) -> Json:
    """Describe a chat."""
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    return chat_json(readable_chat(world, arguments)) | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }


def set_my_commands(world: World, arguments: Arguments) -> bool:
    """Set the command menu of a scope and a language."""
    listed = arguments.structure("commands") or []
    if not isinstance(listed, list):
        raise bad_request("Expected an Array of BotCommand")
    if len(listed) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    world.identity.commands[_menu(arguments)] = tuple(_command(item) for item in listed)
    return True


def get_my_commands(world: World, arguments: Arguments) -> list[Json]:
    """List the commands of exactly that scope and language."""
    return [command.as_json() for command in world.identity.commands.get(_menu(arguments), ())]


def delete_my_commands(world: World, arguments: Arguments) -> bool:
    """Forget the commands of a scope and a language."""
    world.identity.commands.pop(_menu(arguments), None)
    return True


def set_my_name(world: World, arguments: Arguments) -> bool:
    """Name the bot, for everybody or in a language."""
    return _set(world.identity.names, arguments, "name", LONGEST_NAME)


def set_my_description(world: World, arguments: Arguments) -> bool:
    """Say what the bot does, as an empty chat shows it."""
    texts = world.identity.descriptions
    return _set(texts, arguments, "description", LONGEST_DESCRIPTION)


def set_my_short_description(world: World, arguments: Arguments) -> bool:
    """Say what the bot does, as its profile shows it."""
    texts = world.identity.short_descriptions
    return _set(texts, arguments, "short_description", LONGEST_SHORT_DESCRIPTION)


def get_my_name(world: World, arguments: Arguments) -> Json:
    """Return the name in a language."""
    return {"name": in_language(world.identity.names, _language(arguments))}


def get_my_description(world: World, arguments: Arguments) -> Json:
    """Return the description in a language."""
    return {"description": in_language(world.identity.descriptions, _language(arguments))}


def get_my_short_description(world: World, arguments: Arguments) -> Json:
    """Return the short description in a language."""
    texts = world.identity.short_descriptions
    return {"short_description": in_language(texts, _language(arguments))}


def set_chat_menu_button(world: World, arguments: Arguments) -> bool:
    """Choose what the menu button opens, in one chat or in all (0)."""
    button = arguments.structure("menu_button") or {"type": "default"}
    if not isinstance(button, dict) or button.get("type") not in {"default", "commands", "web_app"}:
        raise bad_request("Can't parse MenuButton: Unsupported type specified")
    world.identity.menu_buttons[_menu_chat(world, arguments)] = button
    return True


def get_chat_menu_button(world: World, arguments: Arguments) -> object:
    """Return the menu button of a chat, or else of all."""
    buttons = world.identity.menu_buttons
    return buttons.get(_menu_chat(world, arguments)) or buttons.get(0, {"type": "default"})


def _menu_chat(world: World, arguments: Arguments) -> int:
    return readable_chat(world, arguments).id if arguments.text("chat_id") else 0


def _set(texts: dict[str, str], arguments: Arguments, name: str, longest: int) -> bool:
    text, language = arguments.text(name).strip(), _language(arguments)
    if len(text) > longest:
        raise bad_request(f"{name.upper()}_TOO_LONG")
    if text:
        texts[language] = text
    elif name != "name" or language:
        texts.pop(language, None)
    return True


def _language(arguments: Arguments) -> str:
    code = arguments.text("language_code")
    if not _LANGUAGE.fullmatch(code):
        raise bad_request("LANG_CODE_INVALID")
    return code


def _menu(arguments: Arguments) -> tuple[str, str]:
    scope = arguments.structure("scope") or {"type": DEFAULT_SCOPE}
    if not isinstance(scope, dict):
        raise bad_request("Can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in _SCOPES:
        return str(kind), _language(arguments)
    if kind not in _NARROW_SCOPES:
        raise bad_request("Can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("Can't parse BotCommandScope: Empty chat_id specified")
    return f"{kind}:{scope['chat_id']}", _language(arguments)


def _command(item: object) -> Command:
    if not isinstance(item, dict):
        raise bad_request("Can't parse BotCommand: expected an Object")
    for name in ("command", "description"):
        if not isinstance(item.get(name), str):
            raise bad_request(f"Can't parse BotCommand: Can't find field \"{name}\"")
    match = _COMMAND.fullmatch(item["command"])
    if match is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = item["description"].strip()
    if not 0 < len(description) <= LONGEST_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return Command(match.group(1), description)
