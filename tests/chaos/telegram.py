"""A Bot API on loopback that behaves as Telegram does on its bad days."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.chaos.chats import Chats, Effect, Keyboard, Kind
from tests.chaos.faults import Fault, Faults
from tests.chaos.updates import Conflict, Json, Waiting, Webhook

TOKEN = "1000000001:jeton-de-chaos"
USERNAME = "kinebot_chaos_bot"
BOT = {"id": 1000000001, "is_bot": True, "first_name": "Kinébot", "username": USERNAME}
SILENCE = 60  # seconds: longer than any client waits
NOT_MODIFIED = "message is not modified: specified new message content is the same"
REFUSALS = {
    Fault.BROKEN: (500, "Internal Server Error"),
    Fault.AWAY: (502, "Bad Gateway"),
}
Form = dict[str, Any]
Method = Callable[[Form], Awaitable[object]]


class RefusalError(Exception):
    """Telegram refuses a call."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.retry_after = retry_after


class Telegram:
    """The Bot API: what waits, what is shown, what goes wrong.

    Args:
        faults: what goes wrong.
        balance: the addresses behind the one that setWebhook gives, taken in turn.
    """

    def __init__(self, faults: Faults, balance: tuple[str, ...] = ()) -> None:
        self.faults = faults
        self.chats = Chats()
        self.waiting = Waiting(faults)
        self.is_away = False
        self.mistakes: list[str] = []  # calls Telegram would not understand, or ours
        self._webhook = Webhook(self.waiting, faults, balance)
        self._methods: dict[str, Method] = {
            "getme": self._get_me,
            "getupdates": self._get_updates,
            "setwebhook": self._set_webhook,
            "deletewebhook": self._delete_webhook,
            "sendmessage": self._send_message,
            "sendphoto": self._send_photo,
            "senddocument": self._send_document,
            "editmessagetext": self._edit,
            "answercallbackquery": self._answer_press,
        }

    async def close(self) -> None:
        await self._webhook.close()

    # --- patients -----------------------------------------------------------------------------

    def say(self, chat_id: int, **content: Any) -> int:
        """Write something in a chat; return the number of the update, here and below."""
        return self.waiting.add(f"chat {chat_id}", {"message": self._said(chat_id, content)})

    def correct(self, chat_id: int, text: str) -> int:
        """Change an older message."""
        message = self._said(chat_id, {"text": text, "edit_date": int(time.time())})
        return self.waiting.add(f"chat {chat_id}", {"edited_message": message})

    def press(self, chat_id: int, message_id: int, data: str) -> int:
        """Press a button of a message."""
        callback_id = f"{chat_id}:{next(self.chats.numbers)}"
        self.chats[chat_id].turning.add(callback_id)
        query = {
            "id": callback_id,
            "from": _person(chat_id),
            "message": _message(self.chats[chat_id].shown[message_id], chat_id),
            "chat_instance": str(chat_id),
            "data": data,
        }
        return self.waiting.add(f"presses {chat_id}", {"callback_query": query})

    def _said(self, chat_id: int, content: Json) -> Json:
        number = next(self.chats.numbers)
        where = {"chat": _chat(chat_id), "from": _person(chat_id)}
        return {"message_id": number, "date": int(time.time()), **where, **content}

    # --- calls --------------------------------------------------------------------------------

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Answer one call, or not."""
        form = await _read(request)
        name = request.match_info["method"].lower()
        if request.match_info["token"] != TOKEN:
            return _refused(RefusalError(401, "Unauthorized"))
        chat_id = int(form["chat_id"]) if "chat_id" in form else None
        fault = Fault.AWAY if self.is_away else self.faults.of_call(name, chat_id)
        if fault is not None and "callback_query_id" in form:
            self.chats.pressed(form["callback_query_id"]).refused.add(form["callback_query_id"])
        if fault is Fault.CUT_BEFORE:
            return _hung_up(request)
        try:
            self._refuse(fault)
            answer = await self._methods.get(name, self._accept)(form)
        except RefusalError as refusal:
            return _refused(refusal)
        except Exception as error:
            self.mistakes.append(f"{name}: {error!r}")
            raise
        if fault is Fault.SILENT_AFTER:
            await asyncio.sleep(SILENCE)
        if fault in (Fault.SILENT_AFTER, Fault.CUT_AFTER):
            return _hung_up(request)
        return web.json_response({"ok": True, "result": answer})

    def _refuse(self, fault: Fault | None) -> None:
        if fault is Fault.FLOOD:
            seconds = self.faults.random("flood").randint(0, 1)
            raise RefusalError(429, f"Too Many Requests: retry after {seconds}", seconds)
        if fault in REFUSALS:
            raise RefusalError(*REFUSALS[fault])

    async def _accept(self, _: Form) -> object:
        return True

    async def _get_me(self, _: Form) -> object:
        return BOT

    async def _get_updates(self, form: Form) -> object:
        offset, limit = int(form.get("offset", 0)), int(form.get("limit", 100))
        try:
            return await self.waiting.take(offset, limit, float(form.get("timeout", 0)))
        except Conflict:
            said = "Conflict: terminated by other getUpdates request"
            raise RefusalError(409, said) from None

    async def _set_webhook(self, form: Form) -> object:
        self._webhook.register(form["url"], form.get("secret_token", ""))
        self.waiting.push_to(self._webhook)
        return True

    async def _delete_webhook(self, form: Form) -> object:
        assert form.get("drop_pending_updates") in (None, False, "false")
        self.waiting.push_to(None)
        return True

    async def _send_message(self, form: Form) -> object:
        return self._show(form, "text", form["text"])

    async def _send_photo(self, form: Form) -> object:
        return self._show(form, "photo", form.get("caption", ""), form["photo"].filename)

    async def _send_document(self, form: Form) -> object:
        return self._show(form, "document", form.get("caption", ""), form["document"].filename)

    async def _edit(self, form: Form) -> object:
        chat_id, number = int(form["chat_id"]), int(form["message_id"])
        before = self.chats[chat_id].shown.get(number)
        if before is None:
            raise RefusalError(400, "Bad Request: message to edit not found")
        if before.kind != "text":
            raise RefusalError(400, "Bad Request: there is no text in the message to edit")
        after = Effect("edit", number, form["text"], _keyboard(form))
        if (before.html, before.keyboard) == (after.html, after.keyboard):
            raise RefusalError(400, f"Bad Request: {NOT_MODIFIED}")
        self.chats[chat_id].apply(after)
        return _message(self.chats[chat_id].shown[number], chat_id)

    async def _answer_press(self, form: Form) -> object:
        callback_id = form["callback_query_id"]
        self.chats.pressed(callback_id).turning.discard(callback_id)
        return True

    def _show(self, form: Form, kind: Kind, html: str, file: str = "") -> object:
        chat_id = int(form["chat_id"])
        effect = Effect(kind, next(self.chats.numbers), html, _keyboard(form), file)
        self.chats[chat_id].apply(effect)
        return _message(effect, chat_id)


def _hung_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _refused(refusal: RefusalError) -> web.Response:
    value: Json = {"ok": False, "error_code": refusal.status, "description": str(refusal)}
    if refusal.retry_after is not None:
        value["parameters"] = {"retry_after": refusal.retry_after}
    return web.json_response(value, status=refusal.status)


async def _read(request: web.Request) -> Form:
    """Read the parameters of a call, in any of the forms Telegram takes."""
    if request.content_type == "application/json":
        return dict(await request.json())
    return dict(await request.post())


def _keyboard(form: Form) -> Keyboard:
    markup = form.get("reply_markup") or {}
    if isinstance(markup, str):
        markup = json.loads(markup)
    rows = markup.get("inline_keyboard", [])
    return tuple(tuple((b["text"], b["callback_data"]) for b in row) for row in rows)


def _chat(chat_id: int) -> Json:
    return {"id": chat_id, "type": "private", "first_name": "Camille"}


def _person(chat_id: int) -> Json:
    return {"id": chat_id, "is_bot": False, "first_name": "Camille", "language_code": "fr"}


def _message(effect: Effect, chat_id: int) -> Json:
    value: Json = {"message_id": effect.message_id, "date": 1, "chat": _chat(chat_id), "from": BOT}
    file = {"file_id": "f", "file_unique_id": "u", "file_size": 1}
    match effect.kind:
        case "photo":
            return value | {"caption": effect.html, "photo": [file | {"width": 1, "height": 1}]}
        case "document":
            return value | {"caption": effect.html, "document": file}
        case _:
            return value | {"text": effect.html}
