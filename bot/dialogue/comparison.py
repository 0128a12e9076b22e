"""Two estimates side by side: a small table, a picture of two bars, what one costs more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.calculator import (
    Computed,
    NoCoverage,
    NotComputable,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    UnknownCoverage,
    YearCoverage,
    estimate,
)
from bot.content.parameters import Bareme
from bot.dialogue import formats
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.price_parts import Blurred, PriceParts, parts_of
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import Renderer, plain
from bot.receipts.cards import Picture

NAMES = ("A", "B")
MONTH = "mois_debut"
KINDS = {"mutuelle_type": "mutuelle", "prix": "prix", MONTH: "tarif"}
NARROW = 34  # characters of one width that a telephone shows on a line
SPACED = "  "
KEY_LETTER, FRANCHISE = "lettre_cle", "franchise_acte"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two estimates, and what it is called."""

    title: str
    situation: Situation
    outcome: Computed


class ComparisonView:
    """Renders two estimates for one day."""

    def __init__(self, renderer: Renderer, view: EstimateView, receipts: ReceiptView) -> None:
        self._renderer = renderer
        self._view = view
        self._receipts = receipts
        self._bareme = renderer.content.bareme

    def sides(self, question: str, situations: Sequence[Situation]) -> list[Side] | str:
        """Return the two sides, or as HTML why one of them cannot be computed."""
        sides: list[Side] = []
        for situation in situations:
            outcome = estimate(situation, self._bareme)
            if isinstance(outcome, NotComputable):
                return self._view.refusal(outcome)
            if isinstance(outcome, Computed):
                title = self._title_of(question, situation, is_first=not sides)
                sides.append(Side(title, situation, outcome))
        return sides

    def text(self, question: str, sides: Sequence[Side]) -> str:
        """Return the two estimates in words and in a table, as HTML."""
        return self._renderer.text(
            "comparer.resultat",
            titre=self._heading(question),
            cotes=[{"nom": name, "titre": side.title} for name, side in self._named(sides)],
            tableau=self._table(sides),
            total=self._sessions(sides),
            conclusion=self._conclusion(sides),
        )

    def picture(self, question: str, sides: Sequence[Side]) -> Picture | Blurred:
        """Return two bars on one scale, or why they would mislead."""
        found = []
        for side in sides:
            parts = parts_of(side.situation, self._bareme)
            if isinstance(parts, Blurred):
                return parts
            found.append(parts)
        bars = tuple(
            self._receipts.bar(
                side.situation, parts, name=name,
                title=self._say("comparer.cote", nom=name, titre=side.title),
            )
            for (name, side), parts in zip(self._named(sides), found, strict=True)
        )  # fmt: skip
        notes = (*self._reservations(sides), self._receipts.note())
        return self._receipts.card(self._heading(question), bars, notes)

    def caption(self, question: str, sides: Sequence[Side]) -> str:
        """Return the two bars in words, as HTML."""
        told = []
        for name, side in self._named(sides):
            parts = parts_of(side.situation, self._bareme)
            if isinstance(parts, PriceParts):
                told.append(self._told(name, side, parts))
        return self._renderer.text(
            "comparer.legende", titre=self._heading(question), cotes=told,
            conclusion=self._conclusion(sides), reserves=self._reservations(sides),
        )  # fmt: skip

    def _reservations(self, sides: Sequence[Side]) -> tuple[str, ...]:
        return self._receipts.reservations([side.outcome for side in sides])

    def _told(self, name: str, side: Side, parts: PriceParts) -> str:
        return self._say(
            "comparer.cote_dit", nom=name, titre=side.title, prix=parts.price,
            secu=parts.amounts["secu"], mutuelle=parts.amounts["mutuelle"], reste=parts.rest,
            a_vous=self._receipts.yours(side.situation, parts),
        )  # fmt: skip

    def _named(self, sides: Sequence[Side]) -> list[tuple[str, Side]]:
        return list(zip(NAMES, sides, strict=True))

    def _heading(self, question: str) -> str:
        return self._say(f"comparer.titre.{KINDS[question]}")

    def _title_of(self, question: str, situation: Situation, *, is_first: bool) -> str:
        match KINDS[question]:
            case "mutuelle":
                return self._coverage(situation)
            case "prix" if isinstance(situation.price, Range):
                return self._say("comparer.prix", prix=situation.price)
            case "prix":
                return self._say("comparer.prix_tarif")
            case _:
                name = "comparer.avant" if is_first else "comparer.apres"
                return self._say(name, jour=situation.first_day)

    def _coverage(self, situation: Situation) -> str:
        match situation.coverage:
            case NoCoverage():
                return self._say("comparer.mutuelle.aucune")
            case PercentCoverage(percent, includes_amo):
                name = "incluse" if includes_amo else "en-plus"
                return self._say(f"comparer.mutuelle.{name}", pourcentage=percent)
            case SessionCoverage(amount):
                return self._say("comparer.mutuelle.forfait", forfait=amount)
            case YearCoverage(amount):
                return self._say("comparer.mutuelle.forfait-annuel", forfait=amount)
            case UnknownCoverage():
                return self._say("comparer.mutuelle.inconnue")

    def _table(self, sides: Sequence[Side]) -> str:
        """Return the amounts in columns of characters, in euros."""
        one = [side.outcome.per_session for side in sides]
        rows = [
            ("prix", [s.price for s in one]),
            ("tarif", [s.tariff for s in one]),
            ("secu", [s.amo for s in one]),
            ("mutuelle", [s.complementaire for s in one]),
            ("reste", [s.reste_a_charge for s in one]),
        ]
        labels = [self._say(f"comparer.lignes.{name}") for name, _ in rows]
        cells = [[formats.chiffres(amount) for amount in amounts] for _, amounts in rows]
        totals = [side.outcome.total for side in sides]
        if all(totals):
            labels.append(self._say("comparer.lignes.total"))
            cells.append([formats.chiffres(t.reste_a_charge) for t in totals if t])
        return aligned(["", *labels], [list(NAMES), *cells])

    def _conclusion(self, sides: Sequence[Side]) -> str:
        """Return what the second costs more or less, when it can be told without a doubt."""
        if any(isinstance(parts_of(side.situation, self._bareme), Blurred) for side in sides):
            return ""
        gaps = sorted(self._gaps(sides))
        if gaps[0] < 0 < gaps[1]:
            return ""
        name = "egal" if gaps[0] == gaps[1] == 0 else "plus" if gaps[1] > 0 else "moins"
        apart = sorted(abs(gap) for gap in gaps)
        count = self._sessions(sides)
        during = self._renderer.text("comparer.duree", seances=count) if count else ""
        return self._say(
            f"comparer.conclusion.{name}", ecart=Range(apart[0], apart[1]), duree=during
        )

    def _gaps(self, sides: Sequence[Side]) -> list[Decimal]:
        """Return how much more the second costs, for the lowest tariff then for the highest."""
        ends = [(side.outcome.per_session.tariff.low, side.outcome.per_session.tariff.high)
                for side in sides]  # fmt: skip
        first, second = (
            [self._left_to_pay(replace(side.situation, tariff=end)) for end in both]
            for side, both in zip(sides, ends, strict=True)
        )
        return [after - before for before, after in zip(first, second, strict=True)]

    def _left_to_pay(self, situation: Situation) -> Decimal:
        outcome = estimate(situation, self._bareme)
        if not isinstance(outcome, Computed):
            raise TypeError("one of two tariffs cannot be computed")
        return (outcome.total or outcome.per_session).reste_a_charge.low

    def _sessions(self, sides: Sequence[Side]) -> str:
        """Return the number of sessions of both totals, in words; nothing without totals."""
        if not all(side.outcome.total for side in sides):
            return ""
        return self._view.sessions(sides[0].situation, None)

    def _say(self, text_id: str, **values: object) -> str:
        return plain(self._renderer.text(text_id, **values))


