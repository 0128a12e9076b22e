"""The price of one session, read in an answer or picked in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal

from bot.knowledge.values.doubts import is_answer_doubtful, is_mention_doubtful, is_rough
from bot.knowledge.values.line import UNIT, Line
from bot.knowledge.values.reading import NOTHING, Cause, Reading
from bot.knowledge.values.roles import Role, Roles, distinct, having
from bot.knowledge.values.tokens import Number

USUAL, LEAST = Decimal(100), Decimal(1)
LEAST_LIKELY = Decimal(10)
_CENT, _HUNDRED = Decimal("0.01"), Decimal(100)
_COMMA_LOST = 4
_OF_ONE = ("#a EURO (?:EACH|(?:PER|THE|TO THE) SEANCE)", "SEANCE (?:TO|FROM) #a EURO")
_BESIDE_COUNT = (
    rf"KINE (?:(?:c|ce|est|il|elle|:|=) )*#a(?! (?:OR |TO |{UNIT}))",
    rf"(?:(?<=^ )|(?<=[,;-] ))SEANC[E] #a(?! {UNIT})",
)
_SAID_PRICE = (
    rf"(?:SEANCE|KINE) <2>TO #a(?! {UNIT})",
    "#a (?:EACH|PER SEANCE|THE SEANCE|TO THE SEANCE)",
    rf"CLAIMS (?:TO )?<1>#a(?! {UNIT})",
    rf"CLAIMS , c est #a(?! {UNIT})",
)


def read_price(line: Line, roles: Roles) -> Reading:
    """Read an answer to « combien pour une séance ? »."""
    lot = lot_of(line, roles)
    if lot is not None:
        return lot
    found = having(roles, Role.PRICE) or having(roles, Role.BARE) or having(roles, Role.NOTED)
    found = distinct(line, found)
    if not found:
        return _without_number(line, roles)
    if any(line.numbers[index].is_negative or line.numbers[index].high == 0 for index in found):
        return NOTHING
    if len(found) == 1:
        return _single(line, roles, found[0])
    return _several(line, found)


def pick_price(line: Line, roles: Roles) -> Reading | None:
    """Return the price a sentence gives, or None."""
    found = distinct(line, having(roles, Role.PRICE)) or distinct(line, _said(line, roles))
    found = [index for index in found if _is_amount(line.numbers[index])]
    if not found:
        return None
    if cents := _dictated(line, roles, found):
        return Reading(cents, "eur", ambiguous=True)
    if len(found) > 1:
        found = _of_one_session(line, found)
    if len(found) > 1:
        return _bounds(line, found)
    doubtful = is_mention_doubtful(line, found[0])
    return _one_price(line, roles, found[0], ambiguous=doubtful)


def lot_of(line: Line, roles: Roles) -> Reading | None:
    """Return the price of one session out of a lot (« 240 € les 6 » → 40), or None."""
    totals = having(roles, Role.TOTAL)
    if not totals:
        return None
    counts = having(roles, Role.COUNT) or having(roles, Role.NOTED)
    if len(totals) > 1 or len(counts) != 1 or not line.numbers[counts[0]].low:
        return Reading(None, "eur", ambiguous=True)
    quotient = line.numbers[totals[0]].low / line.numbers[counts[0]].low
    return Reading(quotient.quantize(_CENT, ROUND_HALF_UP), "eur", ambiguous=True)


def total_of(line: Line, roles: Roles) -> Decimal | None:
    """Return the price of all the sessions when that is what was said."""
    totals = having(roles, Role.TOTAL)
    return line.numbers[totals[0]].low if len(totals) == 1 else None


def _single(line: Line, roles: Roles, index: int) -> Reading:
    doubtful = is_answer_doubtful(line, roles, {index}) or line.has("EN HAVE")
    return _one_price(line, roles, index, ambiguous=doubtful)


def _one_price(line: Line, roles: Roles, index: int, *, ambiguous: bool) -> Reading:
    """Read a price, and the part said beside it.

    « 17 + 8 de dépassement » is 25, « 20 € + 4 € de déplacement » is 20, both asked;
    « 45 dont 28 de dépassement » is 45.
    """
    number = line.numbers[index]
    reading = replace(_reading(number, ambiguous=ambiguous), is_approximate=is_rough(line, index))
    parts = [line.numbers[part].low for part in having(roles, Role.PART)]
    if number.is_range or len(parts) != 1:
        return reading
    cause: Cause = "depassement" if line.has("DEPASSEMENT") else "deplacement"
    if line.has(r"PLUS (?:#\d+|DEPASSEMENT|EXTRA) .*"):
        price = number.low + parts[0] if cause == "depassement" else number.low
        return Reading(price, "eur", ambiguous=True, cause=cause, part=parts[0])
    is_within = cause == "depassement" and parts[0] < number.low
    return replace(reading, cause=cause, part=parts[0]) if is_within else reading


def _several(line: Line, found: Sequence[int]) -> Reading:
    numbers = [line.numbers[index] for index in found]
    if cents := _spoken_cents(line, numbers):
        return Reading(cents, "eur", ambiguous=True)
    if line.has(r"#\d+(?: EURO)? PLUS #\d+") and len(found) == 2:  # noqa: PLR2004
        low = numbers[0].low
        return Reading(None, "eur", ambiguous=True, range=(low, low + numbers[1].low))
    return _bounds(line, found)


def _dictated(line: Line, roles: Roles, found: Sequence[int]) -> Decimal | None:
    """Read « vingt-sept cinquante la séance » as 27,50 when one of its numbers is the price."""
    for match in line.find("#a #b"):
        both = {int(match.group("a")), int(match.group("b"))}
        if both & set(found) and all(roles[i] in {Role.PRICE, Role.BARE} for i in both):
            return _with_cents(line.number(match, "a"), line.number(match, "b"))
    return None


def _spoken_cents(line: Line, numbers: Sequence[Number]) -> Decimal | None:
    """Read « seize treize » as 16,13."""
    if not line.has(r"#\d+ #\d+(?! #)") or len(numbers) != 2:  # noqa: PLR2004
        return None
    return _with_cents(*numbers)


def _with_cents(euros: Number, cents: Number) -> Decimal | None:
    two_digits = not cents.decimals and _HUNDRED > cents.low >= _HUNDRED / 10
    if not (euros.is_whole and cents.is_whole and two_digits and euros.low <= USUAL):
        return None
    return euros.low + cents.low / _HUNDRED


def _bounds(line: Line, found: Sequence[int]) -> Reading:
    numbers = [line.numbers[index] for index in found]
    low, high = min(n.low for n in numbers), max(n.high for n in numbers)
    return Reading(None, "eur", ambiguous=True, range=(low, high) if low > 0 else None)


def _reading(number: Number, *, ambiguous: bool) -> Reading:
    if not number.is_usable:
        return Reading(None, "eur", ambiguous=True)
    if len(number.digits) >= _COMMA_LOST and not number.decimals:
        return Reading(None, "eur", ambiguous=True, proposal=number.low / _HUNDRED)
    unusual = not LEAST <= number.low <= USUAL
    bounds = (number.low, number.high) if number.is_range else None
    return Reading(number.value, "eur", ambiguous or unusual, bounds, number.proposal)


def _without_number(line: Line, roles: Roles) -> Reading:
    if having(roles, Role.PERIODIC) or having(roles, Role.PART):
        return Reading(None, "eur", ambiguous=True)
    if line.has("TARIFF|BASE|MULTIPLE") and not line.has("UNKNOWN"):
        return Reading(None, "none", ambiguous=True)
    return NOTHING


def _said(line: Line, roles: Roles) -> list[int]:
    """Return the bare numbers that a sentence gives as a price."""
    sources = (*_SAID_PRICE, *_BESIDE_COUNT) if _counts_sessions(roles) else _SAID_PRICE
    said = {int(match.group("a")) for source in sources for match in line.find(source)}
    bare = having(roles, Role.BARE)
    return [index for index in bare if index in said or _looks_priced(line, roles, index)]


def _looks_priced(line: Line, roles: Roles, index: int) -> bool:
    """Tell whether « 19,50 » beside a number of sessions is a price; « j’ai 38,6 » is not."""
    number = line.numbers[index]
    amount = number.decimals > 0 and LEAST_LIKELY <= number.low <= USUAL
    about_care = _counts_sessions(roles) or "SEANCE" in line.clause(index)
    return amount and about_care and not line.has(f"HAVE #{index}")


def _counts_sessions(roles: Roles) -> bool:
    return bool({Role.COUNT, Role.NOTED} & set(roles.values()))


def _is_amount(number: Number) -> bool:
    return number.high > 0 and not number.is_negative


def _of_one_session(line: Line, found: Sequence[int]) -> list[int]:
    """Keep the amounts said to be those of one session, when only some are."""
    each = {int(m.group("a")) for said in _OF_ONE for m in line.find(said)}
    return [index for index in found if index in each] or list(found)
