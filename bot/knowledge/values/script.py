"""From what was typed to plain characters: digits, letters, a few marks.

Digits of any kind become ASCII without ever gluing two numbers together; what cannot be read as a
number (« ½ », a superscript) becomes something the grammar knows, or a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from bot.knowledge.text import fold

_SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_TO_DIGIT = str.maketrans(_SUPERSCRIPTS, "0123456789")
_SUPERSCRIPT = re.compile(rf"(?<=[\d€])([{_SUPERSCRIPTS}]+)")
_HALF = re.compile(r"(?<=[\d€])\s?½")
_FRACTION = re.compile(r"[¼-¾⅐-⅞↉]")
_SWISS_THOUSANDS = re.compile(r"(?<=\d)['’](?=\d{3}(?!\d))")
_MINUTES = re.compile(r"(?<=\d)\s?['’′](?!\w)")
_TIMES = re.compile(r"(?<=\d)\s*\*\s*(?=\d)")
_SEPARATOR = re.compile(r"\s/\s(?=\d)")
_ABOUT = re.compile(r"\+\s*/?\s*[-−–]|±")
_MARKS = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "×": "x", "✕": "x", "✖": "x", "…": " ",
     "٫": ",", "‚": ",", "⁄": "/", "÷": "/", "٪": "%", "≈": "~", "∼": "~", "≃": "~", "∕": "/",
     "\n": ";", "\r": ";", "·": ".", "•": ";", "🔟": "10", "💯": "100"}
)  # fmt: skip
_BLANK = frozenset({"So", "Sk", "Cs", "Co", "Cn", "Cc"})
_DROPPED = frozenset({"Cf", "Me", "Mn"})


def normalise(text: str, homographs: Sequence[str] = ()) -> str:
    """Return `text` lowercased, unaccented, its digits and marks in one form.

    Args:
        text: what was typed.
        homographs: accented words to leave out, because they would read as another word.
    """
    text = unicodedata.normalize("NFC", text)
    for word in homographs:
        text = re.sub(rf"(?<!\w){word}(?!\w)", " ", text, flags=re.IGNORECASE)
    text = _ABOUT.sub(" ~ ", text)
    text = _TIMES.sub(" x ", text)
    if len(_SEPARATOR.findall(text)) > 1:
        text = _SEPARATOR.sub(" ; ", text)
    text = _HALF.sub(" et demi ", text)
    text = _FRACTION.sub(" ", text)
    text = _SUPERSCRIPT.sub(_after_digit, text)
    text = _SWISS_THOUSANDS.sub(" ", _MINUTES.sub(" min ", text))
    text = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    return " ".join(fold("".join(map(_plain, text))).split())


def _after_digit(found: re.Match[str]) -> str:
    """Read « 35⁵⁰ » as 35,50 and « 35€⁵⁰ » as 35€50."""
    comma = "" if found.string[found.start() - 1] == "€" else ","
    return comma + found.group(1).translate(_TO_DIGIT)


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category in _DROPPED:
        return ""
    return " " if category in _BLANK else character
