"""Putting an estimate into words: the result, every step of it, and why it cannot be given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bot.calculator import (
    Alternative,
    Computed,
    NoCoverage,
    NotComputable,
    Note,
    PercentCoverage,
    Range,
    SessionCoverage,
    Situation,
    Step,
    UnknownCoverage,
)
from bot.dialogue import formats
from bot.dialogue.rendering import Renderer, plain

REMARKS = frozenset(
    {"ancien-tarif", "prix-sous-tarif", "tarif-d-un-acte", "non-remboursable"}
)  # fmt: skip
SHOWN_ASSUMPTIONS = frozenset(
    {"prix-au-tarif", "mutuelle-inconnue", "contrat-responsable", "acte-courant", "sans-situation",
     "metropole", "plafond-non-atteint", "bilan-non-compte", "deplacement-non-compte"}
)  # fmt: skip
SUMMARY = "estimation.html.j2"


@dataclass(frozen=True, slots=True)
class StepWords:
    """One line of the computation, in words, without markup."""

    id: str
    label: str
    formula: str


class EstimateView:
    """Renders outcomes for one day."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def summary(self, situation: Situation, outcome: Computed) -> str:
        """Return the headline, the five lines, what was assumed."""
        session = outcome.per_session
        remarks = [n for n in outcome.assumptions if n.id in REMARKS]
        assumed = [n for n in outcome.assumptions if n.id in SHOWN_ASSUMPTIONS]
        return self._renderer.template(
            SUMMARY,
            total=outcome.total.reste_a_charge if outcome.total else None,
            nombre=situation.sessions,
            prix=session.price,
            seance={
                "tarif": session.tariff,
                "amo_avant": session.amo_before_franchise,
                "franchise": session.franchise,
                "complementaire": session.complementaire,
                "reste_a_charge": session.reste_a_charge,
            },
            taux=self._rate(outcome),
            zone_inconnue=any(n.id == "acte-courant" for n in outcome.assumptions)
            and not session.tariff.is_one,
            mutuelle=self._coverage(situation),
            depassement=session.depassement
            if situation.act != "non-remboursable"
            else Range.of(formats.HUNDRED * 0),
            remarques=[self.note("hypotheses", note) for note in remarks],
            autres=[self._alternative(other) for other in outcome.alternatives],
            hypotheses=[self.note("hypotheses", note) for note in assumed],
            a_confirmer=[self.note("a_confirmer", note) for note in outcome.to_confirm],
            jour=situation.schedule[0].day if situation.schedule else situation.day,
        )

    def detail(self, outcome: Computed) -> str:
        """Return every step: label, formula, amount, source with its date."""
        parts = [self._renderer.text("estimation.detail_titre")]
        parts += [self._step(step) for step in outcome.steps]
        for name, notes in (("confirmer", outcome.to_confirm),):
            if notes:
                lines = [f"• {self.note('a_confirmer', note)}" for note in notes]
                parts.append("\n".join([self._renderer.text(f"estimation.{name}"), *lines]))
        return "\n\n".join(parts)

    def refusal(self, outcome: NotComputable) -> str:
        """Return why nothing can be computed, every reason."""
        lines = [self._renderer.text("estimation.impossible")]
        return "\n".join([*lines, *(self.note("refus", note) for note in outcome.reasons)])

    def words(self, step: Step) -> StepWords:
        """Return one step in plain words."""
        label = self._renderer.text(f"pas.{step.id}.nom")
        formula = self._renderer.text(f"pas.{step.id}.formule", **step.terms)
        return StepWords(step.id, plain(label), plain(formula))

    def note(self, kind: str, note: Note) -> str:
        """Return a remark in words, as HTML; `kind` is a section of the texts."""
        return Markup(self._renderer.text(f"{kind}.{note.id}", **note.values))  # noqa: S704

    def _alternative(self, other: Alternative) -> dict[str, Any]:
        return {"nom": self.note("autres", other.note), "total": other.total}

    def _step(self, step: Step) -> str:
        line = self._renderer.text(
            "estimation.detail_pas",
            nom=self._renderer.text(f"pas.{step.id}.nom"),
            formule=Markup(self._renderer.text(f"pas.{step.id}.formule", **step.terms)),  # noqa: S704
            montant=step.amount,
        )
        name = "reponse.source" if step.source.url else "reponse.source_sans_adresse"
        source = self._renderer.text(name, url=step.source.url, titre=step.source.title)
        if step.valid_from:
            since = self._renderer.text("estimation.depuis", jour=step.valid_from)
            source = f"{source}, {since}"
        return f"{line}\n{source}"

    def _rate(self, outcome: Computed) -> str:
        terms = next(step for step in outcome.steps if step.id == "part-secu").terms
        rates = sorted({terms["taux"], terms["taux_max"]})  # type: ignore[type-var]
        return " ou ".join(formats.pourcent(rate) for rate in rates)  # type: ignore[arg-type]

    def _coverage(self, situation: Situation) -> str:
        names = {NoCoverage: "aucune", SessionCoverage: "forfait", UnknownCoverage: "inconnue"}
        if "c2s" in situation.situations:
            return self._renderer.text("mutuelle.c2s")
        match situation.coverage:
            case PercentCoverage(percent, includes_amo):
                name = "incluse" if includes_amo else "en-plus"
                return self._renderer.text(f"mutuelle.{name}", pourcentage=percent)
            case other:
                return self._renderer.text(f"mutuelle.{names[type(other)]}")
