"""Content files as no editor would leave them: cut, shuffled, of another type, poisoned."""

from __future__ import annotations

import re
from random import Random

NESTED = 3000
VALUES = [
    "", "~", "null", "true", "no", "on", "[]", "{}", "[[]]", "- x", "x: 1", "0", "-1", "1.5",
    ".nan", ".inf", "-.inf", "1e400", "9" * 5000, "0o17", "0x1F", "12:30", "190:20:30",
    "2026-02-30", "2026-11-21", "2026-11-21T10:00:00+99:99", "0001-01-01", "9999-12-31", "'", '"',
    '"\\', "|", ">-", "&a", "*a", "*perdu", "&a [*a]", "&a {x: *a}",
    "!!python/object/apply:os.system [id]", "!!binary zz", "!!binary aGVsbG8=", "!!set {a, b}",
    "!!omap [a: 1]", "!!timestamp x", "!!int x", "!!float x", "!!bool x", "!!null x", "!!str [a]",
    "!perso x", "<<: *a", "? [a]\n: b", "{[a]: b}", "{{a: 1}: b}",
    "{1: a, null: b, true: c, 2026-01-01: d, 1.5: e}", "{a: 1, a: 2}", "\t", "\x00", "\x85",
    "\u2028", "\ufeff", "\x7f", "{{ p.x }}", "{{ 7*7", "{% raw %}", "%YAML 9.9", "---", "...",
    "--- x\n--- y", "@x", "`x`", "# rien", "é" * 5000, "x: y: z", '"\\ud800"', '"\\x00"',
    '"\\U00110000"', "[" * NESTED, "{a: " * NESTED, "- " * NESTED, "(" * NESTED, "[a-z", "[[x]",
    "mot*…#…[a/b", "%s {0} {x!r}", "!!int 0b102", "1_000", "+1", "0b1", "01", "1.2.3", '"17,88"',
    '"NaN"', '"Infinity"', '"1e99999"', '"sNaN"',
]  # fmt: skip
LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
STRANGE = [
    b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\t", b"\xf4\x90\x80\x80", b"\r", b"\xef\xbb\xbf",
    b"\x1b", b"\xe2\x80\xa8", b"'", b'"', b":", b"{", b"*",
]  # fmt: skip
_VALUE = re.compile(r"(?<=: )[^\n]+")
_KEY = re.compile(r"(?m)^( *(?:- )?)([\w-]+)(?=:)")
_ITEM = re.compile(r"(?m)(?<=- )[^\n]+")


def spoiled(chance: Random, content: bytes) -> bytes:
    """Return a content file with one to three wounds."""
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(WOUNDS)(chance, content)
    return content


def cut(chance: Random, content: bytes) -> bytes:
    return content[: chance.randint(0, len(content))]


def cut_in_the_middle(chance: Random, content: bytes) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.randint(1, 200) :]


def other_bytes(chance: Random, content: bytes) -> bytes:
    at = chance.randint(0, len(content))
    return content[:at] + chance.choice(STRANGE) * chance.choice([1, 1, 40]) + content[at:]


def other_encoding(chance: Random, content: bytes) -> bytes:
    text = content.decode(errors="replace")
    return text.encode(
        chance.choice(["utf-16", "utf-32", "latin-1", "cp1252", "utf-8-sig"]), "replace"
    )


def other_value(chance: Random, content: bytes) -> bytes:
    return _replaced(chance, content, chance.choice([_VALUE, _VALUE, _ITEM]), chance.choice(VALUES))


def other_key(chance: Random, content: bytes) -> bytes:
    key = chance.choice(
        ["id", "perdu", "1", "null", "true", "2026-01-01", "[a]", "? ", "<<", "&a x", "é"]
    )
    return _replaced(chance, content, _KEY, key)


def swapped_values(chance: Random, content: bytes) -> bytes:
    text = content.decode(errors="surrogateescape")
    found = list(_VALUE.finditer(text))
    if len(found) < 2:
        return content
    first, second = sorted(chance.sample(range(len(found)), 2))
    one, two = found[first], found[second]
    text = text[: one.start()] + two[0] + text[one.end() : two.start()] + one[0] + text[two.end() :]
    return text.encode(errors="surrogateescape")


def moved_lines(chance: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    if len(lines) < 3:
        return content
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    moved, lines[at : at + 2] = lines[at : at + 2], []
    return b"".join([*lines[:to], *moved, *lines[to:]])


def other_margin(chance: Random, content: bytes) -> bytes:
    lines = content.splitlines(keepends=True)
    if not lines:
        return content
    at = chance.randrange(len(lines))
    lines[at] = chance.choice([b" ", b"    ", b"\t", b""]) + lines[at].lstrip(b" ")
    return b"".join(lines)


def poison(chance: Random, content: bytes) -> bytes:
    text = chance.choice([LAUGHS, *VALUES]).encode()
    return chance.choice([text, text + b"\n" + content, content + b"\n" + text])


def huge(chance: Random, content: bytes) -> bytes:
    return content + b"\n" + chance.choice([b"x" * 10**6, b"# rien\n" * 10**5, b"- x\n" * 10**4])


def _replaced(chance: Random, content: bytes, pattern: re.Pattern[str], new: str) -> bytes:
    text = content.decode(errors="surrogateescape")
    found = list(pattern.finditer(text))
    if not found:
        return content
    one = chance.choice(found)
    start, end = one.span(one.lastindex or 0)
    return (text[:start] + new + text[end:]).encode(errors="surrogateescape")


WOUNDS = [
    cut, cut_in_the_middle, other_bytes, other_encoding, other_value, other_value, other_value,
    other_key, swapped_values, moved_lines, other_margin, poison, huge,
]  # fmt: skip
