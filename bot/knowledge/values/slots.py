"""The values a sentence already gives, so that they are not asked again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from bot.content.values import SituationId, TerritoryId, ValuesContent
from bot.knowledge.said import read_once
from bot.knowledge.values.care import CareReader
from bot.knowledge.values.coverage import pick_coverage
from bot.knowledge.values.people import (
    MaternityPeriod,
    ald_related_of,
    denied_of,
    maternity_period_of,
    situations_of,
)
from bot.knowledge.values.price import pick_price, total_of
from bot.knowledge.values.reading import Reading
from bot.knowledge.values.requests import Given, RequestReader
from bot.knowledge.values.rhythm import pick_rhythm
from bot.knowledge.values.roles import Role
from bot.knowledge.values.sessions import pick_sessions
from bot.knowledge.values.signs import Message, SignReader
from bot.knowledge.values.topics import Topics


@dataclass(frozen=True, slots=True)
class Slots:
    """What a sentence says; None or empty means « not said ».

    Attributes:
        price: the price of one session.
        sessions: how many are planned.
        coverage: what the complémentaire pays.
        total: the price of all the sessions, when that is what was said; then `price` is None.
        situations: identifiers of situations, « general » left out.
        ald_related: whether the care is linked to the ALD.
        maternity_period: when the sessions fall around a birth.
        act: a family of acts.
        territory: where the care takes place.
        rhythm: sessions a week.
        is_conventionne: False when the kiné is said to have no convention with the Sécu.
        wants_amount: an amount to pay is asked for.
        is_values_only: the message is nothing but values.
        numbers: every number of the message, in its order.
        denied: situations said only to be denied.
        has_only_values: nothing else is said, but what changes a value or asks its amount.
        is_lone_number: a number is all that is said, and nothing tells what it counts.
        is_comparing: two cases are to be compared.
        is_at_home: the kiné is said to come to the patient.
    """

    price: Reading | None = None
    sessions: Reading | None = None
    coverage: Reading | None = None
    total: Decimal | None = None
    situations: tuple[SituationId, ...] = ()
    ald_related: bool | None = None
    maternity_period: MaternityPeriod | None = None
    act: str | None = None
    territory: TerritoryId | None = None
    rhythm: Reading | None = None
    is_conventionne: bool | None = None
    wants_amount: bool = False
    is_values_only: bool = False
    numbers: tuple[Decimal, ...] = ()
    denied: tuple[SituationId, ...] = ()
    has_only_values: bool = False
    is_lone_number: bool = False
    is_comparing: bool = False
    is_at_home: bool = False

    @property
    def includes_amo(self) -> bool | None:
        """Tell whether the coverage was said to include the part of the Sécu."""
        return self.coverage.includes_amo if self.coverage else None


class SlotReader:
    """Reads the values of a sentence. Pure: same text, same slots."""

    def __init__(self, content: ValuesContent, signs: SignReader | None = None) -> None:
        """Compile the words of `content`; `signs` are those of another reader of it."""
        self._signs = signs or SignReader(content)
        self._topics = Topics(content)
        self._care = CareReader(content, self._topics)
        self._requests = RequestReader(content, self._topics)

    def read(self, text: str) -> Slots:
        """Return what `text` says. Never raises.

        Args:
            text: a message as typed.
        """
        return read_once(self._read, text)

    def _read(self, text: str) -> Slots:
        message = self._signs.read(text)
        line, roles = message.line, message.roles
        is_only_values = self._requests.holds_only_values(message)
        said = situations_of(message, self._topics)
        situations = self._with_place(said, message, is_only_values=is_only_values)
        price, sessions = pick_price(line, roles), pick_sessions(line, roles)
        coverage = pick_coverage(line, roles, is_full_rate=bool(situations))
        total = total_of(line, roles)
        act = self._care.act(message)
        given = _given(price, sessions, coverage, total, situations)
        return Slots(
            price,
            sessions,
            coverage,
            total,
            situations,
            ald_related_of(message, self._topics) if "ald" in situations else None,
            self._period(message, act) if "maternite" in situations else None,
            act,
            self._care.territory(message),
            pick_rhythm(line),
            False if line.has("NO_CONVENTION") else None,
            self._requests.wants_amount(message, given),
            self._requests.is_values_only(message, given, holds_only_values=is_only_values),
            tuple(line.numbers[index].low for index in sorted(roles)),
            denied_of(message, self._topics, said),
            is_only_values,
            is_only_values and not given.values and list(roles.values()) == [Role.BARE],
            self._topics.has("compared", message.words),
            bool(self._topics.affirmed(self._topics.at_home, message.words)),
        )

    def _with_place(
        self, said: tuple[SituationId, ...], message: Message, *, is_only_values: bool
    ) -> tuple[SituationId, ...]:
        """Return the situations said; among values alone, « Alsace » is its local scheme."""
        if not (is_only_values and message.line.numbers) or "alsace-moselle" in said:
            return said
        is_place = self._topics.has("alsace_alone", message.words)
        return (*said, "alsace-moselle") if is_place else said

    def _period(self, message: Message, act: str | None) -> MaternityPeriod | None:
        return maternity_period_of(message, self._topics, act)


def _given(
    price: Reading | None,
    sessions: Reading | None,
    coverage: Reading | None,
    total: Decimal | None,
    situations: tuple[SituationId, ...],
) -> Given:
    return Given(
        values=sum(value is not None for value in (price, sessions, coverage, total)),
        is_priced=any(value is not None for value in (price, sessions, total)),
        is_in_situation=bool(situations),
    )
