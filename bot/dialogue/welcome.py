"""What is not an answer: welcome, help, menu, privacy, « I do not know »."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.models import Door
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel
from bot.dialogue.rendering import Renderer

COMMANDS = {
    "estimer": "estimate",
    "deuxkines": "two_kines",
    "documents": "documents",
    "seances": "sessions",
    "lettres": "letter",
}
LISTED = (*COMMANDS, "menu", "aide", "annuler", "effacer", "confidentialite")


class Welcome:
    """Renders the fixed messages of one day."""

    def __init__(self, renderer: Renderer) -> None:
        self._renderer = renderer
        self._content = renderer.content
        self.commands: Mapping[str, str] = COMMANDS
        self._dialogues = {*self._content.flows, *self._content.guides}

    @property
    def doors(self) -> Mapping[str, Door]:
        """Return the doors to the dialogues, by name."""
        return {str(name): door for name, door in self._content.menu.portes.items()}

    def command_menu(self) -> list[tuple[str, str]]:
        """Return the commands to register with their descriptions."""
        return [(name, self._renderer.text(f"commandes.{name}")) for name in LISTED]

    def profile(self, name: str) -> str:
        """Return a text of the bot's profile: `nom`, `description` or `resume`."""
        return self._renderer.text(f"profil.{name}")

    def hello(self) -> Panel:
        """Return the message of /start: who speaks, what it can do, what it keeps."""
        doors = [Button(self.doors[n].label, f"o:{n}") for n in self._content.menu.accueil]
        return Panel(self._renderer.text("accueil.bonjour"), (*doors, self._menu_button()))

    def help(self) -> Panel:
        """Return how to talk to the bot."""
        return Panel(self._renderer.text("accueil.aide"), self.hello().buttons)

    def privacy(self) -> Panel:
        """Return what is kept and what is not."""
        return Panel(self._renderer.text("accueil.confidentialite"))

    def erased(self) -> Panel:
        """Return the confirmation of /effacer."""
        return Panel(self._renderer.text("accueil.efface"))

    def done(self) -> Panel:
        """Return the end of a dialogue."""
        return Panel(self._renderer.text("dialogue.termine"), (self._menu_button(),))

    def menu(self) -> Panel:
        """Return the groups of topics."""
        return Panel(self._renderer.text("accueil.menu"), self.menu_buttons().buttons)

    def menu_buttons(self) -> Panel:
        """Return only the buttons of the menu."""
        groups = {entry.group: None for entry in self._content.faq.values()}
        doors = [Button(door.label, f"o:{name}") for name, door in self.doors.items()
                 if name in self._dialogues]  # fmt: skip
        named = [Button(self._renderer.text(f"groupes.{group}"), f"g:{group}") for group in groups]
        return Panel("", (*doors, *named))

    def group(self, group: str) -> Panel:
        """Return the topics of a group."""
        topics = [e.id for e in self._content.faq.values() if e.group == group]
        if not topics:
            return self.menu()
        name = self._renderer.text(f"groupes.{group}")
        return self._topics(self._renderer.text("accueil.groupe", groupe=name), topics)

    def door(self, name: str) -> Panel:
        """Return the topics behind a door whose dialogue does not exist."""
        door = self.doors[name]
        return self._topics(self._renderer.text("accueil.porte", porte=door.label), door.topics)

    def unknown(self, language: str | None = None) -> Panel:
        """Say that the message was not understood, and where to ask."""
        if language is not None:
            name = language if f"langues.{language}" in self._content.texts else "other"
            return Panel(self._renderer.text(f"langues.{name}"), (self._menu_button(),))
        return Panel(self._renderer.text("inconnu.message"), (self._menu_button(),))

    def forgotten(self) -> Panel:
        """Say that nothing was kept, to who answers a question of yesterday."""
        again = Button(self._renderer.text("boutons.recommencer"), "o:estimate")
        return Panel(self._renderer.text("dialogue.oublie"), (again, self._menu_button()))

    def unreadable_link(self) -> Panel:
        """Say that a link cannot be read, and offer to make the estimate again."""
        again = Button(self.doors["estimate"].label, "o:estimate")
        return Panel(self._renderer.text("lien.illisible"), (again, self._menu_button()))

    def _topics(self, html: str, topics: list[str] | tuple[str, ...]) -> Panel:
        buttons = [Button(self._content.faq[topic].label, f"t:{topic}") for topic in topics]
        return Panel(html, (*buttons, self._menu_button()))

    def _menu_button(self) -> Button:
        return Button(self._renderer.text("boutons.menu"), "m")
