"""What the complémentaire pays, read in an answer or picked in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bot.knowledge.values.doubts import is_answer_doubtful, is_mention_doubtful, is_rough
from bot.knowledge.values.line import UNIT, Line
from bot.knowledge.values.reading import NOTHING, Cause, Reading
from bot.knowledge.values.roles import Role, Roles, subject_of

LEAST, USUAL, USUAL_PER_SESSION = Decimal(100), Decimal(400), Decimal(60)
_NO_COVERAGE = Reading(Decimal(0), "none", ambiguous=False)
_TO_ASK = Reading(None, "none", ambiguous=True)
_ALL = replace(_TO_ASK, cause="tout")
_MINIMUM = Reading(Decimal(100), "percent", ambiguous=True)
_FULL = replace(_MINIMUM, cause="plein")
_PER_SESSION = (
    "#a(?: EURO)? (?:BOUND )?(?:EACH|(?:PER|THE|TO THE|FROM THE|FOR ONE) (?:SEANCE|TIMES))"
)
_PERSON_FULL = "PERSON (?:[a-z]+ )?TO #a PERCENT"
_MULTIPLES = {"DOUBLE": Decimal(200), "TRIPLE": Decimal(300)}
_SECU_ONLY = r"SECU ONLY|ONLY (?:THE )?SECU|(?<=^ )que (?:THE )?SECU(?= $)"
_DENIED = (
    "NOT (?:THE |FROM )*(?:<1>(?:CLAIMS|TARIFF|BASE) )?NO_COVERAGE",
    "NOT comme <5>NO_COVERAGE",
    "avec (?:MUTUELLE )?OR NO_COVERAGE",
    "NO_COVERAGE (?!mais )[a-z]{4,} (?:, )?mais",
)
_NONE_OF_IT = r"NONE_OF_IT(?! (?!(?:mais|donc|car|alors|et|je|j|on|c|il)\b)[a-z]{2,})"
_OF_COVERAGE = (
    f"MUTUELLE <9>(?:[,.:;?!] <9>){{0,2}}{_NONE_OF_IT}",
    "NONE_OF_IT (?:(?:comme|cote|niveau|pour|avoir|prendre|souscrire|payer|me|EN|FROM|FOR|TO|THE"
    "|ONE) ){1,5}MUTUELLE",
)
_COMPARED = "(?:CLAIMS|TARIFF|BASE|OR|INSTEAD|comme|celui|ceux|QUESTION|que) NO_COVERAGE"
_COVERED = r"(?<!NOT )HAVE (?:ONE|THE) <1>MUTUELLE"
_WITH_MODERATEUR = (
    "TICKET_MODERATEUR (?:PLUS|AND) #a",
    "#a(?: PERCENT)? (?:PLUS|AND) (?:THE )?TICKET_MODERATEUR",
)
_NO_SAID = r"(?<=^ )REFUSAL(?: [.!])*(?= $)"
_NONE_SAID = r"(?<=^ )(?:<2>)(?:aucune|aucun|rien|sans|neant|zero)(?= $)"


def read_coverage(line: Line, roles: Roles) -> Reading:
    """Read an answer to « que prévoit votre mutuelle ? »."""
    if _has_none(line) or line.has("NONE_OF_IT"):
        return replace(_NO_COVERAGE, ambiguous=_is_unsure(line, roles))
    percents = [i for i, role in roles.items() if role in {Role.PERCENT, Role.SECU_PERCENT}]
    money = [i for i, role in roles.items() if role in _MONEY]
    bare = [i for i, role in roles.items() if role is Role.BARE]
    if percents:
        return _percents(line, roles, sorted(percents))
    if money:
        return _money(line, roles, sorted(money))
    if line.has("TICKET_MODERATEUR"):
        return _MINIMUM
    if bare:
        return _bare(line, roles, sorted(bare))
    return _without_number(line)


def pick_coverage(line: Line, roles: Roles, *, is_full_rate: bool = False) -> Reading | None:
    """Return what a sentence says of the complémentaire, or None.

    Args:
        line: the sentence.
        roles: what its numbers stand for.
        is_full_rate: a situation paid in full was said, so that « 100 % » may be the Sécu’s.
    """
    if _has_none(line) or any(line.has(said) for said in _OF_COVERAGE):
        return _NO_COVERAGE
    return (
        _picked_percent(line, roles, is_full_rate=is_full_rate)
        or _picked_money(line, roles)
        or _picked_bare(line, roles)
        or _picked_words(line)
    )


_SAID_WITH = frozenset({Role.PRICE, Role.COUNT, Role.NOTED})
_MONEY = frozenset(
    {Role.PRICE, Role.COVER, Role.YEARLY, Role.REFUND, Role.PART, Role.TOTAL, Role.PERIODIC}
)


def _percents(line: Line, roles: Roles, found: Sequence[int]) -> Reading:
    if len(found) > 1:
        return _several_percents(line, found)
    if _is_person_full(line, found[0]):
        return _FULL
    of_another = roles[found[0]] is Role.SECU_PERCENT or line.has("PERSON TO #a PERCENT")
    also_money = any(role in _MONEY for role in roles.values())
    doubtful = is_answer_doubtful(line, roles, found, bound_is_doubt=False)
    return _percent(line, found[0], doubtful=doubtful or of_another or also_money)


def _percent(line: Line, index: int, *, doubtful: bool) -> Reading:
    """Read one percentage; under 100 it may be on top of the Sécu, hence asked."""
    number = line.numbers[index]
    if number.is_negative:
        return NOTHING
    if not number.is_usable:
        return Reading(None, "percent", ambiguous=True)
    if line.has("EXCLUDES") and number.low:
        value = number.value
        return Reading(None, "percent", ambiguous=True, proposal=value, includes_amo=False)
    if line.has("ALL_COVERED") and number.low == LEAST and line.has("#a PERCENT <2>ALL_COVERED"):
        return _ALL
    if any(line.has(said.replace("#a", f"#{index}")) for said in _WITH_MODERATEUR):
        whole = number.low + LEAST
        return Reading(None, "percent", ambiguous=True, proposal=whole, includes_amo=True)
    includes = True if line.has("INCLUDES") else None
    unusual = bool(number.low) and not LEAST <= number.low <= USUAL
    bounds = (number.low, number.high) if number.is_range else None
    is_partial = number.high < LEAST and unusual and not doubtful
    return Reading(
        number.value, "percent", doubtful or unusual, bounds, includes_amo=includes,
        is_approximate=is_rough(line, index), cause="partiel" if is_partial else None,
    )  # fmt: skip


def _several_percents(line: Line, found: Sequence[int]) -> Reading:
    """« 60 % Sécu + 40 % mutuelle » is 100 in all; otherwise, which one?"""
    values = [line.numbers[index].low for index in found]
    added = line.has("PLUS") or line.has("SECU") or _make_all(line, found)
    if added and len(values) == 2:  # noqa: PLR2004
        return Reading(sum(values, Decimal(0)), "percent", ambiguous=True, includes_amo=True)
    if len(set(values)) == 1:
        return _percent(line, found[0], doubtful=False)
    return Reading(None, "percent", ambiguous=True, range=(min(values), max(values)))


def _make_all(line: Line, found: Sequence[int]) -> bool:
    """Tell whether percentages add up to 100."""
    return sum(line.numbers[index].low for index in found) == LEAST


def _money(line: Line, roles: Roles, found: Sequence[int]) -> Reading:
    if len(found) > 1:
        found = [index for index in found if _is_per_session(line, index)]
    if len(found) != 1:
        return Reading(None, "eur", ambiguous=True)
    number, role = line.numbers[found[0]], roles[found[0]]
    if not number.is_usable or number.is_negative:
        return NOTHING
    bounds = (number.low, number.high) if number.is_range else None
    rough = is_rough(line, found[0])
    if role in {Role.YEARLY, Role.PERIODIC, Role.TOTAL} or not _is_per_session(line, found[0]):
        cause: Cause | None = "an" if role is Role.YEARLY else "euros"
        return Reading(
            number.value, "eur", ambiguous=True, range=bounds, is_approximate=rough,
            cause=None if role is Role.PERIODIC else cause,
        )  # fmt: skip
    doubtful = is_answer_doubtful(line, roles, found, bound_is_doubt=False)
    unusual = number.low > USUAL_PER_SESSION
    return Reading(
        number.value, "eur_per_session", doubtful or unusual, bounds, is_approximate=rough
    )


def _bare(line: Line, roles: Roles, found: Sequence[int]) -> Reading:
    if len(found) > 1:
        values = [line.numbers[index].low for index in found]
        if len(values) == 2 and sum(values) == LEAST:  # noqa: PLR2004
            return _MINIMUM
        return _TO_ASK
    number = line.numbers[found[0]]
    if number.is_negative or not number.is_usable:
        return NOTHING
    if not number.high:
        return _NO_COVERAGE
    if _is_per_session(line, found[0]) or line.has("LOT"):
        return _money(line, roles, found)
    if number.low < LEAST and not line.has("#a BASE"):
        return replace(_TO_ASK, proposal=number.value, cause="nombre")
    return _percents(line, roles, found)


def _without_number(line: Line) -> Reading:
    if line.has("UNKNOWN"):
        return NOTHING
    if times := next((n for said, n in _MULTIPLES.items() if line.has(said)), None):
        return Reading(times, "percent", ambiguous=True)
    if line.has("ALL_COVERED|PARTLY"):
        return _TO_ASK if line.has("PARTLY") else _ALL
    if any(line.has(said) for said in (_NONE_SAID, _SECU_ONLY, _NO_SAID)):
        return _NO_COVERAGE
    return replace(NOTHING, cause="nommee") if line.has("MUTUELLE|SOME_COVERAGE") else NOTHING


def _has_none(line: Line) -> bool:
    """Tell whether no complémentaire was said; « pas le tarif sans mutuelle » tells nothing."""
    if not line.has("NO_COVERAGE") or any(line.has(denied) for denied in _DENIED):
        return False
    return not (line.has(_COMPARED) and line.has(_COVERED))


def _is_unsure(line: Line, roles: Roles) -> bool:
    return bool(roles) or line.has(r"HESITATION|UNKNOWN|\?")


def _is_per_session(line: Line, index: int) -> bool:
    return line.has(_PER_SESSION.replace("#a", f"#{index}"))


def _is_person_full(line: Line, index: int) -> bool:
    """Tell whether « je suis à 100 % » was said: by the Sécu, or by a mutuelle?"""
    is_full = line.numbers[index].low == LEAST and not line.numbers[index].is_range
    return (
        is_full
        and not line.has("MUTUELLE")
        and any(int(match.group("a")) == index for match in line.find(_PERSON_FULL))
    )


def _is_likely(line: Line, roles: Roles, index: int, *, is_full_rate: bool) -> bool:
    """Tell whether a percentage without « mutuelle » is hers: « 35 € la séance, 150 % »."""
    is_priced = any(role in _SAID_WITH for role in roles.values())
    value = line.numbers[index].low
    if not is_priced or value < LEAST:
        return False
    return value > LEAST or not (is_full_rate or line.has("REFUND|ALL_COVERED"))


def _picked_percent(line: Line, roles: Roles, *, is_full_rate: bool) -> Reading | None:
    """A percentage of a sentence is the complémentaire’s unless it is the Sécu’s."""
    found = [index for index, role in sorted(roles.items()) if role is Role.PERCENT]
    if len(found) == 1 and not is_full_rate and _is_person_full(line, found[0]):
        return _FULL
    of_secu = [index for index, role in roles.items() if role is Role.SECU_PERCENT]
    if not line.has("MUTUELLE|BASE|INCLUDES|EXCLUDES|TICKET_MODERATEUR|MULTIPLE"):
        found = [i for i in found if _is_likely(line, roles, i, is_full_rate=is_full_rate)]
    found = [i for i in found if not _is_charged(line, i)]
    both = sorted([*found, *of_secu])
    if found and of_secu and (line.has(r"PLUS #\d+ PERCENT") or _make_all(line, both)):
        return _several_percents(line, both)
    if len(found) > 1:
        return _several_percents(line, found)
    if not found:
        return None
    return _percent(line, found[0], doubtful=is_mention_doubtful(line, found[0]))


def _is_charged(line: Line, index: int) -> bool:
    """Tell whether « 2 fois le tarif » is what the carer asks, not what is paid back."""
    if not line.has(f"#{index} PERCENT MULTIPLE"):
        return False
    payer = subject_of(line, index, "KINE|OTHER_CARER|MUTUELLE")
    return payer != "MUTUELLE" and (bool(payer) or line.has(f"CLAIMS <3>#{index}"))


def _picked_money(line: Line, roles: Roles) -> Reading | None:
    cover = [index for index, role in roles.items() if role is Role.COVER]
    if len(cover) == 1:
        number = line.numbers[cover[0]]
        doubtful = is_mention_doubtful(line, cover[0]) or number.low > USUAL_PER_SESSION
        return Reading(number.value, "eur_per_session", doubtful)
    yearly = [index for index, role in roles.items() if role is Role.YEARLY]
    if len(yearly) == 1 and line.has("MUTUELLE|LOT"):
        return Reading(line.numbers[yearly[0]].value, "eur", ambiguous=True, cause="an")
    return None


def _picked_bare(line: Line, roles: Roles) -> Reading | None:
    """« mutuelle 150 », « une mutuelle à deux cents », « 200 BR »."""
    for source in (rf"MUTUELLE (?:: |= )?<3>#a(?! {UNIT})", "#a BASE"):
        for match in line.find(source):
            index = int(match.group("a"))
            number = line.numbers[index]
            if roles[index] is not Role.BARE or not number.is_whole or not number.low:
                continue
            if number.low < LEAST:
                return replace(_TO_ASK, proposal=number.low, cause="nombre")
            return _percent(line, index, doubtful=is_mention_doubtful(line, index))
    for match in line.find("#a (?:FROM |EN )(?:THE )?MUTUELLE"):
        index = int(match.group("a"))
        if roles[index] is Role.BARE and line.numbers[index].low >= LEAST:
            return _percent(line, index, doubtful=True)
    return None


def _picked_words(line: Line) -> Reading | None:
    if line.has("MUTUELLE <4>TICKET_MODERATEUR"):
        return _MINIMUM
    return _ALL if line.has("MUTUELLE <3>ALL_COVERED") else None
