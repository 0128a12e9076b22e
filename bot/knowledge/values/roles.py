"""What each number of a line stands for.

The rules are tried in order, and a number keeps the first role it gets. In a rule, `#a` is the
number it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from enum import Enum, auto

from bot.knowledge.values.line import TIME, UNIT, Line, pattern
from bot.knowledge.values.lots import lots_in
from bot.knowledge.values.tokens import Number


class Role(Enum):
    """What a number stands for."""

    DROPPED = auto()  # « pas 35 »
    MEASURE = auto()  # an age, a duration, a date, a level, a number of people
    RHYTHM = auto()  # « 2 fois par semaine »
    PERCENT = auto()
    SECU_PERCENT = auto()  # « la Sécu rembourse 60 % »
    TOTAL = auto()  # a price for several sessions
    PART = auto()  # « dont 28 de dépassement », « 4 € de déplacement »
    YEARLY = auto()  # « 300 € par an »
    PERIODIC = auto()  # « 50 € par mois », « 60 € de l’heure »
    REFUND = auto()  # « la Sécu rembourse 9 € »
    FOREIGN = auto()  # what another carer asks, or how often one sees them
    COVER = auto()  # « ma mutuelle donne 20 € par séance »
    PRICE = auto()
    COUNT = auto()
    NOTED = auto()  # « j’en ai 12 », « il a noté 20 »: sessions, unless a price was asked
    BARE = auto()


Roles = dict[int, Role]

_ROLE_OF_UNIT = {
    "SEANCE": Role.COUNT, "SEANCES": Role.COUNT, "TIMES": Role.COUNT, "EURO": Role.PRICE,
    "PERCENT": Role.PERCENT,
}  # fmt: skip
_CORRECTED = (
    f"#a (?P<unit>{UNIT})(?: [,.])? <2>(?:CORRECTION|REFUSAL) (?:, )?<3>#b(?! {UNIT})",
    f"NOT (?:(?:FROM|TO|THE) )*#a (?P<unit>{UNIT}) (?:, )?(?:(?:mais|c|est) )+#b(?! {UNIT})",
)
_PROFESSION = "PERSON (?:ONE )?OTHER_CARER|OTHER_CARER <3>(?:, )?#a YEAR"
_THIS_CENTURY = range(2000, 2100)
_EACH = "(?:(?:PER|THE|TO THE|FROM THE|FOR ONE|ONE) (?:SEANCE|TIMES)|EACH)"
_MUTUELLE = r"MUTUELLE(?! (?:[a-z]+ )?(?:AND|mais|donc) )"
_PAYS = "(?:qui )?(?:[a-z]+ )?(?:REFUND|CLAIMS|GRANTS)"
_OFTEN = "(?:TIMES |SEANCE |X )?(?:FROM )?(?:KINE )?"
_IN_YEAR = f"(?:SINCE|EN|MONTH_NAME|WAS|NOW|FROM) #a(?! {UNIT})"
_EURO_RULES: tuple[tuple[Role, str], ...] = (
    (Role.PART, "OF #a"),
    (Role.PART, "#a(?: EURO)? (?:FROM )?(?:THE )?(?:FROM )?(?:DEPASSEMENT|EXTRA)"),
    (Role.PART, f"(?:DEPASSEMENT|EXTRA)(?: FROM| :| =)? #a(?: EURO)?(?! (?:{UNIT}|{_EACH}))"),
    (Role.PART, f"EXTRA (?:(?:[a-z]{{1,4}}|FROM|TO|CLAIMS|[:=]) ){{0,3}}#a EURO(?! {_EACH})"),
    (Role.PART, "(?:BASE|TARIFF|CLAIMS) PLUS #a"),
    (Role.PART, "#a EURO BOUND THE (?:SECU|TARIFF|BASE)"),
    (Role.YEARLY, "#a(?: EURO)? (?:REFUND )?(?:PER |THE )?YEAR"),
    (Role.YEARLY, r"(?<!\d )YEAR (?:FROM|:|TO) #a(?: EURO)?"),
    (Role.PERIODIC, "#a(?: EURO)? (?:PER|THE|FROM THE|FROM) (?:MONTH|WEEK|DAY|HOUR)"),
    (Role.COVER, f"{_MUTUELLE} (?:: |= )?<4>#a EURO <1>{_EACH}"),
    (Role.COVER, f"{_MUTUELLE} {_PAYS} <5>#a EURO <1>{_EACH}"),
    (Role.COVER, f"MUTUELLE <2>(?:: )?<2>LOT <2>#a(?: EURO)? {_EACH}"),
    (Role.COVER, f"#a EURO {_EACH} <3>(?:REFUND <2>)?MUTUELLE(?! <2>#)"),
    (Role.REFUND, "REFUND <1>#a EURO"),
    (Role.REFUND, f"{_MUTUELLE} {_PAYS} <4>#a EURO"),
    (Role.REFUND, "#a EURO FROM REFUND"),
    (Role.PRICE, "#a EURO"),
)
_RULES: tuple[tuple[Role, str], ...] = (
    (Role.DROPPED, "NOT (?:FROM |TO )?#a"),
    (Role.DROPPED, rf"#a(?: {UNIT})?(?=(?: [,.])? <2>(?:CORRECTION|REFUSAL) (?:, )?<3>#\d)"),
    (Role.DROPPED, r"WAS <3>#a(?= .*(?:NOW |c est <1>#))"),
    (Role.DROPPED, "NOW .*WAS <3>#a"),
    (Role.DROPPED, "INSTEAD (?:FROM )?(?:THE )?#a"),
    (Role.RHYTHM, f"#a {_OFTEN}(?:(?:PER |THE |X )(?:WEEK|MONTH|DAY)|WEEKLY|(?:THE )?SAME_DAY)"),
    (Role.RHYTHM, "#a (?:TIMES|SEANCE) (?:WEEK|MONTH)"),
    (Role.RHYTHM, "(?<!EURO )PER (?:WEEK|MONTH) (?:: )?<2>#a (?:TIMES|SEANCE)"),
    (Role.RHYTHM, "ALTERNATE #a"),
    (Role.MEASURE, f"#a {TIME}"),
    (Role.MEASURE, _IN_YEAR),
    (Role.MEASURE, "#a MONTH_NAME"),
    (Role.MEASURE, "WEEKDAY (?:THE )?#a(?! (?:EURO|SEANCE))"),
    (Role.MEASURE, "LEVEL #a"),
    (Role.MEASURE, "#a (?:KINE|OTHER_CARER)(?! (?:EURO|#))"),
    (Role.MEASURE, r"#a SERIES(?! (?:FROM )?(?:SEANCE )?(?:FROM )?#\d)"),
    (Role.PERCENT, "#a PERCENT"),
    *_EURO_RULES,
    (Role.COUNT, "#a (?:FROM )?(?:[a-z]+ ){0,2}SEANCE"),
    (Role.COUNT, f"SEANCES (?:: |= )?#a(?! {UNIT})"),
    (Role.COUNT, f"NUMBER_OF (?:: |= )?#a(?! {UNIT})"),
    (Role.COUNT, "#a TIMES"),
    (Role.COUNT, f"(?:EURO|{_EACH}) TIMES #a(?! {UNIT})"),
    (Role.COUNT, f"X #a(?! {UNIT})"),
    (Role.COUNT, "#a X"),
    (Role.NOTED, f"EN (?:HAVE|TO|REMAIN|DONE|PRESCRIBED) <2>#a(?! {UNIT})"),
    (Role.NOTED, f"PRESCRIBED <1>#a(?! {UNIT})"),
    (Role.NOTED, "#a PRESCRIBED"),
)


def roles_of(line: Line) -> Roles:
    """Return the role of every number that stands in `line`."""
    roles: Roles = {}
    if not line.numbers:
        return roles
    for lot in lots_in(line):
        if lot.amount not in roles:
            roles[lot.amount] = Role.TOTAL
            roles |= {lot.count: Role.COUNT} if lot.count is not None else {}
    for role, source in _RULES:
        for match in line.find(source):
            index = int(match.group("a"))
            if index not in roles and _may_be(role, source, line.numbers[index]):
                roles[index] = _by_subject(line, index, role)
    for match in (match for said in _CORRECTED for match in line.find(said)):
        if role_said := _ROLE_OF_UNIT.get(match.group("unit")):
            roles.setdefault(int(match.group("b")), role_said)
    for index in numbers_in(line.text):
        roles.setdefault(index, Role.BARE)
    return roles


def numbers_in(text: str) -> list[int]:
    """Return the indices of the numbers in some signs."""
    return [int(index) for index in re.findall(r"(?<= )#(\d+)", text)]


def subject_of(line: Line, index: int, subjects: str) -> str:
    """Return whose number this is: the nearest of `subjects` in its sentence, or "".

    Right after it (« 60 € chez l’ostéo »), unless that begins the next value; else before.
    """
    after = f"#{index} (?:EURO |PERCENT )?(?:FROM |PER )?<2>({subjects})(?! <3>#)"
    if found := next(line.find(after), None):
        return str(found.group(1))
    before = _without_profession(line.text).split(f" #{index} ")[0]
    sentence = re.split(r" [.;?!](?= |$)", before)[-1]
    named = re.findall(rf"(?<= )(?:{subjects})(?= |$)", f" {sentence}")
    return str(named[-1]) if named else ""


def _without_profession(text: str) -> str:
    """Blank « je suis infirmière », « Infirmière, 50 ans »: a patient who is also a carer."""
    return pattern(_PROFESSION).sub(lambda found: found[0].replace("OTHER_CARER", "person"), text)


def _may_be(role: Role, source: str, number: Number) -> bool:
    """Tell whether a number has the size its role asks: only a year follows « depuis »."""
    if role is Role.MEASURE and source == _IN_YEAR:
        return number.is_whole and int(number.low) in _THIS_CENTURY
    return True


def _by_subject(line: Line, index: int, role: Role) -> Role:
    """Correct a role by whose number it is, and by its size."""
    number = line.numbers[index]
    if role is Role.PERCENT and subject_of(line, index, "SECU|MUTUELLE") == "SECU":
        return Role.SECU_PERCENT
    if role is Role.PRICE and subject_of(line, index, "KINE|OTHER_CARER") == "OTHER_CARER":
        return Role.FOREIGN
    if role is Role.COUNT and line.has(f"#{index} SEANCE <3>OTHER_CARER"):
        return Role.FOREIGN
    if role is Role.COUNT and number.decimals and not line.has(f"#{index} SEANCE"):
        return Role.BARE
    return role


def having(roles: Roles, *wanted: Role) -> list[int]:
    """Return the numbers that have one of the roles `wanted`, in the order of the message."""
    return sorted(index for index, role in roles.items() if role in wanted)


def distinct(line: Line, found: Sequence[int]) -> list[int]:
    """Leave out a number said twice."""
    kept: dict[tuple[Decimal, Decimal], int] = {}
    for index in found:
        kept.setdefault((line.numbers[index].low, line.numbers[index].high), index)
    return list(kept.values())
