"""From an estimate to the parts of one price, or why they cannot be told apart honestly.

A bar shows one number for each part. When the tariff of the act is only known within a few cents,
the two ends give the same bar, and their words tell the difference; anything wider is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.calculator import (
    Computed,
    Range,
    Session,
    Situation,
    UnknownCoverage,
    YearCoverage,
    estimate,
)
from bot.calculator.readings import NOT_REIMBURSED
from bot.content.parameters import Bareme
from bot.receipts.cards import PARTS, REIMBURSED, PartKind

MOST_BLUR = Decimal("0.01")  # of the price: a hundredth of the bar, which nobody sees
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class PriceParts:
    """What each one pays of one session, in euros; the parts make the price.

    Attributes:
        depassement: the whole of it, of which a part may be paid by the mutuelle.
    """

    price: Range
    paid: Range
    rest: Range
    depassement: Range
    amounts: Mapping[PartKind, Range]

    def width(self, kind: PartKind) -> int:
        """Return the middle of a part, in half-cents."""
        return width_of(self.amounts[kind])


@dataclass(frozen=True, slots=True)
class Blurred:
    """Why no honest bar can be drawn.

    Attributes:
        reasons: `prix`, `mutuelle`, `situation`, `deux-seances`, `forfait-annuel`, `tarif`,
            `fourchette`.
        tariff: the convention tariff, when it is too wide a range.
    """

    reasons: tuple[str, ...]
    tariff: Range


def parts_of(situation: Situation, bareme: Bareme) -> PriceParts | Blurred:
    """Return the parts of the price of the first session, or why they are not known.

    Raises:
        ValueError: the situation cannot be computed.
    """
    if _is_used_up(situation):
        return Blurred(("forfait-annuel",), Range.of(Decimal(0)))
    first = replace(
        situation, day=situation.first_day, sessions=1, schedule=(), sessions_after_december=0,
        assessment=False, home="non",
    )  # fmt: skip
    session = _session(first, bareme)
    reasons = _unknown(first, session)
    if reasons:
        return Blurred(reasons, session.tariff)
    ends = sorted({session.tariff.low, session.tariff.high})
    readings = [_session(replace(first, tariff=end), bareme) for end in ends]
    if not all(_is_exact(reading) for reading in readings):
        return Blurred(_open_rights(first) or ("fourchette",), session.tariff)
    parts = _together(first, readings)
    if max(_spread(amount) for amount in parts.amounts.values()) > MOST_BLUR * parts.price.high:
        return Blurred(("tarif",), session.tariff)
    return parts


def width_of(amount: Range) -> int:
    """Return the middle of an amount in half-cents, which is always a whole number."""
    return int((amount.low + amount.high) * HUNDRED)


def _is_used_up(situation: Situation) -> bool:
    """Tell whether an amount for the year pays the first sessions only: no session is typical."""
    is_alone = situation.count == 1 and situation.sessions is not None
    is_yearly = isinstance(situation.coverage, YearCoverage)
    return is_yearly and situation.act == NOT_REIMBURSED and not is_alone


def _session(situation: Situation, bareme: Bareme) -> Session:
    outcome = estimate(situation, bareme)
    if not isinstance(outcome, Computed):
        raise ValueError("parts were asked of what cannot be computed")
    return outcome.per_session


def _unknown(situation: Situation, session: Session) -> tuple[str, ...]:
    """Return what the patient did not say, and which decides the parts."""
    price = situation.price
    is_paid_whole = session.amo_before_franchise == session.price
    is_free = situation.act == NOT_REIMBURSED
    no_coverage = isinstance(situation.coverage, UnknownCoverage)
    is_yearly = isinstance(situation.coverage, YearCoverage)
    checks = {
        "prix": isinstance(price, Range) and not price.is_one,
        "mutuelle": no_coverage and "c2s" not in situation.situations and not is_paid_whole,
        "forfait-annuel": is_yearly and session.depassement.high and not is_free,
        "deux-seances": situation.per_day > 1 and situation.same_day_conditions is not True,
    }
    return tuple(name for name, holds in checks.items() if holds)


def _open_rights(situation: Situation) -> tuple[str, ...]:
    names = situation.situations
    is_open = ("ald" in names and situation.ald_related is None) or (
        "maternite" in names and situation.maternity_period is None
    )
    return ("situation",) if is_open else ()


def _is_exact(session: Session) -> bool:
    amounts = (session.price, session.amo, session.franchise, session.complementaire,
               session.reste_a_charge)  # fmt: skip
    return all(amount.is_one for amount in amounts)


def _together(situation: Situation, readings: list[Session]) -> PriceParts:
    each = [_parts(situation, reading) for reading in readings]
    amounts = {kind: Range.over(parts[kind] for parts in each) for kind in PARTS}
    paid = Range.over(sum((parts[kind] for kind in REIMBURSED), Decimal(0)) for parts in each)
    return PriceParts(
        price=Range.over(reading.price.low for reading in readings),
        paid=paid,
        rest=Range.over(reading.reste_a_charge.low for reading in readings),
        depassement=Range.over(reading.depassement.low for reading in readings),
        amounts=amounts,
    )


def _parts(situation: Situation, session: Session) -> dict[PartKind, Decimal]:
    """Share one price; a mutuelle pays first what the Sécu leaves of the tariff (R. 871-2)."""
    franchise = session.franchise.low
    left = session.reste_a_charge.low - franchise
    beyond = Decimal(0) if situation.act == NOT_REIMBURSED else session.depassement.low
    depassement = min(beyond, left)
    return {
        "secu": session.amo.low,
        "mutuelle": session.complementaire.low,
        "tarif": left - depassement,
        "depassement": depassement,
        "franchise": franchise,
    }


def _spread(amount: Range) -> Decimal:
    return amount.high - amount.low
