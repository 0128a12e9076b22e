"""Inline keyboards: reading and checking `reply_markup`.

Telegram's limits: 100 buttons in all; 64 bytes of data a button. Telegram shows at most 8 buttons
a row; the sandbox refuses more, so that nothing depends on how a telephone would fold them.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from bot.sandbox.arguments import Arguments, well_formed
from bot.sandbox.messages import Button, Keyboard
from bot.sandbox.refusals import bad_request

BUTTONS_A_ROW = 8
BUTTONS_IN_ALL = 100
HEAVIEST_DATA = 64
_KINDS = (
    "url",
    "callback_data",
    "switch_inline_query",
    "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat",
    "web_app",
    "copy_text",
)
_MAY_BE_EMPTY = frozenset(_KINDS[2:])


def read_keyboard(arguments: Arguments) -> Keyboard:
    """Return the inline keyboard of a message, empty when there is none.

    Raises:
        RefusalError: 400, for a wrong shape, an empty or wrong button, too many of them.
    """
    value = arguments.structure("reply_markup")
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise bad_request("Object expected as reply markup")
    if value.get("keyboard"):
        raise bad_request("the sandbox knows inline keyboards only")
    rows = value.get("inline_keyboard") or []
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request(
            'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
        )
    keyboard = tuple(tuple(_button(item) for item in row) for row in rows if row)
    _check_size(keyboard)
    return keyboard


def _check_size(keyboard: Keyboard) -> None:
    in_all = sum(len(row) for row in keyboard)
    if in_all > BUTTONS_IN_ALL or any(len(row) > BUTTONS_A_ROW for row in keyboard):
        raise bad_request("reply markup is too long")


def _button(item: object) -> Button:
    if not isinstance(item, dict):
        raise _unreadable("InlineKeyboardButton must be an Object")
    text = item.get("text")
    if not isinstance(text, str):
        raise _unreadable('Can\'t find field "text"')
    if not text.strip():
        raise bad_request("Inline keyboard button text must be non-empty")
    kind = next((k for k in _KINDS if item.get(k) or (k in _MAY_BE_EMPTY and k in item)), None)
    if kind is None:
        raise _unreadable("Text buttons are unallowed in the inline keyboard")
    well_formed(text + str(item[kind]))
    button = Button(text.strip(), kind, item[kind], str(item.get("style") or ""))
    _check_value(button)
    return button


def _check_value(button: Button) -> None:
    if button.kind == "callback_data":
        if not isinstance(button.value, str):
            raise _unreadable('Field "callback_data" must be of type String')
        if len(button.value.encode()) > HEAVIEST_DATA:
            raise bad_request("BUTTON_DATA_INVALID")
    if button.kind == "url" and not _is_address(str(button.value)):
        raise bad_request(f"Inline keyboard button URL '{button.value}' is invalid: Wrong HTTP URL")


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme == "tg" or (
            parts.scheme in {"http", "https"} and "." in (parts.hostname or "")
        )
    except ValueError:
        return False


def _unreadable(reason: str) -> Exception:
    return bad_request(f"Can't parse inline keyboard button: {reason}")
