"""Hostile texts, in families; the same seed always gives the same texts."""

from __future__ import annotations

import string
from collections.abc import Callable
from random import Random

CANARY = "zqxcanari"
"""Typed nearly everywhere, written nowhere in the content: it must not come back as markup."""
COMPUTED = ("2556169", "aaaaaaaaaaaaa7", "undefined7")
"""What the templates below would give if something ran them."""
LONGEST_REAL = 4096
Make = Callable[[Random], str]

CONTROLS = [chr(n) for n in (*range(1, 32), *range(127, 160))]
BIDI = [*"\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c"]
INVISIBLE = [*"\u200b\u200c\u200d\u2060\ufeff\u00ad\u034f\u115f\u3164\ufe0f\U000e0041\u2028\u2029"]
MARKS = [chr(n) for n in (*range(0x300, 0x370), *range(0x483, 0x488), *range(0x1AB0, 0x1AC0))]
PLAIN = [
    "combien coûte une séance ?", "10 séances à 35 euros", "35", "12,50 €", "mutuelle à 150 %",
    "je ne sais pas", "oui", "non", "retour", "le 5 novembre", "mars 2026", "le genou et le dos",
    "c'est quoi la franchise ?", "ald", "3 fois par semaine pendant 2 mois", "entre 20 et 25",
    "j'ai mal dans la poitrine", "menu", "modifier", "puis-je voir deux kinés ?", "terminé",
]  # fmt: skip
TAGS = ["b", "i", "a", "code", "pre", "tg-spoiler", "blockquote", "script", "img", "svg", "p", "br"]
DIGITS = [
    "٠١٢٣٤٥٦٧٨٩",
    "۰۱۲۳۴۵۶۷۸۹",
    "०१२३४५६७८९",
    "０１２３４５６７８９",
    "𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗",
    "⁰¹²³⁴⁵⁶⁷⁸⁹",
    "①②③④⑤⑥⑦⑧⑨⓪",
]


def _scattered(chance: Random, signs: list[str], *, most: int = 40) -> str:
    """Return a plain message with signs thrown in."""
    text = list(chance.choice([*PLAIN, CANARY]))
    for _ in range(chance.randint(1, most)):
        text.insert(chance.randint(0, len(text)), chance.choice(signs))
    return "".join(text)


def controls(chance: Random) -> str:
    return _scattered(chance, CONTROLS)


def directions(chance: Random) -> str:
    return _scattered(chance, BIDI)


def invisible(chance: Random) -> str:
    return _scattered(chance, INVISIBLE)


def nulls(chance: Random) -> str:
    return _scattered(chance, ["\x00", "%00", "\\0", "\\x00", "\\u0000", "&#0;"])


def surrogates(chance: Random) -> str:
    return _scattered(chance, [chr(chance.randint(0xD800, 0xDFFF)) for _ in range(4)], most=4)


def zalgo(chance: Random) -> str:
    high = chance.choice([3, 20, 100])
    text = "".join(c + "".join(chance.choices(MARKS, k=high)) for c in chance.choice(PLAIN))
    return text[:LONGEST_REAL]


def emoji(chance: Random) -> str:
    people = ["👩", "👨", "🧑🏽", "👶🏿", "🏳️", "🧑‍⚕️"]
    things = ["❤️", "🌈", "💻", "👩", "👦", "⚧️", "\U0001f1eb\U0001f1f7", "1️⃣"]
    family = "\u200d".join([chance.choice(people), *chance.choices(things, k=chance.randint(1, 9))])
    return chance.choice([family, family * chance.randint(2, 60), f"{family} 35 €", "\u200d" * 50])


def html(chance: Random) -> str:
    tag = chance.choice(TAGS)
    return chance.choice([
        f"<{tag}>{CANARY}</{tag}>",
        f"<{tag} onclick=alert(1)>{CANARY}",
        f"</{tag}>{CANARY}<{tag}/>",
        f'<a href="https://{CANARY}.example/">{chance.choice(PLAIN)}</a>',
        f'<a href="tg://user?id=1001">{CANARY}</a>',
        f"<b><i>{CANARY}</b></i>",
        f"<!--{CANARY}--><![CDATA[{CANARY}]]>",
        f"<{tag * 500}>{CANARY}",
        "<b>" * chance.choice([1, 40, 1000]) + CANARY,
        f'"><{tag}>{chance.choice(PLAIN)}',
    ])  # fmt: skip


