"""Putting a guide together."""

from __future__ import annotations

from bot.content.guides import Guide
from bot.dialogue.guide.checklist import ListEnding
from bot.dialogue.guide.footing import Footing
from bot.dialogue.guide.leaf import LeafEnding
from bot.dialogue.guide.letter import LetterEnding
from bot.dialogue.guide.reading import GuideReader
from bot.dialogue.guide.script import GuideScript
from bot.dialogue.guide.values import Valuation
from bot.dialogue.rendering import Renderer
from bot.knowledge.values import ValueReader


def guide_script(guide: Guide, renderer: Renderer, values: ValueReader) -> GuideScript:
    """Return a guide ready to be walked on the renderer's day."""
    valuation = Valuation(guide, renderer.content.bareme, renderer.today)
    reader = GuideReader(guide, values, valuation, renderer.content, renderer.today)
    return GuideScript(guide, renderer, reader, valuation, ending_of(guide, renderer, valuation))


def ending_of(
    guide: Guide, renderer: Renderer, valuation: Valuation
) -> LeafEnding | ListEnding | LetterEnding:
    """Return what a guide ends with: a verdict, a list or a letter."""
    footing = Footing(guide, renderer)
    if guide.leaves:
        return LeafEnding(footing, valuation)
    if guide.situations:
        return ListEnding(footing, valuation)
    return LetterEnding(footing, valuation)
