"""A message as a line of signs: « 240 euros les 6 » becomes ` #0 EURO THE #1 `.

Numbers are `#index`; what the content knows is a sign in capitals; other words stay as they are.
Patterns are regular expressions over that line, where `#a` is a number and `<3>` up to three
symbols that are neither numbers, nor marks, nor a carer or a payer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.values.tokens import Number

UNIT = (
    "(?:EURO|FOREIGN|CENT|PERCENT|SEANCES?|TIMES|X|WEEK|WEEKLY|MONTH|DAY|YEAR|MINUTE|HOUR|DISTANCE"
    "|KINE|MONTH_NAME)"
)
TIME = "(?:YEAR|MINUTE|HOUR|DISTANCE|WEEK|MONTH|DAY)"
_NUMBER = re.compile(r"#([a-z])\b")
_NOT_JUMPED = r"[#,.;:?!()]|(?:KINE|OTHER_CARER|MUTUELLE|SECU) "
_SESSION = re.compile(r"\bSEANCE\b")
_GAP = re.compile(r"<(\d)>")


@lru_cache(maxsize=1024)
def pattern(source: str) -> re.Pattern[str]:
    """Compile a pattern; it begins and ends at symbols, and SEANCE is singular or plural."""
    source = _SESSION.sub("SEANCES?", source)
    source = _NUMBER.sub(r"#(?P<\1>\\d+)", source)
    source = _GAP.sub(rf"(?:(?!{_NOT_JUMPED})\\S+ ){{0,\1}}", source)
    return re.compile(rf"(?<= )(?:{source})(?= )")


@dataclass(frozen=True, slots=True)
class Line:
    """The signs of a message, between spaces, and its numbers."""

    text: str
    numbers: tuple[Number, ...] = ()

    def find(self, source: str) -> Iterator[re.Match[str]]:
        """Return every place where the pattern `source` holds."""
        return pattern(source).finditer(self.text)

    def has(self, source: str) -> bool:
        """Tell whether the pattern `source` holds somewhere."""
        return pattern(source).search(self.text) is not None

    def number(self, match: re.Match[str], name: str) -> Number:
        """Return the number that `match` calls `name`."""
        return self.numbers[int(match.group(name))]

    def clause(self, index: int) -> str:
        """Return the signs between the marks around number `index`."""
        for clause in re.split(r" [-,;.?!:()](?= )", self.text):
            if f" #{index} " in f"{clause} ":
                return f"{clause} "
        return ""

    def rewrite(self, source: str, build: Callable[[Line, re.Match[str]], Built]) -> Line:
        """Replace what `build` accepts by its signs, where `#` stands for the number it returns."""
        numbers = list(self.numbers)
        pieces: list[str] = []
        end = start = 0
        while match := pattern(source).search(self.text, start):
            built = build(self, match)
            start = match.start() + 1
            if built is not None:
                numbers.append(built[0])
                signs = built[1].replace("#", f"#{len(numbers) - 1}")
                pieces += [self.text[end : match.start()], signs]
                end = start = match.end()
        return Line("".join([*pieces, self.text[end:]]), tuple(numbers))


Built = tuple[Number, str] | None
