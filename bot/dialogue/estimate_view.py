"""Putting an estimate into words: the result, every step of it, and why it cannot be given."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
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
    YearCoverage,
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
        "forfait-annuel",
        "sans-situation",
        "metropole",
        "plafond-non-atteint",
        "bilan-non-compte",
        "deplacement-non-compte",
        "fourchette-de-seances",
    }
)
LEFT_TO_PAY = frozenset({"reste", "total"})
EXTRAS = ("bilan", "deplacement")
ONE_LIMB = "neuro-autre"  # its tariff is that of one limb; several have their own
SUMMARY = "estimation.html.j2"
LONGEST, BRIEFEST = 800, 4  # characters of a result; how many times it can be shortened


@dataclass(frozen=True, slots=True)
class StepWords:
    """One line of the computation, in words, without markup."""

    id: str
    label: str
    formula: str


@dataclass(frozen=True, slots=True)
class Manner:
    """What the answers say besides their values.

    Attributes:
        rough: the questions answered with « environ ».
        is_price_kept: an unusual price was kept knowingly: it is an assumption, no more a remark.
        needs_rhythm: a tariff, a cap or the year changes within the treatment, at a usual rhythm.
        is_past: the sessions began before this month.
        acts: the kinds of care whose tariff is exactly the price.
        care: what is treated, as the patient was asked or read.
    """

    rough: frozenset[str] = frozenset()
    is_price_kept: bool = False
    needs_rhythm: bool = False
    is_past: bool = False
    acts: tuple[str, ...] = ()
    care: str = ""


PLAIN = Manner()


class EstimateView:
    """Renders outcomes for one day."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer

    def summary(
        self, situation: Situation, outcome: Computed, fewest: Computed | None = None,
        manner: Manner = PLAIN,
    ) -> str:  # fmt: skip
        """Return the headline, the lines of the computation, what was assumed.

        A telephone shows 800 characters: beyond, what is to be confirmed, then the assumptions,
        then the advice, then the part beyond the tariff are left to the detail, which always says
        them.

        Args:
            situation: what was computed.
            outcome: its estimate.
            fewest: the estimate for the fewest sessions, when their number is a range.
            manner: what the answers say besides their values.
        """
        for brevity in range(BRIEFEST):
            html = self._summary(situation, outcome, fewest, manner, brevity)
            if len(plain(html)) <= LONGEST:
                return html
        return self._summary(situation, outcome, fewest, manner, BRIEFEST)

    def _summary(
        self, situation: Situation, outcome: Computed, fewest: Computed | None, manner: Manner,
        brevity: int,
    ) -> str:  # fmt: skip
        session = outcome.per_session
        extras = [step for step in outcome.steps if step.id in EXTRAS]
        shown = SHOWN_ASSUMPTIONS | (REMARKS if manner.is_price_kept else frozenset())
        notes = told(outcome)
        remarks = [n for n in notes if n.id in REMARKS and n.id not in shown]
        assumed = [note for note in notes if note.id in shown]
        return self._renderer.template(
            SUMMARY,
            bref=brevity,
            total=self.total(outcome, fewest),
            seances=self.sessions(situation, fewest, is_rough="nb_seances" in manner.rough),
            prix_environ="prix" in manner.rough,
            total_environ=bool(manner.rough),
            troncons=[] if fewest else self._stretches(situation, outcome),
            est_passe=manner.is_past,
            rythme_inconnu=manner.needs_rhythm,
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
            soin=manner.care,
            un_membre=situation.act == ONE_LIMB,
            non_remboursable=situation.act == NOT_REIMBURSED,
            mutuelle=self._coverage(situation),
            en_plus=[
                {"nom": self._renderer.text(f"pas.{step.id}.nom"), "montant": step.amount}
                for step in extras
            ],
            depassement=Range.of(ZERO) if situation.act == NOT_REIMBURSED else session.depassement,
            conseils=self._advice(outcome),
            remarques=[
                *self._same_day(situation),
                *(self._remark(note, manner) for note in remarks),
            ],
            autres=[] if fewest else [self._alternative(a) for a in outcome.alternatives],
            hypotheses=[self.note("hypotheses", note) for note in assumed],
            a_confirmer=[self.note("a_confirmer", note) for note in outcome.to_confirm],
            regles_du=situation.first_day,
            verifie=self.verified_on(situation),
        )

    def _remark(self, note: Note, manner: Manner) -> str:
        """Return a remark on the price; the kinds of care are named as the patient knows them."""
        if note.id != "tarif-d-un-acte":
            return self._renderer.text("estimation.remarque", texte=self.note("hypotheses", note))
        acts = manner.acts or (note.values["actes"],)
        named = Note(note.id, {**note.values, "actes": ", ".join(str(act) for act in acts)})
        said = self.note("hypotheses", named)
        return self._renderer.text("estimation.votre_soin", texte=said)

    def _stretches(self, situation: Situation, outcome: Computed) -> list[str]:
        """Return one line for each part of a treatment that a date cuts in two."""
        lines = outcome.stretches
        tariffs = {line.tariff for line in lines}
        if len(lines) == 1 or (len(tariffs) == 1 and _is_product(situation, outcome)):
            return []
        return [
            self._renderer.text(
                "estimation.troncon", seances=self._count(line.sessions), annee=line.year,
                jour=line.starts_on if len(tariffs) > 1 else None,
                tarif=line.tariff if len(tariffs) > 1 else None, reste=line.reste_a_charge,
            )
            for line in lines
        ]  # fmt: skip

    def verified_on(self, situation: Situation) -> dt.date:
        """Return the day on which the rules of the computation were last verified."""
        return max(value.verified_on for value in self._values(situation))

    def _values(self, situation: Situation) -> list[DatedValue]:
        bareme = self._renderer.content.bareme
        return [bareme.value_on(n, situation.first_day) for n in ("franchise_acte", "franchise_an")]

    def _count(self, sessions: int) -> str:
        name = "seances" if sessions > 1 else "seance"
        return self._renderer.text(f"valeurs.{name}", valeur=sessions)

    def sessions(
        self, situation: Situation, fewest: Computed | None, *, is_rough: bool = False
    ) -> str:
        """Return the number of sessions in words, both ends when it is a range."""
        text = self._count(situation.count)
        if fewest is None:
            return self._renderer.text("valeurs.environ", valeur=text) if is_rough else text
        least = next(step for step in fewest.steps if step.id == "total").terms["nombre"]
        return self._renderer.text("valeurs.de_a", bas=least, haut=text)

    def total(self, outcome: Computed, fewest: Computed | None) -> Range | None:
        """Return what is left to pay in all, from the fewest sessions to the most."""
        if outcome.total is None:
            return None
        most = outcome.total.reste_a_charge
        if fewest is None or fewest.total is None:
            return most
        return Range(fewest.total.reste_a_charge.low, most.high)

    def _situation(self, outcome: Computed) -> str:
        names = next(step for step in outcome.steps if step.id == "part-secu").terms["regimes"]
        return "" if names == "general" else self._regime_labels(str(names))

    def _advice(self, outcome: Computed) -> list[str]:
        names = next(step for step in outcome.steps if step.id == "part-secu").terms["regimes"]
        regimes = self._renderer.content.bareme.regimes
        said = [regimes[name].a_dire for name in str(names).split()]
        return [self._renderer.constant(advice) for advice in said if advice]

    def _same_day(self, situation: Situation) -> list[str]:
        """Return what two sessions a day cost, once the patient said whether they may be paid."""
        if situation.per_day == 1 or situation.same_day_conditions is None:
            return []
        name = "reunies" if situation.same_day_conditions else "non_reunies"
        return [self._renderer.text(f"estimation.conditions_{name}")]

    def _regime_labels(self, names: str) -> str:
        regimes = self._renderer.content.bareme.regimes
        return self._renderer.text("valeurs.ou").join(regimes[n].court for n in names.split())

    def detail(self, outcome: Computed) -> str:
        """Return every step: label, formula, amount, source with its date."""
        parts = [self._renderer.text("estimation.detail_titre")]
        parts += [self._step(step, outcome) for step in outcome.steps]
        assumed = [self.note("hypotheses", note) for note in told(outcome)]
        lists = {
            "conseils": self._advice(outcome),
            "hypotheses": [formats.capitalize_first(note) for note in assumed],
            "confirmer": [self.note("a_confirmer", note) for note in outcome.to_confirm],
        }
        for name, lines in lists.items():
            if lines:
                said = [f"• {line}" for line in lines]
                parts.append("\n".join([self._renderer.text(f"estimation.{name}"), *said]))
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

    def _step(self, step: Step, outcome: Computed) -> str:
        line = self._renderer.text(
            "estimation.detail_pas",
            nom=self._renderer.text(f"pas.{step.id}.nom"),
            formule=Markup(self._renderer.text(f"pas.{step.id}.formule", **step.terms)),  # noqa: S704
            montant=step.amount,
        )
        return f"{line}\n{self._sources(step, outcome)}"

    def _sources(self, step: Step, outcome: Computed) -> str:
        """Return what a line rests on: the exemption when no franchise is due, two for a trip."""
        shared = self._renderer.content.bareme.sources
        is_capped = any(each.id == "plafond-annuel" for each in outcome.steps)
        if step.id == "franchise" and not step.terms["due"] and not is_capped:
            return self._source(replace(step, source=shared["franchise_exo"], valid_from=None))
        if step.id == "deplacement":
            amounts = replace(step, source=shared["ifs_perimetre"], valid_from=None)
            return f"{self._source(amounts)}\n{self._source(step)}"
        return self._source(step)

    def _source(self, step: Step) -> str:
        name = "reponse.source" if step.source.url else "reponse.source_sans_adresse"
        source = self._renderer.text(name, url=step.source.url, titre=step.source.title)
        if step.valid_from:
            since = self._renderer.text("estimation.depuis", jour=step.valid_from)
            return f"{source}, {since}"
        return source

    def explained(self, outcome: Computed) -> tuple[Step, ...]:
        """Return the lines that a sentence explains, the first of each kind.

        Without a tariff, nothing is shared out: only what is left to pay has a meaning.
        """
        has_tariff = outcome.per_session.tariff.high > ZERO
        texts = self._renderer.content.texts
        first = {step.id: step for step in reversed(outcome.steps)}
        return tuple(
            step for step in outcome.steps
            if first[step.id] is step and f"pourquoi.{step.id}" in texts
            and (has_tariff or step.id in LEFT_TO_PAY)
        )  # fmt: skip

    def why(self, step: Step, outcome: Computed) -> str:
        """Return one line of the computation explained in a sentence, with its source."""
        doubt = "" if step.confidence == "high" else self._renderer.text("pourquoi.a_confirmer")
        said = self._renderer.text(f"pourquoi.{step.id}", **step.terms)
        title = self._renderer.text(
            "pourquoi.titre", nom=self._renderer.text(f"pas.{step.id}.nom"), montant=step.amount
        )
        sources = self._sources(step, outcome)
        return "\n".join(part for part in (title, f"{said} {doubt}".strip(), sources))

    def _rate(self, outcome: Computed) -> str:
        terms = next(step for step in outcome.steps if step.id == "part-secu").terms
        rates = sorted({terms["taux"], terms["taux_max"]})  # type: ignore[type-var]
        return " ou ".join(formats.pourcent(rate) for rate in rates)  # type: ignore[arg-type]

    def _coverage(self, situation: Situation) -> str:
        if situation.act == NOT_REIMBURSED and isinstance(situation.coverage, UnknownCoverage):
            return self._renderer.text("mutuelle.contrat")
        names = {
            NoCoverage: "aucune", SessionCoverage: "forfait", YearCoverage: "forfait-annuel",
            UnknownCoverage: "inconnue",
        }  # fmt: skip
        if "c2s" in situation.situations:
            return self._renderer.text("mutuelle.c2s")
        match situation.coverage:
            case PercentCoverage(percent, includes_amo):
                name = "incluse" if includes_amo else "en-plus"
                return self._renderer.text(f"mutuelle.{name}", pourcentage=percent)
            case other:
                return self._renderer.text(f"mutuelle.{names[type(other)]}")


def told(outcome: Computed) -> tuple[Note, ...]:
    """Return the assumptions, but that a round price above the tariff was an old tariff once."""
    session = outcome.per_session
    price, most = session.price.low, session.tariff.high
    is_usual = price > most and price == price.to_integral_value()
    return tuple(n for n in outcome.assumptions if not (is_usual and n.id == "ancien-tarif"))


def _is_product(situation: Situation, outcome: Computed) -> bool:
    """Tell whether the total is simply the number of sessions times the first one."""
    if outcome.total is None:
        return False
    one, total = outcome.per_session.reste_a_charge, outcome.total.reste_a_charge
    count = situation.count
    return total == Range(one.low * count, one.high * count)