def entities(chance: Random) -> str:
    broken = ["&", "&&", "&lt", "&lt;b&gt;", "&amp;amp;", "&#x110000;", "&#xD800;", "&#0;", "&#;",
              "&nbsp;", "&" * 200, "&#99999999999999999999;", "&copy"]  # fmt: skip
    return _scattered(chance, broken, most=8) + CANARY


def markdown(chance: Random) -> str:
    return chance.choice([
        f"*{CANARY}", f"__{CANARY}__", f"[{CANARY}](https://{CANARY}.example)", f"```\n{CANARY}",
        f"||{CANARY}||", f"`{CANARY}", "*" * 500, "[" * 500 + "](" * 500, "\\" * 501,
        f"_*[]()~`>#+-=|{{}}.! {chance.choice(PLAIN)}", f"> {CANARY}\n> {CANARY}\n\n# {CANARY}",
    ])  # fmt: skip


def sql(chance: Random) -> str:
    return chance.choice([
        f"'; DROP TABLE sessions; -- {CANARY}", "' OR '1'='1", '" OR ""="', "1; DELETE FROM inbox",
        f"UNION SELECT state, '{CANARY}' FROM sessions", "%' AND 1=0 --", "\\'; --",  # noqa: S608
        f"35'); INSERT INTO outbox VALUES ('{CANARY}'); --", "$$;SELECT pg_sleep(9);",  # noqa: S608
        "1' AND SLEEP(9)#", f"{chance.choice(PLAIN)}' --", "PRAGMA writable_schema=1;",
    ])  # fmt: skip


def templates(chance: Random) -> str:
    return chance.choice([
        "{{7*365167}}", "{{ 1337 * 1912 - 175 }}", "${7*365167}", "#{7*365167}", "<%= 7*365167 %>",
        "{% raw %}{{ x }}", "{% endraw %}", "{{ 'a' * 13 ~ 7 }}", "{{ p.franchise_acte }}", "{{",
        "{%", "}}", "{#", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ config }}",
        f"{{% set x = '{CANARY}' %}}{{{{ x }}}}", "{{ 'undefined' ~ 7 }}", "{% include 'x' %}",
        "{{ self._TemplateReference__context }}", f"{{{{ {chance.choice(PLAIN)} }}}}",
    ])  # fmt: skip


def formats(chance: Random) -> str:
    return chance.choice([
        "%s" * 50, "%n%n%n%n", "%(name)s", "{0}", "{}", "{0.__class__}", "{input!r}", "{name}",
        "%d" * 9, "$(id)", "`id`", "; ls -la", "| cat /etc/passwd", "${jndi:ldap://127.0.0.1/a}",
        "%999999999d", "{:>999999999}", f"{{{CANARY}}}", "\\x1b[31m", "\x1b[2J\x1b[31mrouge",
    ])  # fmt: skip


def paths(chance: Random) -> str:
    return chance.choice([
        "../../../../etc/passwd", "..\\..\\windows\\system32", "file:///etc/passwd", "/dev/zero",
        f"{CANARY}.zip/{'0/' * 200}0.zip", "42.zip", "ordonnance.pdf.exe", "con.txt", "a" * 255,
        f"ordonnance\u202efdp.exe {CANARY}", "~/.ssh/id_rsa", "\\\\serveur\\partage", "-rf", "NUL",
        f"{CANARY}\x00.png", "‥／‥／etc／passwd", "%2e%2e%2f" * 20, "C:\\" + "a\\" * 120,
    ])  # fmt: skip


def numbers(chance: Random) -> str:
    number = chance.choice([
        "1e400", "1E+400", "NaN", "nan", "Infinity", "-inf", "1e-400", "9" * 400, "9" * 4096,
        "0x1F", "1_000", "1.2.3.4", "1,2,3,4", "-" * 99 + "1", "--1", "0" * 300 + "35", "∞", "½",
        "3/0", "0/0", "1" + "0" * 5000, f"{'1.' * 400}1", "2**99999", "-0", "+35", "35.0000000001",
    ])  # fmt: skip
    return chance.choice(
        ["{}", "{} €", "{} séances", "{} %", "{} euros la séance", "10 à {}"]
    ).format(number)


