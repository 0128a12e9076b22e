"""The end of a guide that gives a letter: to copy, or as a document, with blanks for identity."""

from __future__ import annotations

from typing import Literal

from bot.content.guides import Letter
from bot.dialogue.guide.footing import Footing
from bot.dialogue.guide.values import Valuation, Values, for_texts
from bot.dialogue.messages import Button
from bot.dialogue.panel import Panel, Shown
from bot.dialogue.rendering import plain
from bot.dialogue.session import DialogueState
from bot.receipts.papers import Block, Paper

LONGEST_LETTER = 2000
Format = Literal["docx", "pdf"]
FORMATS: dict[str, Format] = {"word": "docx", "sheet": "pdf"}


class LetterEnding:
    """Shows the letter that the answers ask for."""

    def __init__(self, footing: Footing, valuation: Valuation) -> None:
        self._foot = footing
        self._guide = footing.guide
        self._renderer = footing.renderer
        self._valuation = valuation
        self._first = footing.guide.questions[0]
        self._letters = {letter.id: letter for letter in footing.guide.letters}

    def letter(self, state: DialogueState) -> Letter:
        """Return the letter chosen."""
        return self._letters[self._valuation.values(state.answers)[self._first.named]]

    def words(self, state: DialogueState) -> str:
        """Return the letter itself, as HTML."""
        return self._renderer.template(self.letter(state).template, **self._given(state))

    def result(self, state: DialogueState) -> Panel:
        """Return the letter to copy, then what goes with it."""
        letter = self.letter(state)
        parts = [
            self._renderer.text("guide.lettre.avant", titre=self._said(letter.title)),
            self._renderer.text("guide.lettre.corps", texte=plain(self.words(state))),
            "\n".join(self._after(state, letter)),
            self._foot.short_sources(letter.sources),
        ]
        return Panel("\n\n".join(parts), self._buttons(state, letter))

    def detail(self, state: DialogueState) -> Panel:
        """Return what goes with the letter, with every source."""
        letter = self.letter(state)
        parts = [
            self._renderer.text("guide.verdict", verdict=self._said(letter.title)),
            "\n".join(self._after(state, letter)),
            self._foot.sources(letter.sources),
        ]
        buttons = (self._foot.action(state, "lettre", "short"), *self._foot.ending(state))
        return Panel("\n\n".join(parts), buttons)

    def show(self, state: DialogueState, action: str, argument: str, page: int) -> Shown | None:  # noqa: ARG002
        """Return the letter as a document."""
        if action not in FORMATS:
            return None
        back = (self._foot.action(state, "lettre", "resume"),)
        said = self._renderer.text("guide.lettre.document")
        return Shown(Panel(said, back, self._paper(state, FORMATS[action])), is_edit=False)

    def act(self, state: DialogueState, action: str, argument: str) -> DialogueState | None:  # noqa: ARG002
        """Return nothing: a letter changes with the answers only."""
        return None

    # --- pieces -------------------------------------------------------------------------------

    def _after(self, state: DialogueState, letter: Letter) -> list[str]:
        lines = [self._renderer.text("guide.lettre.a_qui", qui=self._filled(state, letter.to))]
        if letter.attach:
            joined = ", ".join(self._filled(state, each) for each in letter.attach)
            lines.append(self._renderer.text("guide.lettre.joindre", pieces=joined))
        lines.append(
            self._renderer.text("guide.lettre.delai", delai=self._filled(state, letter.delay))
        )
        return lines

    def _buttons(self, state: DialogueState, letter: Letter) -> tuple[Button, ...]:
        return (
            self._foot.action(state, "word", "word"),
            self._foot.action(state, "feuille", "sheet"),
            self._foot.action(state, "detail", "detail"),
            self._foot.action(state, "autre_lettre", f"ask:{self._first.id}"),
            *self._foot.topics(letter.topics[:1]),
            *self._foot.ending(state),
        )

    def _paper(self, state: DialogueState, ending: Format) -> Paper:
        blocks = tuple(
            Block("text", line) if line else Block("space")
            for line in plain(self.words(state)).split("\n")
        )
        name = f"{self.letter(state).id}.{ending}"
        return Paper(name, self._said(self.letter(state).title), blocks, "")

    def _given(self, state: DialogueState) -> Values:
        return for_texts(self._valuation.values(state.answers))

    def _filled(self, state: DialogueState, source: str) -> str:
        return plain(self._renderer.fill(source, self._given(state)))

    def _said(self, source: str) -> str:
        return plain(self._renderer.constant(source))
