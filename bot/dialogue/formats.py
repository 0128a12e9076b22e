"""How numbers and days are written in French."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal

from bot.calculator import Range
from bot.content.typography import NO_BREAK

HUNDRED = Decimal(100)
Amount = Decimal | Range


def _plain(value: Decimal) -> str:
    """Return a number without useless zeros, with a comma: 0.60 → « 0,6 »."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",")


def montant(value: Amount) -> str:
    """Return euros at the cent: « 17,88 € », or « 17,83 € à 17,97 € » for a range."""
    if isinstance(value, Range):
        if value.is_one:
            return montant(value.low)
        return f"{montant(value.low)} à {montant(value.high)}"
    whole, cents = f"{value:.2f}".split(".")
    grouped = f"{int(whole):,}".replace(",", NO_BREAK)
    sign = "-" if value < 0 and int(whole) == 0 else ""
    return f"{sign}{grouped},{cents}{NO_BREAK}€"


def chiffres(value: Amount) -> str:
    """Return euros without their sign, for a column: « 17,88 », « 17,83–17,97 »."""
    if isinstance(value, Range):
        ends = (value.low,) if value.is_one else (value.low, value.high)
        return "–".join(chiffres(end) for end in ends)
    return montant(value).removesuffix(f"{NO_BREAK}€")


def euros(value: Decimal) -> str:
    """Return euros as people write them: « 1 € », « 17,88 € »."""
    if value == value.to_integral_value():
        return f"{int(value)}{NO_BREAK}€"
    return montant(value)


def entre(value: Amount) -> str:
    """Return « 8,15 € » or « entre 8,11 € et 8,19 € »."""
    if isinstance(value, Range) and not value.is_one:
        return f"entre {montant(value.low)} et {montant(value.high)}"
    return montant(value)


def pourcent(value: Decimal) -> str:
    """Return a rate 0–1 in percent: « 60 % »."""
    return f"{_plain(value * HUNDRED)}{NO_BREAK}%"


def complement(value: Decimal) -> Decimal:
    """Return what is left of a rate: 0.90 → 0.10."""
    return 1 - value


def nombre(value: Decimal | int) -> str:
    """Return a number in digits."""
    return _plain(Decimal(value))


def ordinal(value: Decimal | int) -> str:
    """Return a rank: « 1re », « 16e » (feminine: séance)."""
    number = int(value)
    return "1re" if number == 1 else f"{number}e"


def suivante(value: Decimal | int) -> str:
    """Return the rank after a threshold: 15 → « 16e »."""
    return ordinal(int(value) + 1)


def jour(value: dt.date) -> str:
    """Return a day: « 21/11/2026 »."""
    return value.strftime("%d/%m/%Y")


def in_words(words: Mapping[str, str]) -> Callable[[Decimal | int], str]:
    """Return the filter that writes small numbers in words, and the others in digits."""
    return lambda value: words.get(nombre(value), nombre(value))


def capitalize_first(text: str) -> str:
    """Return the text with a capital first letter, the rest unchanged (markup kept safe)."""
    return text[:1].upper() + text[1:]
