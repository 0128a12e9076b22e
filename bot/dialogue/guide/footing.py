"""What stands under every end of a guide: certainty, sources, date, next steps."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.guides import Certainty, Guide, Opening
from bot.dialogue.messages import Button
from bot.dialogue.rendering import Renderer
from bot.dialogue.session import DialogueState

MOST_BUTTONS = 8
LONGEST = 800  # characters of an end, its detail left out


class Footing:
    """Renders what the ends of one guide have in common."""

    def __init__(self, guide: Guide, renderer: Renderer) -> None:
        self.guide = guide
        self.renderer = renderer

    def certainty(self, certainty: Certainty) -> str:
        """Return how sure the answer is, in words; nothing when it is sure."""
        return self.renderer.text(f"guide.confiance.{certainty}")

    def short_sources(self, sources: Iterable[str]) -> str:
        """Return the names of the sources and the day they were read, in one line."""
        known = self.renderer.content.bareme.sources
        names = dict.fromkeys(known[name].short or known[name].title for name in sources)
        said = self.renderer.text(
            "reponse.pied", sources=" ; ".join(names), jour=self.guide.verified_on
        )
        return "\n".join([said, *self.overdue()])

    def sources(self, sources: Iterable[str]) -> str:
        """Return the sources with their addresses, and the day they were read."""
        lines = [self.renderer.text("reponse.sources")]
        known = self.renderer.content.bareme.sources
        for source in dict.fromkeys(known[name] for name in sources):
            name = "source" if source.url else "source_sans_adresse"
            lines.append(self.renderer.text(f"reponse.{name}", url=source.url, titre=source.title))
        verified = self.renderer.text("reponse.verifie", jour=self.guide.verified_on)
        return "\n".join([*lines, verified, *self.overdue()])

    def overdue(self) -> list[str]:
        """Return what is said once the content should have been read again."""
        if self.renderer.today <= self.guide.review_before:
            return []
        return [self.renderer.text("reponse.a_revoir", jour=self.guide.review_before)]

    def openings(self, openings: Iterable[Opening]) -> list[Button]:
        """Return the buttons of other dialogues."""
        doors = self.renderer.content.menu.portes
        return [
            Button(
                opening.label or doors[opening.dialogue].label,
                f"o:{opening.dialogue}:{opening.answer}".rstrip(":"),
            )
            for opening in openings
        ]

    def topics(self, topics: Iterable[str]) -> list[Button]:
        """Return the buttons of related answers."""
        faq = self.renderer.content.faq
        return [Button(faq[topic].label, f"t:{topic}") for topic in topics]

    def ending(self, state: DialogueState) -> list[Button]:
        """Return the last two buttons of every end."""
        return [self.action(state, "modifier", "list"), self.action(state, "terminer", "done")]

    def action(self, state: DialogueState, label: str, action: str) -> Button:
        """Return a button that acts on the dialogue."""
        return Button(self.renderer.text(f"boutons.{label}"), f"a:{state.token}:{action}")
