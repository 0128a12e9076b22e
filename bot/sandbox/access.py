"""Finding the chat or the message that a request is about, and being allowed to write there."""

from __future__ import annotations

from bot.sandbox.arguments import Arguments
from bot.sandbox.messages import Chat, Message
from bot.sandbox.refusals import bad_request, forbidden, too_many
from bot.sandbox.world import World


def readable_chat(world: World, arguments: Arguments) -> Chat:
    """Return the chat of a request.

    Raises:
        RefusalError: 400, when it is missing or nobody opened it.
    """
    if not arguments.text("chat_id"):
        raise bad_request("chat_id is empty")
    chat = world.chats.get(arguments.integer("chat_id"))
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, arguments: Arguments) -> Chat:
    """Return the chat of a request that writes.

    Raises:
        RefusalError: 429 while a test floods, 400 for an unknown chat, 403 for a blocked one.
    """
    if world.trouble.flood:
        raise too_many(world.trouble.flood.popleft())
    chat = readable_chat(world, arguments)
    if chat.id in world.trouble.blocked:
        raise forbidden("bot was blocked by the user")
    return chat


def existing_message(world: World, arguments: Arguments, role: str) -> Message:
    """Return the message of a request; `role` names it in the refusal ("message to edit").

    Raises:
        RefusalError: as `writable_chat`, and 400 when the message is not there.
    """
    chat = writable_chat(world, arguments)
    message = chat.messages.get(arguments.integer("message_id"))
    if message is None:
        raise bad_request(f"{role} not found")
    return message


def own_message(world: World, arguments: Arguments) -> Message:
    """Return a message that the bot may edit.

    Raises:
        RefusalError: as `existing_message`, and 400 for a message of the patient.
    """
    message = existing_message(world, arguments, "message to edit")
    if not message.is_from_bot:
        raise bad_request("message can't be edited")
    return message
