"""The link that reopens an estimate: its answers, and nothing else, in at most 64 characters.

`e1` is the version. Then come the answers as bits, in the order of `LAYOUT`, written in the
alphabet that Telegram accepts after `/start`, and a check that betrays a cut or mistyped link.
A choice is written as a number made from its id: adding or moving choices changes no link.
The order and the widths of a version never change; a new question goes at the end.
"""

from __future__ import annotations

import datetime as dt
import re
import zlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Literal

from bot.content.flows import Flow, Question
from bot.dialogue.session import Answer

VERSION = "e1"
LONGEST = 64
LINK = re.compile(r"e\d[A-Za-z0-9_-]*")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
SIX = 6  # bits a character
CHECK = 2  # characters
MONTH = "mois_debut"
FIRST_DAY = dt.date(2024, 1, 1)
Code = Literal["cents", "large", "count", "tenths", "choice", "either", "act", "day"]
WIDTHS: Mapping[Code, int] = {
    "cents": 15, "large": 17, "count": 10, "tenths": 10, "choice": 12, "either": 4, "act": 20,
    "day": 12,
}  # fmt: skip
UNITS: Mapping[Code, Decimal] = {
    "cents": Decimal(100), "large": Decimal(100), "count": Decimal(1), "tenths": Decimal(10)
}  # fmt: skip
LAYOUT: tuple[tuple[str, Code], ...] = (
    (MONTH, "day"),
    ("prix", "cents"),
    ("nb_seances", "count"),
    ("mutuelle_type", "choice"),
    ("mutuelle_pourcent", "count"),
    ("mutuelle_incluse", "choice"),
    ("mutuelle_forfait", "cents"),
    ("situation", "choice"),
    ("ald_lien", "choice"),
    ("maternite_moment", "choice"),
    ("acte", "act"),
    ("territoire", "choice"),
    ("bilan", "choice"),
    ("franchise_deja", "cents"),
    ("par_jour", "choice"),
    ("deux_seances_conditions", "choice"),
    ("autres_soins_jour", "count"),
    ("apres_31_decembre", "count"),
    ("domicile", "choice"),
    ("km", "tenths"),
    ("terrain", "either"),
    ("rythme", "tenths"),
    ("conventionne", "either"),
    ("mutuelle_forfait_an", "large"),
)
ABSENT, UNKNOWN, ONE, MORE = range(4)
HEAD = 2  # bits that tell how many values follow
TWO, THREE = 2, 3


def start_command(payload: str) -> str:
    """Return what to type to open a link, where there is no address to touch."""
    return f"/start {payload}"


def is_link(argument: str) -> bool:
    """Tell whether what follows /start is a link of some version."""
    return LINK.fullmatch(argument) is not None


def payload_of(answers: Mapping[str, Answer], flow: Flow, today: dt.date) -> str | None:
    """Return what follows /start to reopen an estimate, on the rules of the same day.

    Args:
        answers: those of the dialogue.
        flow: its questions.
        today: the day whose rules apply when the patient chose no month.

    Returns:
        None when an answer cannot be written, or when they are too many.
    """
    known = {name for name, _ in LAYOUT}
    if not answers.keys() <= known:
        return None
    month = answers.get(MONTH)
    if month is None or month.is_unknown:
        month = Answer(values=(today.isoformat(),))
    dated = {**answers, MONTH: month}
    try:
        bits = "".join(
            _written(flow.question(name), code, dated.get(name)) for name, code in LAYOUT
        )
    except (KeyError, ValueError):
        return None
    payload = _spelled(bits.rstrip("0"))
    return payload if len(payload) <= LONGEST else None


def answers_of(payload: str, flow: Flow, today: dt.date) -> dict[str, Answer] | None:
    """Return the answers of a link, or None when it cannot be read whole.

    The day is left out when it is today: such an estimate goes on as if it had just been made.
    """
    try:
        answers = _read(payload, flow)
    except (KeyError, ValueError):
        return None
    if payload_of(answers, flow, today) != payload:
        return None
    if answers[MONTH].single == today.isoformat():
        del answers[MONTH]
    return answers


