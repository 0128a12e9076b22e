"""Methods that write in a chat: sendMessage, sendPhoto, sendDocument, sendChatAction."""

from __future__ import annotations

from bot.sandbox import pictures
from bot.sandbox.access import writable_chat
from bot.sandbox.arguments import Arguments, Upload
from bot.sandbox.keyboards import read_keyboard
from bot.sandbox.messages import Attachment, Chat, File, Kind
from bot.sandbox.refusals import bad_request, too_large
from bot.sandbox.texts import read_caption, read_text
from bot.sandbox.wire import Json, message_json
from bot.sandbox.world import World

HEAVIEST_PHOTO = 10 * 1024 * 1024
HEAVIEST_DOCUMENT = 50 * 1024 * 1024
ACTIONS = frozenset(
    {
        "cancel",
        "typing",
        "record_video",
        "upload_video",
        "record_audio",
        "record_voice",
        "upload_audio",
        "upload_voice",
        "upload_photo",
        "upload_document",
        "choose_sticker",
        "pick_up_location",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)


def send_message(world: World, arguments: Arguments) -> Json:
    """Write a text."""
    text, entities = read_text(arguments)
    keyboard = read_keyboard(arguments)
    chat = writable_chat(world, arguments)
    reply_to = _reply_to(arguments, chat)
    message = world.post(
        chat.id, text=text, entities=entities, keyboard=keyboard, reply_to=reply_to
    )
    return message_json(world, message)


def send_photo(world: World, arguments: Arguments) -> Json:
    """Send a picture, new or already known by its identifier."""
    return _send_file(world, arguments, "photo", HEAVIEST_PHOTO)


def send_document(world: World, arguments: Arguments) -> Json:
    """Send a document, new or already known by its identifier."""
    return _send_file(world, arguments, "document", HEAVIEST_DOCUMENT)


def send_chat_action(world: World, arguments: Arguments) -> bool:
    """Show that the bot is writing, for five seconds or until its next message."""
    action = arguments.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("Wrong parameter action in request")
    world.act(writable_chat(world, arguments).id, action)
    return True


def _send_file(world: World, arguments: Arguments, kind: Kind, heaviest: int) -> Json:
    text, entities = read_caption(arguments)
    keyboard = read_keyboard(arguments)
    chat = writable_chat(world, arguments)
    reply_to = _reply_to(arguments, chat)
    file = _file(world, arguments, kind, heaviest)
    width, height = pictures.size(file.content) or (0, 0)
    details: Json = {"width": width, "height": height} if kind == "photo" else {}
    message = world.post(
        chat.id,
        text=text,
        entities=entities,
        keyboard=keyboard,
        attachment=Attachment(kind, details, file),
        reply_to=reply_to,
    )
    return message_json(world, message)


def _file(world: World, arguments: Arguments, kind: Kind, heaviest: int) -> File:
    upload = arguments.upload(kind)
    if upload is None:
        return _known_file(world, arguments.text(kind), kind)
    _check(upload, kind, heaviest)
    mime = pictures.mime(upload.content) if kind == "photo" else upload.mime
    return world.keep_file(kind, upload.name, mime, upload.content)


def _known_file(world: World, identifier: str, kind: Kind) -> File:
    if not identifier:
        raise bad_request(f"there is no {kind} in the request")
    file = world.files.get(identifier)
    if file is None:
        raise bad_request("wrong remote file identifier specified: unknown file")
    if not file.id.startswith(f"sandbox-{kind}-"):
        raise bad_request(f"can't use file of another type as {kind.capitalize()}")
    return file


def _check(upload: Upload, kind: Kind, heaviest: int) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > heaviest:
        raise too_large()
    if kind == "photo" and pictures.size(upload.content) is None:
        raise bad_request("IMAGE_PROCESS_FAILED")


def _reply_to(arguments: Arguments, chat: Chat) -> int | None:
    parameters = arguments.structure("reply_parameters")
    if not isinstance(parameters, dict):
        parameters = {
            "message_id": arguments.integer("reply_to_message_id"),
            "allow_sending_without_reply": arguments.boolean("allow_sending_without_reply"),
        }
    wanted = Arguments(parameters)
    number = wanted.integer("message_id")
    if number in chat.messages:
        return number
    if number and not wanted.boolean("allow_sending_without_reply"):
        raise bad_request("message to be replied not found")
    return None
