"""When a number must be read back: approximated, hesitated, corrected, or beside another."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.knowledge.values.line import Line
from bot.knowledge.values.roles import Role, Roles
from bot.knowledge.values.tokens import Number

_NEAR = 3
_APPROXIMATE = "APPROX|SOME"
_UNSURE = "HESITATION|UNKNOWN|CORRECTION|INSTEAD|NOT|REFUSAL|WAS"
_BESIDE = r"DATE|TIME|TELEPHONE|RANK#\d+"


def is_shaky(number: Number) -> bool:
    """Tell whether the number itself had to be guessed, rounded or calculated."""
    return number.is_approximate or number.is_doubtful or number.is_range or not number.is_usable


def is_rough(line: Line, index: int) -> bool:
    """Tell whether a number was said to be only approximate: « environ 25 », « une dizaine »."""
    number = line.numbers[index]
    said = bool(re.search(rf"\b(?:{_APPROXIMATE})\b", _around(line, index)))
    return said or number.is_approximate or number.is_anchored


def is_answer_doubtful(
    line: Line, roles: Roles, used: Collection[int], *, bound_is_doubt: bool = True
) -> bool:
    """Tell whether an answer made of the numbers `used` must be read back.

    Args:
        line: the whole answer.
        roles: what its numbers stand for.
        used: the numbers read.
        bound_is_doubt: whether « maximum » makes a doubt (not for what a mutuelle pays).
    """
    signs = f"{_APPROXIMATE}|{_UNSURE}" + ("|BOUND" if bound_is_doubt else "")
    return (
        any(is_shaky(line.numbers[index]) for index in used)
        or line.has(signs)
        or line.has(_BESIDE)
        or _is_questioned(line)
        or any(_counts_beside(line, roles, index, used) for index in roles)
    )


def is_mention_doubtful(line: Line, index: int) -> bool:
    """Tell whether a number inside a sentence must be read back."""
    return (
        is_shaky(line.numbers[index])
        or bool(re.search(rf"\b(?:{_APPROXIMATE}|BOUND)\b", _around(line, index)))
        or bool(re.search(r"\b(?:HESITATION|CORRECTION|REFUSAL)\b", line.clause(index)))
        or line.has(f"(?:CORRECTION|REFUSAL) (?:, )?<3>#{index}")
        or line.has(rf"NOT <1>#a \S+ (?:, )?<3>#{index}")
    )


def _around(line: Line, index: int) -> str:
    """Return the few signs on both sides of a number, in its clause."""
    before, _, after = line.clause(index).partition(f" #{index} ")
    return " ".join([*before.split()[-_NEAR:], "|", *after.split()[: _NEAR - 1]])


def _counts_beside(line: Line, roles: Roles, index: int, used: Collection[int]) -> bool:
    """Tell whether number `index` stands beside those used; « 1 séance », « un mois » do not."""
    number = line.numbers[index]
    if index in used or any(_is_same(number, line.numbers[other]) for other in used):
        return False
    is_one = number.low == 1 and not number.is_range
    return not (is_one and roles[index] in {Role.COUNT, Role.MEASURE})


def _is_same(one: Number, other: Number) -> bool:
    return (one.low, one.high) == (other.low, other.high)


def _is_questioned(line: Line) -> bool:
    """Tell whether « ? » bears on the number, not on another question asked with it."""
    for sentence in re.findall(r"[^.;!?]*\?", line.text):
        after_number = re.split(r" #\d+(?= )", sentence)[-1]
        if not re.search(r"\bQUESTION\b", after_number):
            return True
    return False
