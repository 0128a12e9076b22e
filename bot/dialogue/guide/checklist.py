"""The end of a guide that gives a list of papers, to tick, to print and to copy."""

from __future__ import annotations

from collections.abc import Iterable

from bot.content.guides import Item, Level, Papers
from bot.dialogue.guide.footing import LONGEST, Footing
from bot.dialogue.guide.values import Valuation
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.rendering import plain
from bot.dialogue.session import DialogueState
from bot.receipts.papers import Block, Paper

PAGE = 8
SHEET = "papiers.pdf"
STRENGTH: dict[Level, int] = {"a_demander": 0, "conseille": 1, "obligatoire": 2}
NOTHING_MORE = "rien-de-plus"
MOST_SOURCES = 3


def merged(papers: Iterable[Papers]) -> dict[str, Level]:
    """Return item → level over several situations; the strongest level wins."""
    found: dict[str, Level] = {}
    for situation in papers:
        for item, level in situation.levels().items():
            known = found.get(item)
            if known is None or STRENGTH[level] > STRENGTH[known]:
                found[item] = level
    if len(found) > 1:
        found.pop(NOTHING_MORE, None)
    return found


class ListEnding:
    """Shows the papers of the chosen situations."""

    def __init__(self, footing: Footing, valuation: Valuation) -> None:
        self._foot = footing
        self._guide = footing.guide
        self._renderer = footing.renderer
        self._valuation = valuation
        self._question = footing.guide.questions[0].id
        self._situations = {papers.id: papers for papers in footing.guide.situations}

    # --- what is shown ------------------------------------------------------------------------

    def result(self, state: DialogueState) -> Panel:
        """Return the list, with one button per paper."""
        papers = self._papers(state)
        parts = [
            self._renderer.text("guide.liste.titre", situations=self._titles(papers)),
            "\n".join(self._lines(state)),
            self._renderer.text("guide.liste.legende"),
        ]
        besides = [
            "\n".join(self._notes(papers)),
            self._foot.short_sources(self._sources(papers)[:MOST_SOURCES]),
        ]
        while besides and len(plain("\n\n".join([*parts, *besides]))) > LONGEST:
            besides.pop(0)  # all of it is in the detail
        return Panel("\n\n".join(part for part in (*parts, *besides) if part), self._buttons(state))

    def detail(self, state: DialogueState) -> Panel:
        """Return the same list with every source."""
        papers = self._papers(state)
        parts = [
            self._renderer.text("guide.liste.titre", situations=self._titles(papers)),
            "\n".join(self._lines(state)),
            self._renderer.text("guide.liste.usage"),
            "\n".join(self._notes(papers)),
            self._foot.sources(self._sources(papers)),
        ]
        buttons = (self._foot.action(state, "court", "short"), *self._foot.ending(state))
        return Panel("\n\n".join(part for part in parts if part), buttons)

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:  # noqa: ARG002
        """Return the list as a sheet to print, or as plain text to copy."""
        back = (self._foot.action(state, "resultat", "resume"),)
        match action:
            case "sheet":
                said = self._renderer.text("guide.liste.feuille")
                return Shown(Panel(said, back, self._paper(state)), is_edit=False)
            case "copy":
                lines = [plain(line) for line in self._lines(state)]
                said = self._renderer.text("guide.liste.copie", texte="\n".join(lines))
                return Shown(Panel(said, back), is_edit=False)
            case "more":
                panel = self.result(state)
                return Shown(Panel(panel.html, self._buttons(state, page)), is_edit=True)
            case _:
                return None

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:
        """Tick a paper, or untick it."""
        if action != "tick" or argument not in self._levels(state):
            return None
        ticked = tuple(name for name in state.ticked if name != argument)
        if argument not in state.ticked:
            ticked = (*ticked, argument)
        return state.model_copy(update={"ticked": ticked})

    # --- pieces -------------------------------------------------------------------------------

    def _papers(self, state: DialogueState) -> list[Papers]:
        values = self._valuation.values(state.answers)
        return [self._situations[name] for name in values[self._question]]

    def _levels(self, state: DialogueState) -> dict[str, Level]:
        return merged(self._papers(state))

    def _items(self, state: DialogueState) -> list[tuple[Item, Level]]:
        levels = self._levels(state)
        sections = self._guide.sections
        listed = [item for item in self._guide.items if item.id in levels]
        listed.sort(key=lambda item: sections.index(item.section))
        return [(item, levels[item.id]) for item in listed]

    def _titles(self, papers: Iterable[Papers]) -> str:
        labels = {choice.id: choice.label for choice in self._guide.questions[0].choices}
        return " + ".join(labels[situation.id] for situation in papers)

    def _lines(self, state: DialogueState) -> list[str]:
        return [
            self._renderer.text(
                "guide.liste.coche" if item.id in state.ticked else f"guide.liste.{level}",
                texte=plain(self._renderer.constant(item.text)),
            )
            for item, level in self._items(state)
        ]

    def _notes(self, papers: Iterable[Papers]) -> list[str]:
        notes = dict.fromkeys(situation.note for situation in papers if situation.note)
        return [self._renderer.constant(note) for note in notes]

    @staticmethod
    def _sources(papers: Iterable[Papers]) -> list[str]:
        return list(dict.fromkeys(name for situation in papers for name in situation.sources))

    def _buttons(self, state: DialogueState, page: int = 0) -> tuple[Button, ...]:
        items = self._items(state)
        pages = -(-len(items) // PAGE)
        shown = items[page % pages * PAGE :][:PAGE] if pages else []
        ticks = [self._tick(state, item) for item, _ in shown]
        if pages > 1:
            label = "suite" if (page + 1) % pages else "debut"
            ticks.append(self._foot.action(state, label, f"more::{(page + 1) % pages}"))
        others = [
            self._foot.action(state, "feuille", "sheet"),
            self._foot.action(state, "copier", "copy"),
            self._foot.action(state, "detail", "detail"),
        ]
        letters = [opening for papers in self._papers(state) for opening in papers.next]
        return (*ticks, *others, *self._foot.openings(letters[:2]), *self._foot.ending(state))

    def _tick(self, state: DialogueState, item: Item) -> Button:
        name = "coche" if item.id in state.ticked else "vide"
        label = self._renderer.around(f"boutons.{name}", item.label)
        return Button(label, f"a:{state.token}:tick:{item.id}")

    def _paper(self, state: DialogueState) -> Paper:
        papers = self._papers(state)
        boxes = [
            Block(
                "box", self._said(item.text), plain(self._renderer.text(f"guide.niveau.{level}")),
                item.id in state.ticked,
            )
            for item, level in self._items(state)
        ]  # fmt: skip
        title = plain(self._renderer.text("guide.liste.entete"))
        subtitle = Block("text", self._said(self._titles(papers)))
        notes = [Block("text", plain(note)) for note in self._notes(papers)]
        foot = plain(self._foot.short_sources(self._sources(papers)))
        return Paper(SHEET, title, (subtitle, Block("space"), *boxes, Block("space"), *notes), foot)

    def _said(self, source: str) -> str:
        return plain(self._renderer.constant(source))
