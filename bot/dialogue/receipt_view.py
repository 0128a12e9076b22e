"""Putting an estimate on a card: the picture of a price, the sheet to keep, their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.calculator import Computed, Range, Situation, Step
from bot.calculator.readings import NOT_REIMBURSED
from bot.dialogue import formats
from bot.dialogue.estimate_view import LEFT_TO_PAY, EstimateView
from bot.dialogue.price_parts import Blurred, PriceParts, parts_of
from bot.dialogue.rendering import Renderer, plain
from bot.receipts.cards import (
    PARTS,
    Bar,
    Line,
    Part,
    PartKind,
    Picture,
    Reference,
    Section,
    Sheet,
)

ALWAYS: frozenset[PartKind] = frozenset({"secu", "mutuelle"})  # shown even when they are nothing


@dataclass(frozen=True, slots=True)
class Given:
    """An estimate and what it was made of.

    Attributes:
        answers: name and value of each answer, in words.
        fewest: the estimate for the fewest sessions, when their number is a range.
    """

    situation: Situation
    outcome: Computed
    answers: tuple[tuple[str, str], ...] = ()
    fewest: Computed | None = None


class ReceiptView:
    """Writes cards for one day."""

    def __init__(self, renderer: Renderer, view: EstimateView) -> None:
        self._renderer = renderer
        self._view = view
        self._bareme = renderer.content.bareme

    # --- the picture --------------------------------------------------------------------------

    def picture(self, given: Given) -> Picture | Blurred:
        """Return the price of one session as a bar, or why it would mislead."""
        parts = parts_of(given.situation, self._bareme)
        if isinstance(parts, Blurred):
            return parts
        notes = [self._say("image.premiere")] if _varies(given) else []
        notes.append(self._say("image.note"))
        bar = self.bar(given.situation, parts)
        return self.card(self._say("image.titre", prix=parts.price), (bar,), tuple(notes))

    def card(self, title: str, bars: tuple[Bar, ...], notes: tuple[str, ...]) -> Picture:
        """Return a picture of one or two bars."""
        return Picture(title, self._say("image.rembourse"), self._say("image.a_vous"), bars, notes)

    def note(self) -> str:
        """Return the line at the bottom of every picture."""
        return self._say("image.note")

    def bar(
        self, situation: Situation, parts: PriceParts, *, name: str = "", title: str = ""
    ) -> Bar:
        """Return one bar; with a name, its amounts are as short as a column wants."""
        amount = formats.serre if name else formats.montant
        shown = [kind for kind in PARTS if kind in ALWAYS or parts.amounts[kind].high]
        return Bar(
            name=name,
            title=title,
            paid=amount(parts.paid),
            rest=amount(parts.rest),
            parts=tuple(
                Part(kind, self._part(situation, kind), amount(parts.amounts[kind]),
                     parts.width(kind))
                for kind in shown
            ),
        )  # fmt: skip

    def _part(self, situation: Situation, kind: PartKind) -> str:
        is_free = situation.act == NOT_REIMBURSED and kind == "tarif"
        return self._say("image.part.libre" if is_free else f"image.part.{kind}")

    def caption(self, given: Given) -> str:
        """Return the picture in words, as HTML: the same amounts, in the same order."""
        parts = parts_of(given.situation, self._bareme)
        if isinstance(parts, Blurred):
            raise TypeError("there is no picture to put into words")
        yours = [
            self._say(
                "image.part_dite", nom=self._part(given.situation, kind).lower(),
                montant=parts.amounts[kind],
            )
            for kind in PARTS if kind not in ALWAYS and parts.amounts[kind].high
        ]  # fmt: skip
        return self._renderer.text(
            "image.legende",
            prix=parts.price,
            reste=parts.rest,
            secu=parts.amounts["secu"],
            mutuelle=parts.amounts["mutuelle"],
            a_vous=yours,
            premiere=_varies(given),
        )

    def refusal(self, blurred: Blurred) -> str:
        """Return in one sentence why there is no picture, as HTML."""
        reasons = [
            self._say(f"image.raison.{reason}", tarif=blurred.tariff) for reason in blurred.reasons
        ]
        return self._renderer.text("image.refus", raisons=reasons)

    # --- the sheet ----------------------------------------------------------------------------

    def sheet(self, given: Given) -> Sheet:
        """Return the whole estimate on one page."""
        situation, outcome = given.situation, given.outcome
        references = _references(outcome.steps)
        picture = self.picture(given)
        headline, *_ = plain(self._view.summary(situation, outcome, given.fewest)).split("\n")
        today = self._renderer.today
        return Sheet(
            name=self._say("feuille.fichier", jour=today.isoformat()),
            title=self._say("feuille.titre"),
            headline=headline,
            date=self._say("feuille.date", calcul=today, regles=situation.first_day,
                           verifie=self._view.verified_on(situation)),
            answers_heading=self._say("feuille.reponses"),
            answers=given.answers,
            heads=(
                self._say("feuille.colonnes.ligne"), self._say("feuille.colonnes.calcul"),
                self._say("feuille.colonnes.montant"), self._say("feuille.colonnes.depuis"),
                self._say("feuille.colonnes.source"),
            ),
            lines=tuple(self._line(given, step, references) for step in outcome.steps),
            picture=picture if isinstance(picture, Picture) else None,
            sections=self._sections(given),
            sources_heading=self._say("feuille.sources"),
            sources=tuple(references),
            warning=self._say("feuille.avertissement"),
        )  # fmt: skip

    def _line(self, given: Given, step: Step, references: Sequence[Reference]) -> Line:
        words = self._view.words(step)
        is_total = step.id == "total"
        amount = self._view.total(given.outcome, given.fewest) if is_total else step.amount
        return Line(
            label=words.label,
            formula=self._total_formula(given, words.formula) if is_total else words.formula,
            amount=formats.montant(amount or step.amount),
            since=formats.jour(step.valid_from) if step.valid_from else "",
            source=references.index(_reference(step)) + 1,
            is_result=step.id in LEFT_TO_PAY,
        )

    def _total_formula(self, given: Given, formula: str) -> str:
        if given.fewest is None:
            return formula
        return plain(self._view.sessions(given.situation, given.fewest))

    def _sections(self, given: Given) -> tuple[Section, ...]:
        outcome = given.outcome
        assumed = [plain(self._view.note("hypotheses", note)) for note in outcome.assumptions]
        doubts = [plain(self._view.note("a_confirmer", note)) for note in outcome.to_confirm]
        others = [] if given.fewest else [
            self._say("feuille.autre", nom=plain(self._view.note("autres", other.note)),
                      montant=other.total)
            for other in outcome.alternatives
        ]  # fmt: skip
        confirm = [self._say("feuille.confirmer", points=doubts)]
        found = {"hypotheses": [self._say("feuille.hypotheses_dites", points=assumed)],
                 "autres": others, "a_confirmer": confirm}  # fmt: skip
        return tuple(
            Section(self._say(f"feuille.rubriques.{name}"), tuple(said))
            for name, said in found.items() if said
        )  # fmt: skip

    def _say(self, text_id: str, **values: object) -> str:
        """Return a text without markup: it is drawn, not sent."""
        return plain(self._renderer.text(text_id, **values))


def _varies(given: Given) -> bool:
    """Tell whether the other sessions cost something else than the first one."""
    total, count = given.outcome.total, given.situation.sessions
    if total is None or not isinstance(count, int) or count <= 1:
        return False
    one = given.outcome.per_session.reste_a_charge
    return total.reste_a_charge != Range(one.low * count, one.high * count)


def _reference(step: Step) -> Reference:
    return Reference(step.source.title, step.source.url or "")


def _references(steps: Sequence[Step]) -> list[Reference]:
    """Return every source once, in the order of the lines."""
    return list(dict.fromkeys(_reference(step) for step in steps))
