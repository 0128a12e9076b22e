"""Callback data that no button holds: never issued, forged, cut, stolen, not even text."""

from __future__ import annotations

from random import Random

from bot.dialogue.session import Session
from tests.hostile import texts

ACTIONS = [
    "page", "ask", "yes", "no", "pick", "end", "unknown", "back", "list", "resume", "tariff",
    "keep_price", "cancel", "detail", "short", "done", "keep", "image", "sheet", "link", "why",
    "compare", "adopt", "drop", "more", "acts", "tick", "copy", "remind", "letter", "", "é",
    "__init__",
]  # fmt: skip
QUESTIONS = [
    "prix", "nb_seances", "situation", "acte", "mutuelle_type", "mois_debut", "domicile", "zone_1",
    "raison", "demande", "date_reception", "lettre", "mutuelle", "tarif", "kines", "", "0", "zz",
]  # fmt: skip
ARGUMENTS = ["", "0", "-1", "1", "9" * 20, "٣", "²", "x", "ald", "oui", ":", "None", "1e9", "0x1"]
LETTERS = "taoqdscgmx"


def a_press(chance: Random, session: Session, stolen: str) -> str:
    """Return data to press at a place.

    Args:
        chance: the source of everything.
        session: what the bot remembers there: its own token makes the best forgeries.
        stolen: the token of somebody else's dialogue.
    """
    shown = [data for _, data in session.offered] or ["m"]
    own = session.dialogue.token if session.dialogue else stolen
    match chance.randint(0, 8):
        case 0:
            return chance.choice(shown)  # a real one, so that the conversation moves
        case 1:
            data = chance.choice(shown)
            return data[: chance.randint(0, len(data))]
        case 2:
            return chance.choice(shown).replace(own, stolen)
        case 3:
            return chance.choice(shown) + chance.choice([":", "\x00", "é", "\ud800", " ", "x" * 90])
        case 4:
            parts = chance.choices([own, stolen, *QUESTIONS, *ACTIONS, *ARGUMENTS], k=3)
            return ":".join([chance.choice(LETTERS), *parts])
        case 5:
            return f"q:{own}:{chance.choice(QUESTIONS)}:{chance.choice(ARGUMENTS)}"
        case 6:
            return texts.a_text(chance)
        case _:
            question = chance.choice([chance.choice(QUESTIONS), _open(session)])
            return f"a:{own}:{chance.choice(ACTIONS)}:{question}:{chance.choice(ARGUMENTS)}"


def _open(session: Session) -> str:
    return (session.dialogue and session.dialogue.open) or ""
