"""The rules of a text or a caption: parse mode, entities, spaces, length.

Source: tdlib/td, `fix_formatted_text` and `create_input_message_content` (May 2026): the length
is counted in characters, after the markup is gone.
"""

from __future__ import annotations

from bot.sandbox.arguments import Arguments
from bot.sandbox.entities import Entity, in_order, trimmed, utf16_length, with_found
from bot.sandbox.markup import checked_link, parse_html
from bot.sandbox.refusals import bad_request
from bot.sandbox.world import LONGEST_CAPTION, LONGEST_TEXT

Formatted = tuple[str, tuple[Entity, ...]]
_HEAVIEST = 2**15
_DECLARABLE = frozenset(
    {
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "code",
        "pre",
        "text_link",
        "blockquote",
        "expandable_blockquote",
        "bot_command",
        "url",
        "email",
        "mention",
        "hashtag",
        "phone_number",
    }
)


def read_text(arguments: Arguments) -> Formatted:
    """Return the text of a message and its entities.

    Raises:
        RefusalError: 400, for an empty or too long text, wrong markup, another mode than HTML.
    """
    if not arguments.text("text"):
        raise bad_request("Message text is empty")
    text, entities = _formatted(arguments, "text", "entities")
    if not text:
        raise bad_request("Text must be non-empty")
    if len(text) > LONGEST_TEXT:
        raise bad_request("Message is too long")
    return text, entities


def read_caption(arguments: Arguments) -> Formatted:
    """Return the words under a picture or a document; there may be none.

    Raises:
        RefusalError: 400, for too long a caption, wrong markup, another mode than HTML.
    """
    text, entities = _formatted(arguments, "caption", "caption_entities")
    if len(text) > LONGEST_CAPTION:
        raise bad_request("Message caption is too long")
    return text, entities


def _formatted(arguments: Arguments, name: str, entities_name: str) -> Formatted:
    source = arguments.text(name).replace("\r", "")
    if len(source.encode()) > _HEAVIEST:
        raise bad_request("Text is too long")
    match arguments.text("parse_mode").lower():
        case "html":
            text, entities = parse_html(source)
        case "" | "none":
            text, entities = source, _declared(arguments.structure(entities_name), source)
        case "markdown" | "markdownv2":
            raise bad_request("Can't parse entities: the sandbox reads HTML only")
        case _:
            raise bad_request("Unsupported parse_mode")
    text, entities = trimmed(text, entities)
    return text, with_found(text, entities)


def _declared(value: object, text: str) -> tuple[Entity, ...]:
    if value is None:
        return ()
    if not isinstance(value, list):
        raise bad_request("Can't parse MessageEntity: expected an Array")
    end = utf16_length(text)
    entities = (_entity(item) for item in value)
    return in_order(e for e in entities if e and e.length > 0 and e.end <= end)


def _entity(item: object) -> Entity | None:
    if not isinstance(item, dict):
        raise bad_request("Can't parse MessageEntity: expected an Object")
    kind, offset, length = item.get("type"), item.get("offset"), item.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('Can\'t parse MessageEntity: Field "offset" or "length" is wrong')
    if offset < 0 or length < 0:
        raise bad_request(f"Receive an entity with incorrect offset {offset}")
    if kind not in _DECLARABLE:
        return None
    url = checked_link(str(item.get("url", ""))) if kind == "text_link" else ""
    if kind == "text_link" and not url:
        return None
    return Entity(str(kind), offset, length, url=url, language=str(item.get("language") or ""))
