"""The patients of the chaos test notice what must not happen."""

from __future__ import annotations

import pytest

from bot.dialogue.messages import Text
from tests.chaos import patients
from tests.chaos.chats import Effect
from tests.chaos.faults import Faults
from tests.chaos.patients import Patient, Report
from tests.chaos.scripts import Expected, Pressed, Script, Step
from tests.chaos.telegram import Telegram

CHAT = 7
ASKED, CHANGED = ((("Oui", "q:e1:prix:oui"),),), ((("Non", "q:e1:prix:non"),),)
SCRIPT = Script(
    CHAT,
    (
        Step((Text("un"), Text("deux")), (Expected("text", "1", ASKED), Expected("text", "2", ()))),
        Step((Pressed(0, 0, 0),), (Expected("edit", "1 bis", CHANGED, of=0),)),
    ),
)
OTHER_MARK = ((("Oui", "q:e2:prix:oui"),),)
ONE, TWO = Effect("text", 11, "1", OTHER_MARK), Effect("text", 12, "2", ())
EDITED = Effect("edit", 11, "1 bis", CHANGED)


async def read(*effects: Effect, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Follow the script while these effects come, in this order."""
    monkeypatch.setattr(patients, "PATIENCE", 0)
    telegram = Telegram(Faults(0))
    for effect in effects:
        telegram.chats[CHAT].apply(effect)
    report = Report("test", expected=SCRIPT.replies)
    patient = Patient(SCRIPT, telegram, report)
    await patient.play()
    patient.leave()
    await telegram.close()
    return report


async def test_the_right_replies_in_order_are_right(monkeypatch: pytest.MonkeyPatch) -> None:
    report = await read(ONE, TWO, EDITED, monkeypatch=monkeypatch)
    assert (report.right, report.doubled, report.wrong) == (3, 0, [])
    assert report.unanswered == 1  # nobody has stopped the spinner


async def test_a_reply_that_comes_twice_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    again = Effect("text", 13, "2", ())
    report = await read(ONE, TWO, again, EDITED, again, monkeypatch=monkeypatch)
    assert (report.right, report.doubled, report.wrong) == (3, 2, [])


@pytest.mark.parametrize(
    ("effects", "how"),
    [
        ((ONE,), "lost"),
        ((TWO, ONE), "wrong"),
        ((ONE, Effect("text", 12, "3", ())), "wrong"),
        ((ONE, TWO, Effect("edit", 12, "1 bis", CHANGED)), "wrong"),
        ((ONE, TWO, Effect("edit", 11, "1 bis", ASKED)), "wrong"),
        ((ONE, TWO, EDITED, Effect("text", 14, "3", ())), "too much"),
    ],
)
async def test_anything_else_is_wrong(
    effects: tuple[Effect, ...], how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = await read(*effects, monkeypatch=monkeypatch)
    assert len(report.wrong) == 1
    assert how in report.wrong[0]
