"""The same sessions with one kiné and with two: a small table, a picture of two bars."""

from __future__ import annotations

from dataclasses import replace

from bot.calculator import Comparison, Organisation, Range, Situation, compare
from bot.dialogue import formats
from bot.dialogue.comparison import NAMES, aligned
from bot.dialogue.price_parts import MOST_BLUR, Blurred, width_of
from bot.dialogue.receipt_view import ReceiptView
from bot.dialogue.rendering import Renderer, plain
from bot.receipts.cards import REIMBURSED, Bar, Part, PartKind, Picture

FEWEST = 2  # sessions to share between two kinés


class KinesView:
    """Renders the comparison for one day; both kinés ask the same price, on different days."""

    def __init__(self, renderer: Renderer, receipts: ReceiptView) -> None:
        self._renderer = renderer
        self._receipts = receipts
        self._bareme = renderer.content.bareme

    def compared(self, situation: Situation) -> Comparison | None:
        """Return the two ways, each kiné with his bilan; None when nothing can be shared."""
        if situation.count < FEWEST:
            return None
        found = compare(replace(situation, assessment=True), self._bareme)
        return found if isinstance(found, Comparison) else None

    def text(self, comparison: Comparison) -> str:
        """Return the two ways in words and in a table, as HTML."""
        return self._renderer.text(
            "kines.resultat",
            cotes=self._titles(comparison),
            tableau=self._table(comparison),
            conclusion=self._conclusion(comparison),
            autres=self._others(comparison),
        )

    def picture(self, comparison: Comparison) -> Picture | Blurred:
        """Return the price of the whole as two bars, or why they would mislead."""
        ways = (comparison.one, comparison.two)
        amounts = [_amounts(way) for way in ways]
        for way, parts in zip(ways, amounts, strict=True):
            widest = max(part.high - part.low for part in parts.values())
            if widest > MOST_BLUR * way.total.price.high:
                return Blurred(("fourchette",), way.total.price)
        bars = tuple(
            self._bar(name, title, way, parts)
            for name, title, way, parts in zip(
                NAMES, self._titles(comparison), ways, amounts, strict=True
            )
        )
        title = self._say("kines.titre")
        return self._receipts.card(title, bars, (self._say("kines.note"), self._receipts.note()))

    def caption(self, comparison: Comparison) -> str:
        """Return the two bars in words, as HTML."""
        ways = (comparison.one, comparison.two)
        told = [
            self._say("kines.cote_dit", titre=title, prix=way.total.price, secu=way.total.amo,
                      mutuelle=way.total.complementaire, reste=way.total.reste_a_charge,
                      a_vous=self._yours(way))
            for title, way in zip(self._titles(comparison), ways, strict=True)
        ]  # fmt: skip
        return self._renderer.text(
            "kines.legende", cotes=told, conclusion=self._conclusion(comparison)
        )

    def _others(self, comparison: Comparison) -> list[str]:
        """Return what the other reading of a doubtful rule would give."""
        return [
            self._say(
                "kines.autre",
                texte=self._say(f"autres.{other.note.id}", **other.note.values),
                un=other.one,
                deux=other.two,
            )
            for other in comparison.alternatives
        ]

    def _yours(self, way: Organisation) -> list[str]:
        return [
            self._say("image.part_dite", nom=self._say(f"kines.part.{kind}").lower(),
                      montant=amount)
            for kind, amount in _amounts(way).items()
            if kind not in REIMBURSED and amount.high
        ]  # fmt: skip

    def _titles(self, comparison: Comparison) -> tuple[str, str]:
        shared = " + ".join(str(count) for count in comparison.two.sessions)
        return (self._say("kines.un", nombre=comparison.one.sessions[0]),
                self._say("kines.deux", partage=shared))  # fmt: skip

    def _bar(self, name: str, title: str, way: Organisation, parts: dict[PartKind, Range]) -> Bar:
        paid = Range(
            way.total.amo.low + way.total.complementaire.low,
            way.total.amo.high + way.total.complementaire.high,
        )
        return Bar(
            name=name,
            title=self._say("comparer.cote", nom=name, titre=title),
            paid=formats.montant(paid),
            rest=formats.montant(way.total.reste_a_charge),
            parts=tuple(
                Part(kind, self._say(f"kines.part.{kind}"), formats.montant(amount),
                     width_of(amount))
                for kind, amount in parts.items()
            ),
        )  # fmt: skip

    def _table(self, comparison: Comparison) -> str:
        ways = (comparison.one, comparison.two)
        rows = {
            "jours": [formats.nombre(way.days) for way in ways],
            "bilans": [formats.nombre(way.assessments) for way in ways],
            "prix": [formats.chiffres(way.total.price) for way in ways],
            "secu": [formats.chiffres(way.total.amo) for way in ways],
            "mutuelle": [formats.chiffres(way.total.complementaire) for way in ways],
            "franchise": [formats.chiffres(way.franchise) for way in ways],
            "deplacement": [formats.chiffres(way.travel) for way in ways],
            "reste": [formats.chiffres(way.total.reste_a_charge) for way in ways],
        }
        if not any(way.visits for way in ways):
            del rows["deplacement"]
        labels = [self._say(f"kines.lignes.{name}") for name in rows]
        return aligned(["", *labels], [list(NAMES), *rows.values()])

    def _conclusion(self, comparison: Comparison) -> str:
        gap = comparison.difference
        if gap.low < 0 < gap.high:
            return ""
        name = "egal" if gap.low == gap.high == 0 else "plus" if gap.high > 0 else "moins"
        apart = sorted((abs(gap.low), abs(gap.high)))
        return self._say(f"comparer.conclusion.{name}", ecart=Range(apart[0], apart[1]), duree="")

    def _say(self, text_id: str, **values: object) -> str:
        return plain(self._renderer.text(text_id, **values))


def _amounts(way: Organisation) -> dict[PartKind, Range]:
    """Return what each one pays of the whole; what is left but the franchise is one part."""
    left = way.total.reste_a_charge
    besides = sorted((left.low - way.franchise.low, left.high - way.franchise.high))
    return {
        "secu": way.total.amo,
        "mutuelle": way.total.complementaire,
        "tarif": Range(besides[0], besides[1]),
        "franchise": way.franchise,
    }