def tariff_change(situation: Situation, bareme: Bareme) -> tuple[dt.date, dt.date] | None:
    """Return the eve and the day of the last change of what one session costs, or of the next."""
    acts = (value for act in bareme.acts.values() for value in act.values)
    dated = (v for name in (KEY_LETTER, FRANCHISE) for v in bareme.parameters[name].values)
    starts = {value.starts_on for value in (*acts, *dated) if value.starts_on}
    days = sorted(day for day in starts if bareme.covers(day - dt.timedelta(days=1)))
    past = [day for day in reversed(days) if day <= situation.first_day]
    coming = [day for day in days if day > situation.first_day and bareme.covers(day)]
    for day in (*past, *coming):
        eve = day - dt.timedelta(days=1)
        if _session_on(situation, eve, bareme) != _session_on(situation, day, bareme):
            return eve, day
    return None


def _session_on(situation: Situation, day: dt.date, bareme: Bareme) -> tuple[Range, Range] | None:
    one = replace(situation, day=day, schedule=(), sessions=1, sessions_after_december=0)
    outcome = estimate(one, bareme)
    if not isinstance(outcome, Computed):
        return None
    return outcome.per_session.tariff, outcome.per_session.reste_a_charge


def aligned(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return lines whose columns stand one under the other.

    The first row names the columns. When a telephone would cut the lines, each row is put on as
    many lines as there are columns.
    """
    first = max(len(label) for label in labels)
    widths = [max(len(row[rank]) for row in rows) for rank in range(len(NAMES))]
    if first + sum(widths) + len(widths) > NARROW:
        return _stacked(labels, rows)
    gap = SPACED if first + sum(widths) + 2 * len(SPACED) <= NARROW else " "
    lines = []
    for label, row in zip(labels, rows, strict=True):
        cells = [cell.rjust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append(gap.join((label.ljust(first), *cells)))
    return "\n".join(lines)


def _stacked(labels: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return one line a cell; a row whose cells are all the same takes one line."""
    names, *others = rows
    first = max(len(label) for label in labels)
    both = "=".join(names)
    lines = []
    for label, row in zip(labels[1:], others, strict=True):
        cells = [(both, row[0])] if len(set(row)) == 1 else list(zip(names, row, strict=True))
        for rank, (name, cell) in enumerate(cells):
            beginning = "" if rank else label
            lines.append(" ".join((beginning.ljust(first), name.ljust(len(both)), cell)))
    return "\n".join(lines)
