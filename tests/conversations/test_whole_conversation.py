"""Whole conversations: the real program, over HTTP, killed in the middle."""

from __future__ import annotations

import pytest

from bot.sandbox.messages import Message
from bot.sandbox.pulse import until
from bot.sandbox.world import PATIENT, World
from tests.conversations.conftest import Patient, Program, buttons, labels


@pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)
async def test_a_patient_asks_estimates_corrects_goes_back_and_erases(
    patient: Patient, program: Program
) -> None:
    welcome = await patient.say("/start")
    assert "programme" in welcome.text
    assert any("Estimer" in label for label in labels(welcome))

    answer = await patient.say("puis je voir 2 kines ??")
    assert answer.text.startswith("Oui")
    detail = await patient.press("Détail")
    assert detail.id == answer.id
    assert "Sources" in detail.text

    asked = await patient.say("/estimer")
    assert "Combien le kiné demande-t-il" in asked.text
    asked = await patient.say("35")
    assert "Combien de séances" in asked.text

    await program.kill()
    await program.start()

    result = await patient.say("10")
    assert "Pour 10 séances à 35,00" in result.text
    back = await patient.press("Modifier")
    assert any("35,00" in label for label in labels(back))
    again = await patient.press("Prix d’une séance")
    assert "Combien le kiné" in again.text
    result = await patient.say("40")
    assert "Pour 10 séances à 40,00" in result.text

    asked = await patient.press("Ma mutuelle")
    previous = await patient.press("Retour")
    assert "Pour 10 séances à 40,00" in previous.text

    digression = await patient.say("c'est quoi la franchise ?")
    assert "franchise" in digression.text

    erased = await patient.say("/effacer")
    assert "effacé" in erased.text
    stale = await patient.say("10")
    assert "Pour 10 séances" not in stale.text


async def test_one_message_gets_exactly_one_message(world: World, patient: Patient) -> None:
    said = ["bonjour", "combien coute une seance", "combien coute une seance", "azerty", "👍"]
    for count, text in enumerate(said, start=1):
        await patient.say(text)
        assert len(patient.answers) == count


async def test_an_emergency_is_answered_at_once_whatever_is_open(patient: Patient) -> None:
    await patient.say("/estimer")
    alert = await patient.say("j'ai une douleur dans la poitrine qui descend dans le bras")
    assert alert.text.startswith("15")
    resumed = await patient.say("reprendre")
    assert "Combien le kiné demande-t-il" in resumed.text


async def test_what_is_not_text_gets_a_short_kind_answer(patient: Patient) -> None:
    for kind in ("photo", "voice", "document", "sticker", "location"):
        answer = await patient.attach(kind)
        assert 20 < len(answer.text) < 250


async def test_an_edited_message_changes_nothing(world: World, patient: Patient) -> None:
    await patient.say("/estimer")
    result = await patient.say("35")
    before = len(patient.answers)
    mine = [m for m in patient.messages if not m.is_from_bot][-1]
    world.edit(PATIENT, mine.id, "45")
    await until(world, lambda: len(patient.answers) > before, 10)
    assert "corriger" in patient.answers[-1].text
    assert "Combien de séances" in result.text


async def test_the_command_menu_is_registered_in_french(world: World, patient: Patient) -> None:
    await patient.say("/start")
    calls = [call for call in world.calls if call.method.lower() == "setmycommands"]
    assert calls
    assert "effacer" in str(calls[-1].arguments)


async def test_a_patient_keeps_a_picture_a_sheet_and_a_link(world: World, patient: Patient) -> None:
    result = await patient.say("10 séances à 35 €, mutuelle 150 %")
    page = next(data for label, data in buttons(result) if label.startswith("Garder"))
    world.press(PATIENT, result.id, page)
    await until(world, lambda: "Image" in labels(patient.answers[-1]), 10)

    picture = await patient.press("Image")
    assert picture.attachment is not None
    assert picture.attachment.kind == "photo"
    assert "franchise 1,00" in picture.text
    sheet = await patient.press("Feuille")
    assert sheet.attachment is not None
    assert sheet.attachment.file is not None
    assert sheet.attachment.file.content.startswith(b"%PDF")

    link = next(data for label, data in buttons(patient_page(patient)) if label == "Lien")
    before = len(patient.answers)
    world.press(PATIENT, result.id, link)
    await until(world, lambda: len(patient.answers) > before, 10)
    address = next(word for word in patient.answers[-1].text.split() if "://" in word)
    assert address.startswith("https://t.me/kinebot_sandbox_bot?start=e1")
    await patient.say("/effacer")
    again = await patient.say(f"/start {address.partition('=')[2]}")
    assert "Pour 10 séances à 35,00" in again.text


def patient_page(patient: Patient) -> Message:
    """Return the last message that offers a link."""
    return next(m for m in reversed(patient.answers) if "Lien" in labels(m))
