"""What speaks against relying on an edition: what it rests on ends, parts were not found, it is paused, or spent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from szsubsidy.catalogue.model import Edition, Exhausted, Paused, RestsOn, Unread
from szsubsidy.formats.page import Cite, Content
from szsubsidy.views.day_text import days_text
from szsubsidy.views.phrases import Phrases

Reservation: TypeAlias = RestsOn | Unread | Paused | Exhausted


def reservations(edition: Edition) -> Iterator[Reservation]:
    """Yield what an edition has of them, the gravest first."""
    for reservation in (edition.rests_on, edition.unread, edition.paused, edition.exhausted_on):
        if reservation:
            yield reservation


def reservation_name(reservation: Reservation, phrases: Phrases) -> str:
    """Write what a reservation is about."""
    match reservation:
        case RestsOn():
            return phrases.tr("rests on")
        case Unread():
            return phrases.tr("not found")
        case Paused():
            return phrases.tr("no applications taken")
        case Exhausted():
            return phrases.tr("money used up")


def reservation_text(reservation: Reservation, phrases: Phrases) -> Content:
    """Write what a reservation says."""
    match reservation:
        case RestsOn(source=source, until=until):
            document, day = phrases.document(source), phrases.day(until)
            return phrases.fmt("{document}, valid until {day}; in doubt from the day after", document=document, day=day)
        case Unread():
            return unread_part(reservation, phrases)
        case Paused(starts=starts, until=until):
            return days_text(starts, until, phrases.tr)
        case Exhausted(day=day):
            return phrases.day(day)


def unread_part(unread: Unread, phrases: Phrases) -> str:
    """Write which part of the authority's terms was not found."""
    return {
        "applicants": phrases.tr("who may apply"),
        "conditions": phrases.tr("some conditions"),
        "applicants-and-conditions": phrases.tr("who may apply, and some conditions"),
    }[unread.what]


def unread_line(unread: Unread, phrases: Phrases) -> str:
    """Write in a sentence which part of the authority's terms was not found."""
    return phrases.fmt("{text}.", text=unread_words(unread.what, phrases))


def unread_words(part: str, phrases: Phrases) -> str:
    """Write which part of an authority's terms is not known, without the stop."""
    return {
        "applicants": phrases.tr("Who may apply is not known"),
        "conditions": phrases.tr("Not all conditions are known"),
        "applicants-and-conditions": phrases.tr("Not all terms are known"),
    }[part]


def doubt_line(edition: Edition, rests_on: RestsOn, phrases: Phrases) -> Content:
    """Write that what an edition rests on has ended, with both days."""
    return phrases.fmt(
        "in doubt: {document} expired on {day}, these terms run to: {until} [{cite}]",
        document=phrases.document(rests_on.source),
        day=phrases.day(rests_on.until),
        until=phrases.day(edition.until) if edition.until else phrases.tr("end date not found"),
        cite=Cite(rests_on.source),
    )
