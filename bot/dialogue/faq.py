"""Putting a topic into words: first bubble, whole answer, simple version, next steps."""

from __future__ import annotations

import contextlib
import re

from markupsafe import Markup

from bot.content.models import FaqEntry
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer

MOST_RELATED = 2
LETTER = "letter"
TARIFF_OF_THE_DAY = re.compile(r"\btarif(?:_bas|_haut)?(?:_drom)?\.")
VIEWS = {  # view shown → the other two, as buttons
    "short": ("detail", "simple"),
    "detail": ("court", "simple"),
    "simple": ("detail", "court"),
}


class FaqView:
    """Renders the topics of the FAQ for one day.

    Buttons: `t:` a topic, `d:` its detail, `s:` its simple version, `c:` back to the short one,
    `o:` a door, `m` the menu.
    """

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._content = renderer.content
        self._dialogues = {*self._content.flows, *self._content.guides}

    def short(self, topic: str) -> Panel:
        """Return the first bubble: direct answer, source and date, next steps."""
        entry = self._content.faq[topic]
        lines = [self._said(entry.short), *self._overdue(entry), self._foot(entry)]
        return Panel("\n\n".join(line for line in lines if line), self._next_steps(entry, "short"))

    def several(self, topics: tuple[str, ...]) -> Panel:
        """Return the short answers of two topics in one bubble."""
        if len(topics) == 1:
            return self.short(topics[0])
        entries = [self._content.faq[topic] for topic in topics]
        parts = []
        for entry in entries:
            said = self._renderer.text(
                "reponse.deux_sujets",
                label=entry.label,
                texte=Markup(self._said(entry.short)),  # noqa: S704
            )
            parts += [said, *self._overdue(entry), self._foot(entry)]
        details = [Button(entry.label, f"d:{entry.id}") for entry in entries]
        doors = dict.fromkeys(door for entry in entries for door in self._doors(entry))
        return Panel("\n\n".join(part for part in parts if part), (*details, *doors))

    def detail(self, topic: str) -> Panel:
        """Return the whole answer with its sources with links and date."""
        entry = self._content.faq[topic]
        parts = [self._said(entry.answer), *self._overdue(entry)]
        parts += self._sources(entry)
        return Panel("\n\n".join(parts), self._next_steps(entry, "detail"))

    def simple(self, topic: str) -> Panel:
        """Return the easy-to-read version."""
        entry = self._content.faq[topic]
        parts = [self._said(entry.simple), self._foot(entry)]
        return Panel("\n\n".join(parts), self._next_steps(entry, "simple"))

    def digression(self, topics: tuple[str, ...]) -> Panel:
        """Return the short answer alone, for a question asked in the middle of a dialogue."""
        panel = self.several(topics)
        if len(topics) == 1:
            return Panel(panel.html, (Button(self._label("detail_reponse"), f"d:{topics[0]}"),))
        return Panel(panel.html, tuple(b for b in panel.buttons if b.data.startswith("d:")))

    def choice(self, topics: tuple[str, ...]) -> Panel:
        """Return the question asked back, with the topics as buttons."""
        buttons = [Button(self._content.faq[topic].label, f"t:{topic}") for topic in topics]
        other = Button(self._label("autre"), "m")
        return Panel(self._renderer.text("clarifie.question"), (*buttons, other))

    def _label(self, name: str) -> str:
        return self._renderer.text(f"boutons.{name}")

    def _said(self, source: str) -> str:
        """Return a text of an answer; that nobody knows when an amount of the day is not known."""
        is_verified = self._content.bareme.covers(self._renderer.today)
        if is_verified or not TARIFF_OF_THE_DAY.search(source):
            with contextlib.suppress(LookupError):
                return self._renderer.constant(source)
        return self._renderer.text("reponse.inconnue")

    def _overdue(self, entry: FaqEntry) -> list[str]:
        if self._renderer.today <= entry.review_before:
            return []
        return [self._renderer.text("reponse.a_revoir", jour=entry.review_before)]

    def _foot(self, entry: FaqEntry) -> str:
        if entry.group == "bot":
            return ""
        names = [source.short or source.title for source in entry.sources[:1]]
        return self._renderer.text("reponse.pied", sources=", ".join(names), jour=entry.verified_on)

    def _sources(self, entry: FaqEntry) -> list[str]:
        if not entry.sources:
            return []
        lines = [self._renderer.text("reponse.sources")]
        for source in entry.sources:
            name = "source" if source.url else "source_sans_adresse"
            lines.append(self._renderer.text(f"reponse.{name}", url=source.url, titre=source.title))
        date = self._renderer.text("reponse.verifie", jour=entry.verified_on)
        return ["\n".join(lines), date]

    def _next_steps(self, entry: FaqEntry, view: str) -> tuple[Button, ...]:
        topic = entry.id
        views = {
            "court": Button(self._label("court"), f"c:{topic}"),
            "detail": Button(self._label("detail"), f"d:{topic}"),
            "simple": Button(self._label("simple"), f"s:{topic}"),
        }
        related = [
            Button(self._content.faq[other].label, f"t:{other}")
            for other in entry.offers.related[:MOST_RELATED]
        ]
        menu = Button(self._label("menu"), "m")
        shown = () if entry.group == "bot" else VIEWS[view]
        return (*(views[name] for name in shown), *self._doors(entry), *related, menu)

    def _doors(self, entry: FaqEntry) -> tuple[Button, ...]:
        doors = self._content.menu.portes
        letter = f":{entry.offers.letters[0]}" if entry.offers.letters else ""
        return tuple(
            Button(doors[name].label, f"o:{name}{letter if name == LETTER else ''}")
            for name in entry.offers.buttons
            if doors[name].topics != (entry.id,) or name in self._dialogues
        )
