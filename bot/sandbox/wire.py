"""The world in the words of the Bot API: messages, chats, files and updates as JSON values."""

from __future__ import annotations

from bot.sandbox.messages import Attachment, Callback, Chat, File, Message
from bot.sandbox.updates import Update
from bot.sandbox.world import LANGUAGE, World

Json = dict[str, object]


def chat_json(chat: Chat) -> Json:
    """Return a `Chat`."""
    return {"id": chat.id, "type": "private", "first_name": chat.first_name}


def patient_json(chat: Chat) -> Json:
    """Return the `User` who writes in a chat."""
    return {
        "id": chat.id,
        "is_bot": False,
        "first_name": chat.first_name,
        "language_code": LANGUAGE,
    }


def file_json(file: File) -> Json:
    """Return the fields common to everything that is a file."""
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def message_json(world: World, message: Message) -> Json:
    """Return a `Message`, with the one it replies to when that one still exists."""
    chat = world.chats[message.chat_id]
    value = _message_alone(world, message)
    replied = chat.messages.get(message.reply_to) if message.reply_to else None
    return value | {"reply_to_message": _message_alone(world, replied)} if replied else value


def update_json(world: World, update: Update) -> Json:
    """Return an `Update`."""
    content = update.content
    if isinstance(content, Message):
        return {"update_id": update.id, update.kind: message_json(world, content)}
    return {"update_id": update.id, update.kind: _callback_json(world, content)}


def _callback_json(world: World, callback: Callback) -> Json:
    chat = world.chats[callback.message.chat_id]
    return {
        "id": callback.id,
        "from": patient_json(chat),
        "message": message_json(world, callback.message),
        "chat_instance": str(chat.id),
        "data": callback.data,
    }


def _message_alone(world: World, message: Message) -> Json:
    chat = world.chats[message.chat_id]
    sender = world.identity.as_user() if message.is_from_bot else patient_json(chat)
    value: Json = {
        "message_id": message.id,
        "from": sender,
        "chat": chat_json(chat),
        "date": message.date,
    }
    if message.edit_date is not None:
        value["edit_date"] = message.edit_date
    if message.keyboard:
        rows = [[button.as_json() for button in row] for row in message.keyboard]
        value["reply_markup"] = {"inline_keyboard": rows}
    return value | _text_json(message) | _attachment_json(message.attachment)


def _text_json(message: Message) -> Json:
    if not message.text:
        return {}
    names = ("caption", "caption_entities") if message.attachment else ("text", "entities")
    value: Json = {names[0]: message.text}
    if message.entities:
        value[names[1]] = [entity.as_json() for entity in message.entities]
    return value


def _attachment_json(attachment: Attachment | None) -> Json:
    if attachment is None:
        return {}
    value = dict(attachment.details)
    file = attachment.file
    if file is not None:
        value |= file_json(file)
    if attachment.kind == "photo":
        return {"photo": [value]}
    if file is not None and attachment.kind != "sticker":
        value["mime_type"] = file.mime
    if file is not None and attachment.kind in {"document", "video"}:
        value["file_name"] = file.name
    return {attachment.kind: value}
