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
from bot.calculator.money import ZERO
from bot.calculator.readings import NOT_REIMBURSED
from bot.content.parameters import DatedValue
from bot.dialogue import formats
from bot.dialogue.rendering import Renderer, plain

REMARKS = frozenset(
    {"ancien-tarif", "prix-sous-tarif", "tarif-d-un-acte", "non-remboursable"}
)  # fmt: skip
SHOWN_ASSUMPTIONS = frozenset(
    {
        "prix-au-tarif",
        "contrat-responsable",
        "sans-situation",
        "metropole",
        "plafond-non-atteint",
        "bilan-non-compte",
        "deplacement-non-compte",
        "fourchette-de-seances",
    }
)
EXTRAS = ("bilan", "deplacement")
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

    def summary(
        self, situation: Situation, outcome: Computed, fewest: Computed | None = None
    ) -> str:
        """Return the headline, the lines of the computation, what was assumed.

        Args:
            situation: what was computed.
            outcome: its estimate.
            fewest: the estimate for the fewest sessions, when their number is a range.
        """
        session = outcome.per_session
        extras = [step for step in outcome.steps if step.id in EXTRAS]
        remarks = [note for note in outcome.assumptions if note.id in REMARKS]
        assumed = [note for note in outcome.assumptions if note.id in SHOWN_ASSUMPTIONS]
        return self._renderer.template(
            SUMMARY,
            total=_total(outcome, fewest),
            seances=self._sessions(situation, fewest),
            est_simple=fewest is None and _is_product(situation, outcome),
            prix=session.price,
            seance={
                "tarif": session.tariff,
                "amo_avant": session.amo_before_franchise,
                "franchise": session.franchise,
                "complementaire": session.complementaire,
                "reste_a_charge": session.reste_a_charge,
            },
            situation=self._situation(outcome),
            taux=self._rate(outcome),
            zone_inconnue=any(n.id == "acte-courant" for n in outcome.assumptions)
            and not session.tariff.is_one,
            non_remboursable=situation.act == NOT_REIMBURSED,
            mutuelle=self._coverage(situation),
            en_plus=[
                {"nom": self._renderer.text(f"pas.{step.id}.nom"), "montant": step.amount}
                for step in extras
            ],
            depassement=Range.of(ZERO) if situation.act == NOT_REIMBURSED else session.depassement,
            conseils=self._advice(outcome),
            remarques=[self.note("hypotheses", note) for note in remarks],
            autres=[] if fewest else [self._alternative(a) for a in outcome.alternatives],
            hypotheses=[self.note("hypotheses", note) for note in assumed],
            a_confirmer=[self.note("a_confirmer", note) for note in outcome.to_confirm],
            regles_du=situation.first_day,
            verifie=max(value.verified_on for value in self._values(situation)),
        )

    def _values(self, situation: Situation) -> list[DatedValue]:
        bareme = self._renderer.content.bareme
        return [bareme.value_on(n, situation.first_day) for n in ("franchise_acte", "franchise_an")]

    def _sessions(self, situation: Situation, fewest: Computed | None) -> str:
        count = situation.sessions if isinstance(situation.sessions, int) else 1
        name = "seances" if count > 1 else "seance"
        text = self._renderer.text(f"valeurs.{name}", valeur=count)
        if fewest is None:
            return text
        least = next(step for step in fewest.steps if step.id == "total").terms["nombre"]
        return self._renderer.text("valeurs.de_a", bas=least, haut=text)

    def _situation(self, outcome: Computed) -> str:
        names = next(step for step in outcome.steps if step.id == "part-secu").terms["regimes"]
        return "" if names == "general" else self._regime_labels(str(names))

    def _advice(self, outcome: Computed) -> list[str]:
        names = next(step for step in outcome.steps if step.id == "part-secu").terms["regimes"]
        regimes = self._renderer.content.bareme.regimes
        said = [regimes[name].a_dire for name in str(names).split()]
        return [self._renderer.constant(advice) for advice in said if advice]

    def _regime_labels(self, names: str) -> str:
        regimes = self._renderer.content.bareme.regimes
        return self._renderer.text("valeurs.ou").join(regimes[n].court for n in names.split())

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
        if situation.act == NOT_REIMBURSED and isinstance(situation.coverage, UnknownCoverage):
            return self._renderer.text("mutuelle.contrat")
        names = {NoCoverage: "aucune", SessionCoverage: "forfait", UnknownCoverage: "inconnue"}
        if "c2s" in situation.situations:
            return self._renderer.text("mutuelle.c2s")
        match situation.coverage:
            case PercentCoverage(percent, includes_amo):
                name = "incluse" if includes_amo else "en-plus"
                return self._renderer.text(f"mutuelle.{name}", pourcentage=percent)
            case other:
                return self._renderer.text(f"mutuelle.{names[type(other)]}")


def _total(outcome: Computed, fewest: Computed | None) -> Range | None:
    if outcome.total is None:
        return None
    most = outcome.total.reste_a_charge
    if fewest is None or fewest.total is None:
        return most
    return Range(fewest.total.reste_a_charge.low, most.high)


def _is_product(situation: Situation, outcome: Computed) -> bool:
    """Tell whether the total is simply the number of sessions times the first one."""
    if outcome.total is None or not isinstance(situation.sessions, int):
        return False
    one, total = outcome.per_session.reste_a_charge, outcome.total.reste_a_charge
    count = situation.sessions
    return total == Range(one.low * count, one.high * count)
