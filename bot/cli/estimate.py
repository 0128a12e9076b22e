"""`kinebot estimate`: one situation in, its estimate out, as in the contract."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from pydantic import ValidationError

from bot.calculator import (
    Alternative,
    Computed,
    MissingAnswers,
    NotComputable,
    Range,
    Situation,
    Stretch,
    estimate,
    is_replay,
    with_today_rules,
)
from bot.calculator.outcome import Note, Outcome, Session, Total
from bot.cli.batch import Row
from bot.content.models import Content
from bot.dialogue.estimate_view import EstimateView
from bot.dialogue.rendering import Renderer, plain
from bot.dialogue.requests import EstimateRequest
from bot.validation import say

SESSION = ("price", "tariff", "amo_before_franchise", "franchise", "amo", "complementaire",
           "reste_a_charge", "depassement")  # fmt: skip
STRETCH = ("tariff", "franchise", "reste_a_charge")
TOTAL = ("price", "franchise", "amo", "complementaire", "reste_a_charge")


class Estimator:
    """Answers the situations of one day."""

    def __init__(self, content: Content, today: dt.date) -> None:
        self._content = content
        self._today = today
        self._view = EstimateView(Renderer(content, today))

    def __call__(self, row: Row) -> Row:
        """Return the estimate of one situation.

        Raises:
            ValueError: wrong input, told in one line.
        """
        try:
            request = EstimateRequest.model_validate(row)
        except ValidationError as error:
            raise ValueError(say(error.errors()[0])) from None
        bareme = self._content.bareme
        situation = request.situation(self._today, bareme.period.starts_on)
        request.check_act(bareme)
        outcome = estimate(situation, bareme)
        if isinstance(outcome, Computed) and is_replay(situation):
            outcome = self._beside_today(situation, outcome)
        return self._row(outcome)

    def _beside_today(self, situation: Situation, outcome: Computed) -> Computed:
        """Add what the rules of the day would give, when they are known."""
        day = situation.day if self._content.bareme.covers(situation.day) else self._today
        current = estimate(replace(with_today_rules(situation), day=day), self._content.bareme)
        other: tuple[Alternative, ...] = ()
        if isinstance(current, Computed) and current.total is not None:
            note = Note("regles-du-jour", {"jour": day})
            other = (Alternative(note, current.total.reste_a_charge),)
        return replace(outcome, alternatives=(*outcome.alternatives, *other),
                     assumptions=(Note("regles-donnees"), *outcome.assumptions))  # fmt: skip

    def _row(self, outcome: Outcome) -> Row:
        match outcome:
            case MissingAnswers(questions):
                return {"outcome": "missing", "questions": list(questions)}
            case NotComputable(reasons):
                said = [plain(self._view.note("refus", note)) for note in reasons]
                return {"outcome": "not_computable", "reasons": said}
            case Computed():
                return self._computed(outcome)

    def _computed(self, outcome: Computed) -> Row:
        row: Row = {"outcome": "computed", "per_session": _amounts(outcome.per_session, SESSION)}
        if outcome.total is not None:
            row["total"] = _amounts(outcome.total, TOTAL)
        if len(outcome.stretches) > 1:
            row["stretches"] = [_stretch(stretch) for stretch in outcome.stretches]
        row["steps"] = [
            {
                "id": step.id,
                "label": words.label,
                "formula": words.formula,
                "amount": _ends(step.amount),
                "source": {"title": step.source.title, "url": step.source.url},
                "valid_from": step.valid_from.isoformat() if step.valid_from else None,
                "confidence": step.confidence,
            }
            for step in outcome.steps
            for words in (self._view.words(step),)
        ]
        row["alternatives"] = [self._alternative(other) for other in outcome.alternatives]
        row["assumptions"] = [self._note("hypotheses", n) for n in outcome.assumptions]
        row["to_confirm"] = [self._note("a_confirmer", n) for n in outcome.to_confirm]
        return row

    def _note(self, kind: str, note: Note) -> str:
        return plain(self._view.note(kind, note))

    def _alternative(self, other: Alternative) -> Row:
        low, high = _ends(other.total)
        total = low if low == high else f"{low} à {high}"
        return {"label": self._note("autres", other.note), "total": total}


def _amounts(amounts: Session | Total, names: tuple[str, ...]) -> Row:
    return {name: _ends(getattr(amounts, name)) for name in names}


def _ends(amount: Range) -> list[str]:
    return [f"{amount.low:.2f}", f"{amount.high:.2f}"]


def _stretch(stretch: Stretch) -> Row:
    return {
        "starts_on": stretch.starts_on.isoformat(),
        "year": stretch.year,
        "sessions": stretch.sessions,
        **{name: _ends(getattr(stretch, name)) for name in STRETCH},
    }
