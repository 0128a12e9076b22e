"""What the page shows, as a stream of changes: messages, deletions, actions and answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from operator import itemgetter

from bot.sandbox.messages import Attachment, Chat, Message, Notice
from bot.sandbox.pulse import listening
from bot.sandbox.wire import Json
from bot.sandbox.world import World

HEARTBEAT_SECONDS = 15
Change = tuple[int, Json]


async def stream(world: World, chat: Chat, after: int) -> AsyncIterator[str]:
    """Yield server-sent events: the state after a revision, then each change, for ever."""
    yield _event({"type": "hello", "run": world.started})
    found, after = changes(chat, after), max(after, _latest(chat), world.started)
    for revision, change in found:
        yield _event(change, revision)
    yield _event({"type": "ready"}, after)
    async with listening(world) as pulse:
        while not world.is_closed:
            found = changes(chat, after)
            for revision, change in found:
                after = revision
                yield _event(change, revision)
            if not found and not await pulse.wait(HEARTBEAT_SECONDS):
                yield ": still here\n\n"


def changes(chat: Chat, after: int) -> list[Change]:
    """Return what changed after a revision, in order; from the beginning (0), only what remains."""
    found = [
        (message.revision, message_view(message))
        for message in chat.messages.values()
        if message.revision > after
    ]
    if after > 0:
        found += [(r, {"type": "deleted", "id": i}) for i, r in chat.deleted.items() if r > after]
        found += [(n.revision, _notice_view(n)) for n in chat.notices if n.revision > after]
    return sorted(found, key=itemgetter(0))


def _latest(chat: Chat) -> int:
    revisions = [message.revision for message in chat.messages.values()]
    notices = [notice.revision for notice in chat.notices]
    return max((*revisions, *chat.deleted.values(), *notices), default=0)


def message_view(message: Message) -> Json:
    """Return a message as the page draws it."""
    return {
        "type": "message",
        "id": message.id,
        "bot": message.is_from_bot,
        "date": message.date,
        "text": message.text,
        "entities": [entity.as_json() for entity in message.entities],
        "keyboard": [
            [{"text": b.text, "kind": b.kind, "value": b.value} for b in row]
            for row in message.keyboard
        ],
        "attachment": _attachment_view(message.attachment, message.is_from_bot),
        "edited": message.edit_date is not None,
    }


def _attachment_view(attachment: Attachment | None, is_from_bot: bool) -> Json | None:
    if attachment is None:
        return None
    view: Json = {"kind": attachment.kind, **attachment.details}
    file = attachment.file
    if file is not None and is_from_bot:
        address = f"/chat/file/{file.unique_id}"
        view |= {"name": file.name, "size": len(file.content), "address": address}
    return view


def _notice_view(notice: Notice) -> Json:
    return {"type": notice.kind, **notice.content}


def _event(value: Json, revision: int | None = None) -> str:
    head = "" if revision is None else f"id: {revision}\n"
    return f"{head}data: {json.dumps(value)}\n\n"
