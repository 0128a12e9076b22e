"""What is read back to the patient before it is used, and what each button would mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from bot.calculator import Range
from bot.dialogue.estimate_answers import answer_of, coverage_answers
from bot.dialogue.session import Answer, Pending, Proposal
from bot.knowledge.values import Reading

PRICE, SESSIONS, HOME = "prix", "nb_seances", "domicile"
TYPE, PERCENT = "mutuelle_type", "mutuelle_pourcent"
PER_SESSION, PER_YEAR = "mutuelle_forfait", "mutuelle_forfait_an"
OF_PERCENT = {TYPE: Answer(values=("pourcentage",))}
FULL = Decimal(100)
CHOICES = frozenset({"renouveler", "deja-faites"})  # two numbers of sessions to choose from


def price_back(reading: Reading, tariffs: Range | None) -> Pending | None:
    """Return a price to read back, None when none was read.

    Args:
        reading: what was read.
        tariffs: those of a common act: a part beyond the tariff that leaves another one is told.
    """
    answer = answer_of(reading) or _proposed(reading)
    if answer is None:
        return None
    asks = "prix"
    if reading.cause == "deplacement":
        asks = reading.cause
    elif reading.cause == "depassement" and tariffs and reading.value and reading.part:
        left = reading.value - reading.part
        asks = "prix" if tariffs.low <= left <= tariffs.high else reading.cause
    return Pending(question=PRICE, answer=answer, asks=asks)


def sessions_back(reading: Reading) -> Pending | None:
    """Return a number of sessions to read back: « 15 dont 3 déjà faites » is 15, or 12."""
    answer = answer_of(reading)
    if answer is None:
        return None
    if reading.cause not in CHOICES or reading.range is None:
        return Pending(question=SESSIONS, answer=answer)
    low, high = (f"{end:f}" for end in sorted(reading.range))
    first, second = (low, high) if reading.cause == "renouveler" else (high, low)
    proposals = tuple(_proposal({SESSIONS: value}) for value in (first, second))
    return Pending(
        question=SESSIONS, answer=answer, asks=str(reading.cause), proposals=proposals,
        values={"premier": first, "second": second},
    )  # fmt: skip


def coverage_back(reading: Reading) -> Pending | None:
    """Return what was said of the mutuelle, to read back; None when there is nothing to ask."""
    match reading.cause:
        case "nombre" if reading.proposal is not None:
            both = ({TYPE: "pourcentage", PERCENT: str(reading.proposal)},
                    {TYPE: "forfait-seance", PER_SESSION: str(reading.proposal)})  # fmt: skip
            return _between(both, reading.proposal, "unite")
        case "euros" if reading.value is not None:
            both = ({TYPE: "forfait-seance", PER_SESSION: str(reading.value)},
                    {TYPE: "forfait-an", PER_YEAR: str(reading.value)})  # fmt: skip
            return _between(both, reading.value, "duree")
        case "plein":
            return Pending(
                question=TYPE, answer=Answer(), asks="plein",
                proposals=(
                    _proposal({"situation": "ald"}, "relire.plein_ald"),
                    _proposal({TYPE: "pourcentage", PERCENT: str(FULL)}, "relire.plein_mutuelle"),
                ),
            )  # fmt: skip
        case "tout":
            return Pending(
                question=PERCENT, answer=Answer(values=(str(FULL),)), asks="tout",
                proposals=(
                    _proposal({TYPE: "pourcentage", PERCENT: str(FULL)}, "relire.tout_tarif"),
                    _proposal({TYPE: "pourcentage"}, "relire.tout_prix"),
                ),
                default={**OF_PERCENT, PERCENT: Answer()},
            )  # fmt: skip
        case _:
            return _coverage_value(reading)


def _coverage_value(reading: Reading) -> Pending | None:
    """Return a guarantee to read back, said or only likely (« 90 % en plus de la Sécu »)."""
    if reading.value is None and reading.proposal is not None:
        reading = replace(reading, value=reading.proposal, unit="percent")
    answers = coverage_answers(reading)
    name = next((n for n in (PERCENT, PER_SESSION, PER_YEAR, TYPE) if n in answers), None)
    if name is None:
        return None
    asks = "valeur" if reading.includes_amo is not False else "en_plus"
    return Pending(question=name, answer=answers[name], along=answers, asks=asks)


def home_back() -> Pending:
    """Ask whether care at home is needed, or wished: the trip is paid back only when needed."""
    proposals = tuple(_proposal({HOME: choice}) for choice in ("oui-justifie", "oui-confort"))
    return Pending(
        question=HOME, answer=Answer(), asks="domicile", proposals=proposals,
        default={HOME: Answer()},
    )  # fmt: skip


def which_of(number: Decimal, *names: str) -> Pending:
    """Ask what a number alone is: the price, the sessions, the percentage, the forfait."""
    value = f"{number:f}"
    kinds = {PERCENT: "pourcentage", PER_SESSION: "forfait-seance"}
    proposals = tuple(
        _proposal(
            {TYPE: kinds[name], name: value} if name in kinds else {name: value},
            f"relire.est_{name}",
        )
        for name in names
    )
    return Pending(
        question=names[0], answer=Answer(values=(value,)), asks="lequel", proposals=proposals,
        values={"nombre": value},
    )  # fmt: skip


def _between(both: tuple[Mapping[str, str], ...], number: Decimal, asks: str) -> Pending:
    return Pending(
        question=TYPE, answer=Answer(), asks=asks, values={"nombre": str(number)},
        proposals=tuple(_proposal(answers) for answers in both),
        default={TYPE: Answer()},
    )  # fmt: skip


def _proposal(answers: Mapping[str, str], label: str = "") -> Proposal:
    said = {name: Answer(values=(value,)) for name, value in answers.items()}
    return Proposal(answers=said, label=label)


def _proposed(reading: Reading) -> Answer | None:
    return None if reading.proposal is None else Answer(values=(str(reading.proposal),))
