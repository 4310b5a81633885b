"""The calendar: a table for people, JSON, and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.calendar import Calendar, Event
from szsubsidy.catalogue.citations import source_of
from szsubsidy.days import iso
from szsubsidy.formats.page import Block, Cite, Column, Content, Page, Section, Table, filled
from szsubsidy.formats.view import YES_OR_NO, Records
from szsubsidy.quantities import Day
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import cited
from szsubsidy.views.provisions import terms_link

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import CalendarDocument, EventDocument

HEADINGS = (
    *("date", "kind", "programmes", "rule", "text", "exact", "cite", "confidence", "link", "stage", "link_seen"),
    "origin",
)


FEW = 6
"""How many programmes are named one by one."""


def calendar_page(calendar: Calendar, phrases: Phrases) -> Page:
    """Return the events as a table, and the programmes without a window."""
    blocks = [*days_blocks(calendar, phrases)]
    if calendar.without_window:
        line = without_window_line(calendar, phrases)
        if len(calendar.without_window) > FEW:
            count = str(len(calendar.without_window))
            line = phrases.fmt(
                "No application window is known ahead for {count} programmes in force (--json names them).", count=count
            )
        blocks.append(Section("", (line,)))
    return Page(phrases.fmt("Calendar as of {day}", day=phrases.day(calendar.as_of)), phrases.language, tuple(blocks))


def days_blocks(calendar: Calendar, phrases: Phrases, *, everyone: bool = False) -> Iterator[Block]:
    """Yield the events as a table, and what is under way since an earlier day; one line where there is neither.

    Many programmes of one event under way are only counted, unless ``everyone`` is to be named.
    """
    if calendar.events or not calendar.under_way:
        yield _events_block(calendar, phrases)
    if calendar.under_way:
        yield Section("", tuple(_under_way_line(event, phrases, everyone=everyone) for event in calendar.under_way))


def _under_way_line(event: Event, phrases: Phrases, *, everyone: bool) -> Content:
    names = event_names(event, phrases)
    if len(event.programmes) > FEW and not everyone:
        names = phrases.fmt("{count} programmes (--json names them)", count=str(len(event.programmes)))
    return phrases.labelled(
        names, phrases.fmt("{days} {source}", days=_since(event, phrases), source=_source(event, phrases))
    )


def _since(event: Event, phrases: Phrases) -> str:
    """Write what is under way, and since when."""
    _ = phrases.tr
    day = phrases.day(event.day)
    if event.window:
        template = {
            "apply": _("a call to apply since {day}; its last day is not known"),
            "claim": _("a call to claim since {day}; its last day is not known"),
            "redeem": _("vouchers redeemed since {day}; the last day is not known"),
        }[event.window.stage]
        return filled(template, {"day": day})
    if event.kind == "in-doubt":
        document = phrases.document(event.cite)
        return phrases.fmt("terms in doubt since {day}; expired: {document}", day=day, document=document)
    if event.kind == "pauses":
        return phrases.fmt("no applications taken since {day}", day=day)
    return phrases.fmt("money said to be used up since {day}", day=day)


def _events_block(calendar: Calendar, phrases: Phrases) -> Block:
    """Return the events as a table, or one line where there are none."""
    _ = phrases.tr
    columns = (
        Column(_("Date"), fold=False),
        Column(_("What")),
        Column(_("Programme")),
        Column(_("Source")),
    )
    rows = tuple(
        (
            phrases.day(event.day),
            event_text(event, calendar.as_of, phrases),
            event_names(event, phrases),
            _source(event, phrases),
        )
        for event in calendar.events
    )
    return Table(columns, rows) if rows else Section("", (_("No day is known that matters here."),))


def without_window_line(calendar: Calendar, phrases: Phrases) -> str:
    """Name the programmes in force for which no window is known ahead."""
    names = phrases.joined([phrases.called(programme) for programme in calendar.without_window])
    return phrases.fmt("In force, but no application window is known ahead: {programmes}.", programmes=names)


def calendar_document(calendar: Calendar, phrases: Phrases) -> CalendarDocument:
    """Return the calendar as JSON."""
    return {
        **envelope_of_terms(phrases, calendar.as_of),
        "from": Day(calendar.first) if calendar.first else None,
        "until": Day(calendar.last) if calendar.last else None,
        "events": [_event(event, calendar.as_of, phrases) for event in calendar.events],
        "under_way": [
            {**_event(event, calendar.as_of, phrases), "text": _since(event, phrases)} for event in calendar.under_way
        ],
        "no_window_ahead": [programme.id for programme in calendar.without_window],
    }


def calendar_records(calendar: Calendar, phrases: Phrases) -> Records:
    """Return one row for each event; programmes are joined by semicolons."""
    rows = []
    for event in calendar.events:
        told = _event(event, calendar.as_of, phrases)
        shown = {
            "date": iso(event.day),
            "programmes": ";".join(event.programmes),
            "exact": YES_OR_NO[event.exact],
            "link_seen": YES_OR_NO[told["link_seen"]],
            "origin": origin_word(phrases.catalogue.programmes[name] for name in event.programmes),
        }
        row: dict[str, object] = {**told, **shown}
        rows.append(["" if row[heading] is None else str(row[heading]) for heading in HEADINGS])
    return Records(HEADINGS, rows)


def event_text(event: Event, as_of: int, phrases: Phrases) -> str:
    """Write what happens; of a window that is open on the day ``as_of``, since when it is."""
    _ = phrases.tr
    text = _what(event, phrases)
    if not event.exact:
        text = phrases.fmt("{what} (about)", what=text)
    if event.followed:
        return phrases.clauses([text, _("new terms follow")])
    if event.kind == "opens" and event.window and event.window.closes is None:
        return phrases.clauses([text, _("last day not known")])
    is_paused = event.edition is not None and event.edition.is_paused_on(as_of)
    if event.kind == "closes" and event.window and event.window.opens <= as_of <= event.day and not is_paused:
        return phrases.clauses([text, phrases.fmt("open since {day}", day=phrases.day(event.window.opens))])
    return text


def _what(event: Event, phrases: Phrases) -> str:
    _ = phrases.tr
    if event.window:
        opens, closes = {
            "apply": (_("applications open"), _("last day to apply")),
            "claim": (_("claims open"), _("last day to claim")),
            "redeem": (_("redemption opens"), _("last day to redeem")),
        }[event.window.stage]
        return opens if event.kind == "opens" else closes
    if event.kind == "in-doubt":
        document = phrases.document(event.cite)
        return phrases.fmt("terms in doubt from this day on; expired: {document}", document=document)
    return {
        "starts": _("first day of terms"),
        "ends": _("last day of terms"),
        "pauses": _("no applications taken from this day on"),
        "resumes": _("applications taken again"),
        "exhausted": _("money said to be used up"),
        "rule-starts": _("first day of a rule on holding together"),
        "rule-ends": _("last day of a rule on holding together"),
    }[event.kind]


def event_names(event: Event, phrases: Phrases) -> str:
    """Write the names of the programmes that an event is about."""
    return phrases.joined([phrases.name(programme) for programme in event.programmes])


def event_link(event: Event, phrases: Phrases) -> str | None:
    """Return where to read on, as far as an address is known."""
    link = phrases.catalogue.sources[source_of(event.cite)].link
    return link or (terms_link(event.edition, phrases.catalogue) if event.edition else None)


def _source(event: Event, phrases: Phrases) -> Content:
    return cited(event.cite, event.confidence, phrases) if event.confidence else ("[", Cite(event.cite), "]")


def _event(event: Event, as_of: int, phrases: Phrases) -> EventDocument:
    return {
        "date": Day(event.day),
        "kind": event.kind,
        "programmes": list(event.programmes),
        "rule": event.subject if event.kind.startswith("rule") else None,
        "text": event_text(event, as_of, phrases),
        "exact": event.exact,
        "cite": event.cite,
        "confidence": event.confidence,
        "link": event_link(event, phrases),
        "stage": event.stage,
        "link_seen": phrases.link_seen(event_link(event, phrases)),
    }
