"""Methods that change what the bot wrote, and the answer to a pressed button."""

from __future__ import annotations

from dataclasses import replace

from bot.sandbox.access import existing_message, own_message
from bot.sandbox.arguments import Arguments
from bot.sandbox.keyboards import read_keyboard
from bot.sandbox.messages import Answer, Message
from bot.sandbox.refusals import bad_request
from bot.sandbox.texts import read_caption, read_text
from bot.sandbox.wire import Json, message_json
from bot.sandbox.world import CALLBACK_SECONDS, World

LONGEST_ANSWER = 200
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def edit_message_text(world: World, arguments: Arguments) -> Json:
    """Replace the text; the keyboard goes away unless it is given again."""
    text, entities = read_text(arguments)
    keyboard = read_keyboard(arguments)
    message = own_message(world, arguments)
    if message.attachment:
        raise bad_request("there is no text in the message to edit")
    return _revised(
        world, message, replace(message, text=text, entities=entities, keyboard=keyboard)
    )


def edit_message_caption(world: World, arguments: Arguments) -> Json:
    """Replace the words under a picture or a document, and the keyboard."""
    text, entities = read_caption(arguments)
    keyboard = read_keyboard(arguments)
    message = own_message(world, arguments)
    if not message.attachment:
        raise bad_request("there is no caption in the message to edit")
    return _revised(
        world, message, replace(message, text=text, entities=entities, keyboard=keyboard)
    )


def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    """Replace or remove the keyboard."""
    keyboard = read_keyboard(arguments)
    message = own_message(world, arguments)
    return _revised(world, message, replace(message, keyboard=keyboard))


def delete_message(world: World, arguments: Arguments) -> bool:
    """Take a message away; in a private chat the bot may delete those of the patient too."""
    world.delete(existing_message(world, arguments, "message to delete"))
    return True


def answer_callback_query(world: World, arguments: Arguments) -> bool:
    """Stop the waiting of a pressed button, with a note if there is one."""
    text = arguments.text("text")
    if len(text) > LONGEST_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    callback = world.callbacks.get(arguments.text("callback_query_id"))
    if callback is None or callback.answer or world.clock() - callback.date > CALLBACK_SECONDS:
        raise bad_request(_TOO_OLD)
    world.answer(callback, Answer(text, arguments.boolean("show_alert"), arguments.text("url")))
    return True


def _revised(world: World, before: Message, after: Message) -> Json:
    if after == before:
        raise bad_request(_SAME)
    return message_json(world, world.revise(after))
