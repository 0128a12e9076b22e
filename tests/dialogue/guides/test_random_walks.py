"""Ten thousand random conversations: back, changes, nonsense, emergencies, expiry."""

from __future__ import annotations

import random

import pytest

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from tests.dialogue.guides.walks import COMMANDS
from tests.dialogue.talk import Talk

CONVERSATIONS, SHARES = 10_000, 8
LONGEST = 14
MOST_ASKED = 3
SAID = (
    "retour", "modifier", "recommencer", "je ne sais pas", "oui", "non", "c'est tout", "détail",
    "plouf zzz", "12", "0", "le genou", "le même jour", "le 5 novembre", "ald et enfant",
    "c'est quoi la franchise ?", "j'ai une douleur dans la poitrine qui descend dans le bras",
    "reprendre", "annuler", "🙂", "trois kinés", "faut-il continuer ?", "envoyez-la pour moi",
)  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_a_random_conversation_always_gets_its_answers(share: int, engine: Engine) -> None:
    for seed in range(share, CONVERSATIONS, SHARES):
        wander(engine, random.Random(seed))


def wander(engine: Engine, chance: random.Random) -> None:
    """Press at random, sometimes write; Talk refuses what Telegram would."""
    talk = Talk(engine)
    talk.say(chance.choice(list(COMMANDS.values())))
    asked: str | None = None
    times = 0
    for _ in range(chance.randint(3, LONGEST)):
        buttons = [button for shown in talk.shown[-2:] for button in shown.buttons]
        if chance.random() < 0.04:
            talk.session = Session()  # 24 hours went by
        if buttons and chance.random() < 0.8:
            talk.press_data(chance.choice(buttons).data)
            asked, times = talk.open_question, 0
            continue
        said = chance.choice(SAID)
        talk.say(said)
        is_same = said == "plouf zzz" and talk.open_question == asked
        times = times + 1 if is_same else 0
        assert times < MOST_ASKED, f"{asked} was asked more than {MOST_ASKED} times"
        asked = talk.open_question