def digits(chance: Random) -> str:
    table = str.maketrans(string.digits, chance.choice(DIGITS))
    return chance.choice(["35", "10 séances à 35,50 €", "150 %", "05/11/2026", "2"]).translate(
        table
    )


def dates(chance: Random) -> str:
    return chance.choice([
        "le 31 février", "00/00/0000", "31/12/9999", "le 1er janvier 0001", "32/13/2026",
        "9999-99-99", "le 5 novembre 99999", "il y a 999999999999 jours", "dans 10000 ans",
        "il y a 1e9 mois", "29/02/2027", "le 5 novembre " * 60, "12/03/2026" * 50, "1/1/1 1:1:1",
        "25:61", "99h99", "mars 0000", "mars 999999", "décembre -1", "hier " * 200,
        "il y a 3000 ans", "2026-11-21T25:00:00+99:99", "@1e300", "1700000000",
    ])  # fmt: skip


def commands(chance: Random) -> str:
    name = chance.choice(["start", "estimer", "effacer", "lettres", "menu", "x", "START", "é", ""])
    rest = chance.choice([
        "", " ", "@", "@autre_bot", "@" + "x" * 300, " " + CANARY, "\nestimate", "\x00", " e1",
        " e1" + "A" * 62, " e9zz", " e1" + "_" * 400, " estimate\x00", " ../x", " {{7*365167}}",
        " <b>", " o:estimate", " ; rm", " two_kines two_kines", "/start", " e1kH4NrIBVz7CWlp ",
        " \ud83d", " e1é", " __class__", " -1", " " * 500,
    ])  # fmt: skip
    return f"/{name}{rest}"


def forged_records(chance: Random) -> str:
    return chance.choice([
        f"ok\r\nERROR bot {CANARY}: panne", f'x\n{{"level":"error","{CANARY}":1}}', "\r\n" * 60,
        '{"topic":"x","dialogue":{"flow":"estimate"}}', "!!python/object/apply:os.system ['id']",
        f"&a [*a] {CANARY}", "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///'>]>",
        "q:tabc:situation:ald", "a:tabc:yes:prix", "o:estimate", '\\u0022,"is_erased":true', "null",
    ])  # fmt: skip


def backtracking(chance: Random) -> str:
    """Return what makes a careless regular expression take for ever."""
    unit = chance.choice([
        "(", "[", "a.", "a-a@", "1 ", "1.", "1,", "+33 6 ", "06 ", "-", "x1", "aa", " ", "\t",
        "12 rue ", "je m'appelle ", "né le ", "€", "o1", "a" * 30 + "!", "et ", "d'", "?", "'",
        "1/1/", "i0l",
    ])  # fmt: skip
    return (unit * LONGEST_REAL)[: chance.choice([60, 300, LONGEST_REAL])] + chance.choice(
        ["", "!", "@"]
    )


def anything(chance: Random) -> str:
    return "".join(chr(chance.randint(0, 0x10FFFF)) for _ in range(chance.randint(1, 60)))


def joined(chance: Random) -> str:
    """Return a message of two families at once."""
    first, second = chance.choices([f for f in SHORT if f is not joined], k=2)
    return chance.choice(["{}{}", "{} {}", "{}\n{}"]).format(first(chance), second(chance))[
        :LONGEST_REAL
    ]


def long(chance: Random) -> str:
    """Return a message as long as Telegram allows, one more, or much more."""
    unit = chance.choice(
        ["a", "é ", "35 ", "<b>", "👍", "ald ", "\u202e", "{{", "\n", "séance ", "1"]
    )
    length = chance.choices(
        [LONGEST_REAL - 1, LONGEST_REAL, LONGEST_REAL + 1, 100_000], [4, 4, 4, 1]
    )[0]
    return (unit * length)[:length]


SHORT: list[Make] = [
    controls, directions, invisible, nulls, surrogates, zalgo, emoji, html, entities, markdown, sql,
    templates, formats, paths, numbers, digits, dates, commands, forged_records, anything, joined,
]  # fmt: skip
HEAVY: list[Make] = [backtracking, long]
FAMILIES: dict[str, Make] = {make.__name__: make for make in (*SHORT, *HEAVY)}


def a_text(chance: Random) -> str:
    """Return a text of any family; the heavy ones one time in twenty-five."""
    return chance.choice(HEAVY if chance.random() < 1 / 25 else SHORT)(chance)
