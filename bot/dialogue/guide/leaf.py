"""The end of a guide that gives a verdict: in words, why, what to bring, how sure, what next."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from markupsafe import Markup

from bot.content.conditions import holds
from bot.content.guides import Certainty, Leaf
from bot.dialogue.guide.footing import LONGEST, MOST_BUTTONS, Footing
from bot.dialogue.guide.values import Valuation, Values, for_texts
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.rendering import plain
from bot.dialogue.session import DialogueState
from bot.receipts.papers import Day

CALENDAR = "rappel.ics"
Holds = Callable[[str, Values], bool]


class NoLeafError(LookupError):
    """The answers lead nowhere: the content is wrong."""


def leaf_of(leaves: Iterable[Leaf], values: Values, holds: Holds = holds) -> Leaf:
    """Return the first leaf whose condition holds.

    Raises:
        NoLeafError: none does; `kinebot check` finds such paths.
    """
    for leaf in leaves:
        if holds(leaf.condition, values):
            return leaf
    raise NoLeafError("aucune fin (leaves:) ne convient")


class LeafEnding:
    """Shows the leaf that the answers lead to."""

    def __init__(self, footing: Footing, valuation: Valuation) -> None:
        self._foot = footing
        self._guide = footing.guide
        self._renderer = footing.renderer
        self._valuation = valuation

    def leaf_of(self, values: Values) -> Leaf:
        """Return where the answers lead."""
        return leaf_of(self._guide.leaves, values, self._valuation.holds)

    def result(self, state: DialogueState) -> Panel:
        """Return the verdict; what would make it too long is left to the detail.

        What « je ne sais pas » was taken for is the last to be left out.
        """
        values = self._valuation.values(state.answers)
        leaf = self.leaf_of(values)
        head = self._head(leaf, values)
        foot = [self._certainty(leaf, values), self._foot.short_sources(leaf.sources)]
        besides = [self._taken(state), self._to_bring(leaf), self._reasons(leaf, values)]
        while besides and len(plain("\n\n".join([*head, *besides, *foot]))) > LONGEST:
            besides.pop()
        said = [part for part in (*head, *reversed(besides), *foot) if part]
        return Panel("\n\n".join(said), self._buttons(state, leaf, values))

    def detail(self, state: DialogueState) -> Panel:
        """Return everything: why, what to bring, what was taken for granted, every source."""
        values = self._valuation.values(state.answers)
        leaf = self.leaf_of(values)
        parts = [
            *self._head(leaf, values),
            self._reasons(leaf, values),
            self._to_bring(leaf),
            self._taken(state),
            self._certainty(leaf, values),
            self._foot.sources(leaf.sources),
        ]
        buttons = (self._foot.action(state, "court", "short"), *self._foot.ending(state))
        return Panel("\n\n".join(part for part in parts if part), buttons)

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:  # noqa: ARG002
        """Return the calendar file of the deadline."""
        values = self._valuation.values(state.answers)
        deadline = self.leaf_of(values).deadline
        if action != "calendar" or deadline is None:
            return None
        day = values[deadline.day]
        card = Day(CALENDAR, deadline.title, day, f"{day.isoformat()}@kinebot")
        said = self._renderer.text("guide.rappel", jour=day)
        back = self._foot.action(state, "resultat", "resume")
        return Shown(Panel(said, (back,), card), is_edit=False)

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:  # noqa: ARG002
        """Return nothing: a verdict does not change."""
        return None

    # --- pieces -------------------------------------------------------------------------------

    def _head(self, leaf: Leaf, values: Values) -> list[str]:
        verdict = self._renderer.text("guide.verdict", verdict=leaf.verdict)
        return [verdict, self._filled(leaf.text, values)]

    def _reasons(self, leaf: Leaf, values: Values) -> str:
        lines = [self._line(self._filled(reason, values)) for reason in leaf.reasons]
        return "\n".join([self._renderer.text("guide.pourquoi"), *lines])

    def _to_bring(self, leaf: Leaf) -> str:
        if not leaf.documents:
            return ""
        known = {item.id: item.text for item in self._renderer.content.guides["documents"].items}
        lines = [self._line(self._renderer.constant(known[name])) for name in leaf.documents]
        return "\n".join([self._renderer.text("guide.apporter"), *lines])

    def _line(self, html: str) -> str:
        return self._renderer.text("guide.ligne", texte=Markup(html))  # noqa: S704

    def _taken(self, state: DialogueState) -> str:
        """Return what « je ne sais pas » was taken for."""
        unknown = [
            self._line(self._renderer.text("dialogue.reponse", nom=q.name, valeur=q.unknown))
            for q in self._guide.questions
            if q.id in state.answers and state.answers[q.id].is_unknown
        ]
        return (
            "\n".join([self._renderer.text("estimation.hypotheses"), *unknown]) if unknown else ""
        )

    def _certainty(self, leaf: Leaf, values: Values) -> str:
        certainty: Certainty = leaf.confidence
        for doubted in leaf.confidence_if:
            if self._valuation.holds(doubted.condition, values):
                certainty = doubted.is_
        return self._foot.certainty(certainty)

    def _buttons(self, state: DialogueState, leaf: Leaf, values: Values) -> tuple[Button, ...]:
        first = [self._foot.action(state, "detail", "detail")]
        if leaf.deadline is not None and values[leaf.deadline.day]:
            first.append(self._foot.action(state, "rappel", "calendar"))
        last = self._foot.ending(state)
        offered = [*self._foot.openings(leaf.next), *self._foot.topics(leaf.topics)]
        return (*first, *offered[: MOST_BUTTONS - len(first) - len(last)], *last)

    def _filled(self, source: str, values: Values) -> str:
        return self._renderer.fill(source, for_texts(values))
