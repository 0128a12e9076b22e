"""Every answer, in its three views and on several days: what is accepted, where it leads."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.content.loader import load_content
from bot.content.models import Content
from bot.dialogue.engine import Engine
from bot.dialogue.faq import FaqView
from bot.dialogue.rendering import Renderer
from tests.conftest import TODAY
from tests.dialogue import telegram
from tests.dialogue.talk import Shown, Talk

TOPICS = sorted(load_content().faq)
VIEWS = ("short", "detail", "simple")
LAST = load_content().bareme.period.ends_on
MORROW = LAST + dt.timedelta(days=1)
DAYS = (TODAY, dt.date(2027, 1, 1), LAST, MORROW)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_view_of_every_answer_can_be_sent(day: dt.date, content: Content) -> None:
    faq = FaqView(Renderer(content, day))
    refused = {
        (topic, view): found
        for topic in TOPICS
        for view in VIEWS
        if (found := telegram.problems(getattr(faq, view)(topic).reply()))
    }
    assert not refused


@pytest.mark.parametrize("topic", ["prix-seance", "prix-bilan", "reste-a-charge", "outre-mer"])
def test_an_answer_whose_amounts_nobody_verified_says_that_it_does_not_know(
    topic: str, content: Content
) -> None:
    known, unknown = (FaqView(Renderer(content, day)) for day in (LAST, MORROW))
    for view in VIEWS:
        assert "€" in getattr(known, view)(topic).html
        html = getattr(unknown, view)(topic).html
        assert html.startswith("Je ne sais pas répondre pour le 01/01/2028")
        assert "€" not in html


@pytest.mark.parametrize("topic", TOPICS)
def test_every_button_of_an_answer_leads_to_an_answer(topic: str, engine: Engine) -> None:
    for view in ("t", "d", "s"):
        first = Talk(engine)
        shown = first.press_data(f"{view}:{topic}")
        assert shown is not None
        for button in shown.buttons:
            talk = Talk(engine, first.session, first.now)
            after = talk.press_data(button.data)
            assert after is not None, button
            assert "n’est plus ouverte" not in after.text, button


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_past_its_review_date_says_so(topic: str, content: Content) -> None:
    entry = content.faq[topic]
    on_the_day = FaqView(Renderer(content, entry.review_before))
    the_morrow = FaqView(Renderer(content, entry.review_before + dt.timedelta(days=1)))
    for view in ("short", "detail"):
        said = "devait être relue"
        assert said not in Shown(getattr(on_the_day, view)(topic).reply()).text
        assert said in Shown(getattr(the_morrow, view)(topic).reply()).text


def test_what_is_to_be_confirmed_says_so_in_every_version(content: Content) -> None:
    faq = FaqView(Renderer(content, TODAY))
    for topic, entry in content.faq.items():
        for view in (faq.short, faq.detail, faq.simple):
            if entry.confirm:
                assert "confirm" in Shown(view(topic).reply()).text.lower(), topic