def _spelled(bits: str) -> str:
    padded = bits + "0" * (-len(bits) % SIX)
    body = "".join(ALPHABET[int(padded[at : at + SIX], 2)] for at in range(0, len(padded), SIX))
    return f"{VERSION}{body}{_check(body)}"


def _check(body: str) -> str:
    number = zlib.crc32(f"{VERSION}{body}".encode())
    return "".join(ALPHABET[number >> SIX * rank & len(ALPHABET) - 1] for rank in range(CHECK))


def _read(payload: str, flow: Flow) -> dict[str, Answer]:
    body, check = payload[len(VERSION) : -CHECK], payload[-CHECK:]
    if not payload.startswith(VERSION) or check != _check(body):
        raise ValueError("not a link of this version")
    bits = _Bits("".join(f"{ALPHABET.index(sign):06b}" for sign in body))
    found = ((name, _answer(flow.question(name), code, bits)) for name, code in LAYOUT)
    return {name: answer for name, answer in found if answer is not None}


class _Bits:
    """Bits read one after the other; after the last one, zeros."""

    def __init__(self, bits: str) -> None:
        self._bits: Iterator[str] = iter(bits)

    def take(self, width: int) -> int:
        return int("".join(next(self._bits, "0") for _ in range(width)), 2)


def _written(question: Question, code: Code, answer: Answer | None) -> str:
    if answer is None:
        return f"{ABSENT:02b}"
    if answer.is_unknown:
        return f"{UNKNOWN:02b}"
    numbers = [_number_of(question, code, value) for value in answer.values]
    if len(numbers) > THREE or any(number.bit_length() > WIDTHS[code] for number in numbers):
        raise ValueError("an answer that no link holds")
    head = f"{ONE:02b}" if len(numbers) == 1 else f"{MORE:02b}{len(numbers) - TWO}"
    doubt = f"{answer.is_approximate:b}" if code in UNITS else ""
    return head + doubt + "".join(f"{number:0{WIDTHS[code]}b}" for number in numbers)


def _answer(question: Question, code: Code, bits: _Bits) -> Answer | None:
    head = bits.take(HEAD)
    if head == ABSENT:
        return None
    if head == UNKNOWN:
        return Answer()
    count = 1 if head == ONE else TWO + bits.take(1)
    is_approximate = code in UNITS and bool(bits.take(1))
    values = tuple(_value_of(question, code, bits.take(WIDTHS[code])) for _ in range(count))
    is_range = code in UNITS and count == TWO
    return Answer(values=values, is_range=is_range, is_approximate=is_approximate)


def _number_of(question: Question, code: Code, value: str) -> int:
    if code == "day":
        return (dt.date.fromisoformat(value) - FIRST_DAY).days
    if code in UNITS:
        number = Decimal(value) * UNITS[code]
        if number < 0 or number != number.to_integral_value():
            raise ValueError("a number that no link holds")
        return int(number)
    if question.choice(value) is None:
        raise ValueError("a choice that is not offered")
    return _mark(question, code, value)


def _value_of(question: Question, code: Code, number: int) -> str:
    if code == "day":
        return (FIRST_DAY + dt.timedelta(days=number)).isoformat()
    if code in UNITS:
        value = Decimal(number) / UNITS[code]
        low, high = question.min, question.max
        if (low is not None and value < low) or (high is not None and value > high):
            raise ValueError("a number outside what the question allows")
        return str(value)
    for choice in question.choices:
        if _mark(question, code, choice.id) == number:
            return choice.id
    raise ValueError("a choice that is not offered any more")


def _mark(question: Question, code: Code, choice: str) -> int:
    """Return the number that stands for a choice."""
    return zlib.crc32(f"{question.id}:{choice}".encode()) >> 32 - WIDTHS[code]
