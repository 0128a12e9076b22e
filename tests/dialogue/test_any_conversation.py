"""Whatever a patient does, in whatever order: one answer a message, and never an exception."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.dialogue.engine import Engine
from bot.dialogue.session import Session
from tests.dialogue.talk import Talk

SAID = (
    "/start", "/estimer", "/menu", "/aide", "/annuler", "/effacer", "/documents", "/start letter",
    "retour", "modifier", "annuler", "recommencer", "reprendre", "je ne sais pas", "oui", "non",
    "aide", "menu", "c'est tout", "détail", "plus simplement", "35", "10", "0", "-4", "1613",
    "12€50", "environ 25", "entre 20 et 25", "pas 35, 25", "150 %", "5 € par séance", "mars 2026",
    "genou", "10 séances à 35 euros", "en fait 40 euros", "non en fait 40", "et sans mutuelle ?",
    "c'est quoi la franchise ?", "puis-je voir deux kinés ?", "ordonnance", "quel temps fait-il",
    "25 et c'est quoi la franchise ?", "hello how much is a session please", "0612345678", "👍",
    "j'ai une douleur dans la poitrine qui descend dans le bras", "ald et mineur", "enceinte", "?",
    "/start e1kH4NrIBVz7CWlp", "/start e1zz", "150 % et 10 séances à 35 €", "image",
    "sans mutuelle",
)  # fmt: skip
KINDS = ("photo", "voice", "document", "sticker", "location", "other")
# (how, what): a text, the rank of a button among all those ever shown, an attachment, an edition.
moves = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(SAID)),
    st.tuples(st.just("press last"), st.integers(0, 15)),
    st.tuples(st.just("press any"), st.integers(0, 400)),
    st.tuples(st.just("type a label"), st.integers(0, 15)),
    st.tuples(st.just("say"), st.text(min_size=1, max_size=60)),
    st.tuples(st.just("attach"), st.sampled_from(KINDS)),
    st.tuples(st.just("edit"), st.none()),
)


def move(talk: Talk, how: str, what: object) -> None:
    every = [button for shown in talk.shown for button in shown.buttons]
    last = talk.shown[-1].buttons if talk.shown else []
    match how, what:
        case "say", str(text):
            talk.say(text)
        case "press last", int(rank) if last:
            talk.press_data(last[rank % len(last)].data)
        case "press any", int(rank) if every:
            talk.press_data(every[rank % len(every)].data)
        case "type a label", int(rank) if last:
            talk.say(last[rank % len(last)].label)
        case "attach", str(kind):
            talk.attach(kind)  # type: ignore[arg-type]
        case "edit", _:
            talk.edit()


@settings(max_examples=60, deadline=None)
@given(history=st.lists(moves, min_size=15, max_size=30))
def test_any_thirty_moves_get_their_answers(
    history: list[tuple[str, object]], engine: Engine
) -> None:
    talk = Talk(engine)
    for how, what in history:
        move(talk, how, what)
    talk.say("/effacer")
    assert talk.session == Session()


@settings(max_examples=150, deadline=None)
@given(text=st.text(min_size=1, max_size=4096))
def test_any_first_message_gets_one_answer_that_telegram_accepts(text: str, engine: Engine) -> None:
    Talk(engine).say(text)


@pytest.mark.parametrize(
    "text", ["\u200b", "\x00", "￼", "\ud7ff", "a" * 4096, "🙂" * 2048, "/", "/ "]
)
def test_an_odd_message_gets_one_answer_too(text: str, engine: Engine) -> None:
    talk = Talk(engine)
    talk.say(text)
    talk.say("/estimer")
    talk.say(text)


FORGED = (
    "a:{token}:page:situation:x", "a:{token}:page:situation:", "a:{token}:page", "a:{token}:ask:zz",
    "a:{token}:zz", "a:{token}", "a:", "q:{token}:zz:oui", "q:{token}:acte:zz", "q:{token}", "q",
    "q:{token}:apres_31_decembre:1", "a:{token}:ask:km", "a:{token}:yes:situation", "t:zz", "g:zz",
    "d:", "o:zz", "m", "x", "a:{token}:end:situation", "a:{token}:page:situation:999999999",
    "a:{token}:page:situation:x", "a:{token}:page:situation:", "q:{token}:zz:oui", "q:{token}",
    "a:{token}:keep", "a:{token}:image", "a:{token}:sheet", "a:{token}:link", "a:{token}:why:zz:9",
    "a:{token}:compare", "a:{token}:compare:zz", "a:{token}:compare:prix", "a:{token}:adopt",
    "a:{token}:drop", "a:{token}:more:x:y", "a:{token}:more::99", "a:{token}:compare:mois_debut",
)  # fmt: skip


@pytest.mark.parametrize("data", FORGED)
def test_a_forged_button_never_raises_nor_changes_an_answer(data: str, engine: Engine) -> None:
    talk = Talk(engine)
    talk.say("10 séances à 35 euros")
    talk.press("Ma situation")
    before = talk.answers
    assert talk.session.dialogue
    talk.press_data(data.format(token=talk.session.dialogue.token))
    assert before.items() <= talk.answers.items()
