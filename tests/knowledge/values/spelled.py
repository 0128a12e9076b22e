"""Numbers in letters, written independently of the reader."""

_SMALL = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
    "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
]  # fmt: skip
_TENS = {20: "vingt", 30: "trente", 40: "quarante", 50: "cinquante", 60: "soixante"}


def in_letters(number: int) -> str:
    if number < 20:
        return _SMALL[number]
    if number < 70:
        return _joined(_TENS[number // 10 * 10], number % 10)
    if number < 80:
        return "soixante et onze" if number == 71 else f"soixante-{_SMALL[number - 60]}"
    if number < 100:
        return "quatre-vingts" if number == 80 else f"quatre-vingt-{_SMALL[number - 80]}"
    hundreds, rest = divmod(number, 100)
    head = "cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent{'' if rest else 's'}"
    return f"{head} {in_letters(rest)}" if rest else head


def _joined(tens: str, unit: int) -> str:
    if unit == 0:
        return tens
    return f"{tens} et un" if unit == 1 else f"{tens}-{_SMALL[unit]}"
