"""Putting an estimate on a card: the picture of a price, the sheet to keep, their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.calculator import Computed, Range, Situation, Step
from bot.calculator.readings import NOT_REIMBURSED
from bot.dialogue import formats
from bot.dialogue.estimate_view import EXTRAS, LEFT_TO_PAY, EstimateView, Manner, told
from bot.dialogue.price_parts import Blurred, PriceParts, parts_of
from bot.dialogue.rendering import Renderer, plain
from bot.receipts.cards import (
    PARTS,
    Bar,
    Grid,
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
        rough: the questions answered with « environ ».
    """

    situation: Situation
    outcome: Computed
    answers: tuple[tuple[str, str], ...] = ()
    fewest: Computed | None = None
    rough: frozenset[str] = frozenset()


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
        notes = (*self.reservations((given.outcome,)), self.note(given.situation))
        bar = self.bar(given.situation, parts)
        return self.card(self._say("image.titre", prix=parts.price), (bar,), notes)

    def card(self, title: str, bars: tuple[Bar, ...], notes: tuple[str, ...]) -> Picture:
        """Return a picture of one or two bars."""
        return Picture(title, self._say("image.rembourse"), self._say("image.a_vous"), bars, notes)

    def note(self, situation: Situation | None = None) -> str:
        """Return the line at the bottom of every picture: its day, and that of its rules."""
        today = self._renderer.today
        rules = situation.first_day if situation else today
        return self._say("image.note", regles="" if rules == today else rules)

    def reservations(self, outcomes: Sequence[Computed]) -> tuple[str, ...]:
        """Return what the price of the first session does not say of the whole treatment."""
        added = {step.id for outcome in outcomes for step in outcome.steps}
        said = [f"image.en_plus.{name}" for name in EXTRAS if name in added]
        if any(_varies(outcome) for outcome in outcomes):
            said.append("image.premiere")
        return tuple(self._say(text_id) for text_id in said)

    def bar(
        self, situation: Situation, parts: PriceParts, *, name: str = "", title: str = ""
    ) -> Bar:
        """Return one bar: what is reimbursed, even when it is nothing, then what is not."""
        shown = [kind for kind in PARTS if kind in ALWAYS or parts.amounts[kind].high]
        return Bar(
            name=name,
            title=title,
            paid=formats.montant(parts.paid),
            rest=formats.montant(parts.rest),
            parts=tuple(
                Part(kind, self._part(situation, parts, kind),
                     formats.montant(parts.amounts[kind]), parts.width(kind))
                for kind in shown
            ),
        )  # fmt: skip

    def yours(self, situation: Situation, parts: PriceParts) -> list[str]:
        """Return each part that the patient pays, in words: « franchise 1,00 € »."""
        return [
            self._say(
                "image.part_dite", nom=self._part(situation, parts, kind).lower(),
                montant=parts.amounts[kind],
            )
            for kind in PARTS if kind not in ALWAYS and parts.amounts[kind].high
        ]  # fmt: skip

    def _part(self, situation: Situation, parts: PriceParts, kind: PartKind) -> str:
        is_partly_paid = parts.amounts["depassement"] != parts.depassement
        others = {
            "mutuelle": "c2s" if "c2s" in situation.situations else kind,
            "tarif": "libre" if situation.act == NOT_REIMBURSED else kind,
            "depassement": "reste-depassement" if is_partly_paid else kind,
        }
        return self._say(f"image.part.{others.get(kind, kind)}")

    def caption(self, given: Given) -> str:
        """Return the picture in words, as HTML: the same amounts, in the same order."""
        parts = parts_of(given.situation, self._bareme)
        if isinstance(parts, Blurred):
            raise TypeError("there is no picture to put into words")
        return self._renderer.text(
            "image.legende",
            prix=parts.price,
            rembourse=parts.paid,
            reste=parts.rest,
            secu=parts.amounts["secu"],
            nom_mutuelle=self._part(given.situation, parts, "mutuelle"),
            mutuelle=parts.amounts["mutuelle"],
            a_vous=self.yours(given.situation, parts),
            reserves=self.reservations((given.outcome,)),
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
        said = self._view.summary(situation, outcome, given.fewest, Manner(rough=given.rough))
        headline, *_ = plain(said).split("\n")
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
            stretches=self._stretches(given),
        )  # fmt: skip

    def _stretches(self, given: Given) -> Grid | None:
        """Return the treatment line by line, when it crosses a year or a change of the rules."""
        stretches = given.outcome.stretches
        if len(stretches) < 2:  # noqa: PLR2004 — one line is the total itself
            return None
        sessions = self._say("valeurs.seances", valeur=given.situation.count)
        names = ("annee", "regles", "seances", "tarif", "franchises", "reste")
        return Grid(
            heading=self._say("feuille.periodes.titre", seances=sessions),
            heads=tuple(self._say(f"feuille.periodes.{name}") for name in names),
            rows=tuple(
                (str(each.year), formats.jour(each.starts_on), formats.nombre(each.sessions),
                 *(formats.montant(amount)
                   for amount in (each.tariff, each.franchise, each.reste_a_charge)))
                for each in stretches
            ),
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
        assumed = [plain(self._view.note("hypotheses", note)) for note in told(outcome)]
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


def _varies(outcome: Computed) -> bool:
    """Tell whether the other sessions cost something else than the first one."""
    total = next((step for step in outcome.steps if step.id == "total"), None)
    if total is None:
        return False
    one, count = outcome.per_session.reste_a_charge, int(str(total.terms["nombre"]))
    added = [step.amount for step in outcome.steps if step.id in EXTRAS]
    expected = Range(
        one.low * count + sum(amount.low for amount in added),
        one.high * count + sum(amount.high for amount in added),
    )
    return total.amount != expected


def _reference(step: Step) -> Reference:
    return Reference(step.source.title, step.source.url or "")


def _references(steps: Sequence[Step]) -> list[Reference]:
    """Return every source once, in the order of the lines."""
    return list(dict.fromkeys(_reference(step) for step in steps))
