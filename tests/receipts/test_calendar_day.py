"""A day as a calendar file: read again, it is the day, with its title and a reminder before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from icalendar import Calendar

from bot.receipts.drawing import draw
from bot.receipts.papers import Day

ON = dt.date(2026, 12, 31)
DAY = Day("rappel.ics", "Rappel", ON, "essai-2026-12-31@kinebot")


def event_of(day: Day) -> Any:
    (event,) = Calendar.from_ical(draw(day).content).walk("VEVENT")
    assert event.errors == []
    return event


def test_the_event_is_the_whole_day_and_keeps_nobody_busy() -> None:
    event = event_of(DAY)
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (ON, dt.date(2027, 1, 1))
    assert event["transp"] == "TRANSPARENT"
    assert event["uid"] == "essai-2026-12-31@kinebot"
    lines = draw(DAY).content.split(b"\r\n")
    assert b"DTSTART;VALUE=DATE:20261231" in lines
    assert b"DTEND;VALUE=DATE:20270101" in lines


def test_the_reminder_is_the_day_before_and_not_at_night() -> None:
    (alarm,) = event_of(DAY).walk("VALARM")
    rings = dt.datetime.combine(ON, dt.time()) + alarm.decoded("trigger")
    assert rings.date() == dt.date(2026, 12, 30)
    assert 8 <= rings.hour <= 20
    assert (alarm["action"], alarm["description"]) == ("DISPLAY", "Rappel")


def test_the_calendar_says_who_made_it_and_its_version() -> None:
    calendar = Calendar.from_ical(draw(DAY).content)
    assert (calendar["prodid"], calendar["version"]) == ("-//Kinébot//FR", "2.0")


@pytest.mark.parametrize(
    "title",
    ["Rappel", "À voir, à revoir ; « ceci » : <cela> & \\n", "un\ndeux", "é" * 200, "👵🏽 ", ""],
)
def test_the_title_is_never_altered(title: str) -> None:
    event = event_of(Day("rappel.ics", title, ON, "essai"))
    assert str(event["summary"]) == title
    assert [str(alarm["description"]) for alarm in event.walk("VALARM")] == [title]


def test_the_same_day_gives_the_same_bytes_whatever_the_clock_says() -> None:
    assert draw(DAY) == draw(DAY)
    assert event_of(DAY).decoded("dtstamp") == dt.datetime(2026, 12, 31, tzinfo=dt.UTC)


def test_no_line_is_longer_than_a_calendar_accepts() -> None:
    lines = draw(Day("rappel.ics", "é" * 200, ON, "essai")).content.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
