"""The calendar as an iCalendar file (RFC 5545): the same bytes for the same catalogue."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import icalendar

from szsubsidy.addresses import is_address
from szsubsidy.analysis.calendar import Calendar, Event
from szsubsidy.days import to_date
from szsubsidy.formats.page import to_text
from szsubsidy.views.calendar import event_link, event_names, event_text
from szsubsidy.views.phrases import Phrases

NOTICE = timedelta(days=14)
"""How long before a closing or an end the alarm goes."""


def calendar_ics(calendar: Calendar, phrases: Phrases) -> bytes:
    """Return the events as whole days, with an alarm ahead of each closing and end."""
    made = icalendar.Calendar()
    made.add("version", "2.0")
    made.add("prodid", f"-//szsubsidy//calendar//{phrases.language.upper()}")
    made.add("x-wr-calname", phrases.tr("Subsidies in Shenzhen"))
    stamp = datetime.combine(to_date(_last_review(phrases)), time(), UTC)
    for event in calendar.events:
        made.add_component(_event(event, stamp, phrases))
    content: bytes = made.to_ical()
    return content


def _last_review(phrases: Phrases) -> int:
    """The day on which any terms were looked at last, which is when the calendar last could change."""
    return max(
        edition.reviewed for programme in phrases.catalogue.programmes.values() for edition in programme.editions
    )


def _event(event: Event, stamp: datetime, phrases: Phrases) -> icalendar.Event:
    day = to_date(event.day)
    what = event_text(event, 0, phrases)
    summary = phrases.labelled(event_names(event, phrases), what)
    cited = phrases.citation(event.cite)
    if event.confidence:
        cited = phrases.in_brackets(cited, phrases.confidence(event.confidence))
    link = event_link(event, phrases)
    language = {"language": phrases.language}
    made = icalendar.Event()
    stage = f"-{event.stage}" if event.stage not in {None, "apply"} else ""
    made.add("uid", f"{event.subject}-{event.kind}{stage}-{event.day}@szsubsidy")
    made.add("dtstamp", stamp)
    made.add("dtstart", day)
    made.add("dtend", day + timedelta(days=1))
    made.add("summary", summary, language)
    made.add("description", "\n".join(map(to_text, [cited, *([phrases.link(link)] if link else [])])), language)
    if link and is_address(link):
        made.add("url", link)
    made.add("transp", "TRANSPARENT")
    if event.kind in {"closes", "ends", "in-doubt", "rule-ends"}:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary, language)
        alarm.add("trigger", -NOTICE)
        made.add_component(alarm)
    return made
