"""The answers of the estimate: from what was read to what the calculator takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, cast

from bot.calculator import (
    UNSET,
    Batch,
    Coverage,
    NoCoverage,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
    schedule_of,
)
from bot.calculator.situation import Unset
from bot.content.flows import Choice
from bot.dialogue.script import Answers
from bot.dialogue.session import Answer
from bot.knowledge.choices import Option, Options
from bot.knowledge.values import Reading, Slots

FULL = Decimal(100)
YES, NO = "oui", "non"
ASKED_NEXT = frozenset({"an", "partiel"})
AFTER = "apres_31_decembre"


def situation_of(answers: Answers, today: dt.date) -> Situation:
    """Turn the answers into the input of the calculator."""
    get = answers.get
    day = _day(get("mois_debut")) or today
    per_day = 2 if _single(get("par_jour")) == "deux" else 1
    return Situation(
        day=day,
        price=_price(get("prix")),
        sessions=_count(get("nb_seances")),
        schedule=_schedule(answers, day, per_day),
        act=_single(get("acte")),
        territory=cast(Any, _single(get("territoire")) or "metropole"),
        situations=cast(Any, _values(get("situation")) or ("general",)),
        ald_related=_yes_no(get("ald_lien")),
        maternity_period=cast(Any, _single(get("maternite_moment"))),
        coverage=coverage_of(answers),
        franchise_already=_number(get("franchise_deja")),
        assessment=_single(get("bilan")) == YES,
        sessions_after_december=int(_number(get("apres_31_decembre"))),
        per_day=per_day,
        same_day_conditions=_yes_no(get("deux_seances_conditions")),
        other_care_same_day=int(_number(get("autres_soins_jour"))),
        home=cast(Any, _single(get("domicile")) or "non"),
        km=_number(get("km")),
        terrain=cast(Any, _single(get("terrain")) or "plaine"),
        is_conventionne=is_conventionne(answers),
    )


def is_conventionne(answers: Answers) -> bool:
    """Tell whether the kiné has a convention with the Sécu, as long as nothing says otherwise."""
    return _yes_no(answers.get("conventionne")) is not False


def _schedule(answers: Answers, day: dt.date, per_day: int) -> tuple[Batch, ...]:
    """Return the days of the sessions when their rhythm was said, and nothing against it."""
    rhythm, count = answers.get("rythme"), _count(answers.get("nb_seances"))
    if not rhythm or not rhythm.values or not isinstance(count, int) or AFTER in answers:
        return ()
    days = schedule_of(day, -(-count // per_day), _number(rhythm) / per_day)
    if per_day == 1:
        return days
    each = [Batch(batch.day, batch.sessions * per_day) for batch in days]
    each[-1] = Batch(each[-1].day, each[-1].sessions - count % per_day)
    return tuple(each)


def options_of(choices: Iterable[Choice]) -> Options:
    """Return choices with every way of saying them."""
    return Options(
        Option(choice.id, (choice.label, choice.id.replace("-", " "), *choice.words))
        for choice in choices
    )


def answer_of(reading: Reading) -> Answer | None:
    """Return a reading as an answer, or None when nothing is usable."""
    if reading.range is not None:
        low, high = sorted(reading.range)
        return Answer(values=(str(low), str(high)), is_range=True, is_approximate=True)
    if reading.value is None:
        return None
    rough, done = reading.is_approximate, reading.is_done
    return Answer(values=(str(reading.value),), is_approximate=rough, is_done=done)


def plain_answers(slots: Slots) -> dict[str, Answer]:
    """Return the answers a sentence gives without any doubt."""
    answers: dict[str, Answer] = {}
    for question, reading in (("prix", slots.price), ("nb_seances", slots.sessions)):
        if reading and not reading.ambiguous and (answer := answer_of(reading)):
            answers[question] = answer
    if slots.coverage and is_plain(slots.coverage):
        answers |= coverage_answers(slots.coverage)
    if slots.rhythm and not slots.rhythm.ambiguous and slots.rhythm.value:
        answers["rythme"] = Answer(values=(str(slots.rhythm.value),))
    if slots.is_conventionne is False:
        answers["conventionne"] = Answer(values=(NO,))
    if slots.situations:
        answers["situation"] = Answer(values=slots.situations[:3])
    if slots.ald_related is not None:
        answers["ald_lien"] = Answer(values=(YES if slots.ald_related else NO,))
    named = {"maternite_moment": slots.maternity_period, "acte": slots.act,
             "territoire": slots.territory}  # fmt: skip
    return answers | {name: Answer(values=(value,)) for name, value in named.items() if value}


def is_plain(reading: Reading) -> bool:
    """Tell whether what was said of the mutuelle needs no reading back: the form asks the rest."""
    is_whole = reading.range is None and not reading.is_approximate
    return not reading.ambiguous or (is_whole and reading.cause in ASKED_NEXT)


def coverage_answers(reading: Reading) -> dict[str, Answer]:
    """Return the answers about the mutuelle that one reading gives."""
    if reading.value is None:
        return {}
    value = Answer(values=(str(reading.value),), is_approximate=reading.is_approximate)
    match reading.unit:
        case "none":
            return {"mutuelle_type": Answer(values=("aucune",))}
        case "percent":
            answers = {"mutuelle_type": Answer(values=("pourcentage",)), "mutuelle_pourcent": value}
            if reading.includes_amo is not None:
                said = YES if reading.includes_amo else NO
                answers["mutuelle_incluse"] = Answer(values=(said,))
            return answers
        case "eur_per_session":
            return {"mutuelle_type": Answer(values=("forfait-seance",)), "mutuelle_forfait": value}
        case "eur" if reading.cause == "an":
            return {"mutuelle_type": Answer(values=("forfait-an",)), "mutuelle_forfait_an": value}
        case _:
            return {}


def rough_of(answers: Answers) -> frozenset[str]:
    """Return the questions answered with « environ », a range left out: it is told as one."""
    return frozenset(n for n, a in answers.items() if a.is_approximate and not a.is_range)


def coverage_of(answers: Answers) -> Coverage:
    """Return what the complémentaire pays, from the answers about it."""
    match _single(answers.get("mutuelle_type")):
        case "aucune":
            return NoCoverage()
        case "pourcentage":
            percent = answers.get("mutuelle_pourcent")
            includes = _yes_no(answers.get("mutuelle_incluse"))
            numbers = percent.numbers() if percent else ()
            return PercentCoverage(numbers[0] if numbers else FULL, includes is not False)
        case "forfait-seance":
            return SessionCoverage(_number(answers.get("mutuelle_forfait")))
        case "forfait-an":
            return YearCoverage(_number(answers.get("mutuelle_forfait_an")))
        case _:
            return UnknownCoverage()


def _price(answer: Answer | None) -> Range | Unset | None:
    if answer is None:
        return UNSET
    return Range.over(answer.numbers()) if answer.values else None


def _count(answer: Answer | None) -> int | Unset | None:
    """Return the number of sessions; the higher end when the patient hesitates."""
    if answer is None:
        return UNSET
    return int(max(answer.numbers())) if answer.values else None


def _number(answer: Answer | None) -> Decimal:
    return max(answer.numbers()) if answer and answer.values else Decimal(0)


def _single(answer: Answer | None) -> str | None:
    return answer.single if answer else None


def _values(answer: Answer | None) -> tuple[str, ...]:
    return answer.values if answer else ()


def _yes_no(answer: Answer | None) -> bool | None:
    return {YES: True, NO: False, None: None}.get(_single(answer))


def _day(answer: Answer | None) -> dt.date | None:
    value = _single(answer)
    return dt.date.fromisoformat(value) if value else None
