"""A day as a calendar file (RFC 5545): an event of the whole day, which keeps nobody busy."""

from __future__ import annotations

import datetime as dt

from icalendar import Alarm, Calendar, Event

from bot.receipts.papers import Day

MAKER = "-//Kinébot//FR"
BEFORE = dt.timedelta(
    hours=-15
)  # nine o’clock the day before: an event of a day begins at midnight


def day_bytes(day: Day) -> bytes:
    """Return the day as a calendar of one event."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add_component(_event(day))
    return bytes(calendar.to_ical())


def _event(day: Day) -> Event:
    event = Event()
    event.add("uid", day.uid)
    event.add("dtstamp", dt.datetime.combine(day.on, dt.time(), dt.UTC))  # not the clock
    event.add("dtstart", day.on)
    event.add("dtend", day.on + dt.timedelta(days=1))
    event.add("summary", day.title)
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(day))
    return event


def _alarm(day: Day) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", day.title)
    alarm.add("trigger", BEFORE)
    return alarm
