"""Reading amounts: in an answer (`ValueReader`) and in a sentence (`SlotReader`)."""

from bot.knowledge.values.answers import ValueReader
from bot.knowledge.values.reading import Cause, Field, Reading, Unit
from bot.knowledge.values.slots import SlotReader, Slots

__all__ = ["Cause", "Field", "Reading", "SlotReader", "Slots", "Unit", "ValueReader"]
