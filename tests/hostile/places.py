"""Everywhere a patient may stand: each question of each dialogue, and what is between them."""

from __future__ import annotations

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from tests.dialogue.guides.walks import COMMANDS
from tests.dialogue.talk import Talk

PRESSED = "> "
RESULT = "10 séances à 35 €"
ASIDE = "c'est quoi la franchise ?"
COMPARING = (RESULT, "> Garder, comparer", "> Comparer", "> Deux prix")
STAGES: dict[str, tuple[str, ...]] = {
    "nothing said": (),
    "greeted": ("/start",),
    "a topic answered": (ASIDE,),
    "asked back": ("kiné",),
    "a result": (RESULT,),
    "two readings to choose from": ("/estimer", "35", "15 séances dont 3 déjà faites"),
    "a price read back": ("/estimer", "1613"),
    "a number without a unit": (RESULT, "> Ma mutuelle", "80"),
    "set aside by an emergency": (
        "/estimer",
        "j'ai une douleur dans la poitrine et le bras gauche",
    ),
    "set aside by digressions": ("/estimer", ASIDE, ASIDE, ASIDE),
    "two situations ticked": (RESULT, "> Ma situation", "> ☐", "> ☐"),
    "answers listed": (RESULT, "modifier"),
    "a comparison begun": COMPARING,
    "a comparison done": (*COMPARING, "45"),
    "a link opened": ("/start e1kH4NrIBVz7CWACHqUXH",),
    "another dialogue offered": ("/estimer", "je voudrais un modèle de lettre"),
    "a list of papers": ("/documents", *["je ne sais pas"] * 6),
    "a letter": ("/lettres", *["je ne sais pas"] * 8),
    "a verdict": ("/deuxkines", *["je ne sais pas"] * 12),
}


def places(engine: Engine) -> dict[str, Session]:
    """Return what the bot remembers at each place, by the name of the place."""
    found = {name: _after(engine, steps).session for name, steps in STAGES.items()}
    for flow, form in engine.forms.items():
        talk = _after(engine, (COMMANDS.get(flow, "/estimer"),))
        assert talk.session.dialogue
        begun, token = talk.session, talk.session.dialogue.token
        for question in form.script.flow.questions:
            talk.session = begun
            talk.press_data(f"a:{token}:ask:{question.id}")
            assert talk.open_question == question.id
            found[f"{flow}, {question.id}"] = talk.session
    return found


def _after(engine: Engine, steps: tuple[str, ...]) -> Talk:
    talk = Talk(engine)
    for step in steps:
        if step.startswith(PRESSED):
            talk.press(step.removeprefix(PRESSED))
        elif step == "je ne sais pas" and talk.open_question is None:
            break
        else:
            talk.say(step)
    return talk
