"""The calendar: a table for people, JSON, and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from szsubsidy.analysis.calendar import Calendar, Event
from szsubsidy.catalogue.citations import source_of
from szsubsidy.days import iso
from szsubsidy.errors import counted
from szsubsidy.formats.page import Block, Cite, Column, Content, Notes, Page, Section, Table, filled
from szsubsidy.formats.view import YES_OR_NO, Records
from szsubsidy.quantities import Day
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_word
from szsubsidy.views.phrases import Phrases
from szsubsidy.views.programme import cited
from szsubsidy.views.provisions import terms_link
from szsubsidy.views.sentences import begun

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import CalendarDocument, EventDocument

HEADINGS = (
    *("date", "kind", "programmes", "rule", "text", "exact", "cite", "confidence", "link", "stage", "link_seen"),
    "origin",
)


FEW = 6
"""How many programmes are named one by one."""


def calendar_page(calendar: Calendar, phrases: Phrases) -> Page:
    """Return what is open, then a line for each day and kind of event, and what is not known."""
    _ = phrases.tr
    blocks: list[Block] = [Notes(tuple(_as_it_stands(calendar, phrases)))]
    if calendar.lines:
        days = tuple((phrases.day_short(event.day), (_line(event, calendar, phrases),)) for event in calendar.lines)
        blocks.append(Notes(days))
    else:
        blocks.append(Section("", (_("No dates found."),)))
    if calendar.without_window:
        blocks.append(Section("", (_not_known(calendar, phrases),)))
    title = phrases.fmt("Days to know, as of {day}", day=phrases.day(calendar.as_of))
    return Page(title, phrases.language, tuple(blocks))


def _as_it_stands(calendar: Calendar, phrases: Phrases) -> Iterator[tuple[str, tuple[Content, ...]]]:
    """Yield what is open and what else holds on the day, each kind behind its label."""
    _ = phrases.tr
    windows = calendar.windows
    yield _("Open now"), tuple(_open(event, phrases) for event in windows.open) or (_("Nothing that is known."),)
    if windows.perhaps:
        yield _("Perhaps open"), tuple(_perhaps_open(event, phrases) for event in windows.perhaps)
    if windows.closed:
        yield _("Just closed"), tuple(_just_closed(event, phrases) for event in windows.closed)
    if windows.expired:
        yield _("Just expired"), tuple(_just_expired(event, phrases) for event in windows.expired)
    for kind, label in (("in-doubt", _("In doubt")), ("pauses", _("Paused")), ("exhausted", _("Used up"))):
        lines = [_under_way(event, phrases) for event in calendar.under_way if event.kind == kind]
        if lines:
            yield label, tuple(lines)


def _open(event: Event, phrases: Phrases) -> str:
    _ = phrases.tr
    day = phrases.day(event.day)
    if not event.is_confirmed:
        day = phrases.fmt("{what} (unconfirmed)", what=day)
    template = {
        "apply": _("{programmes}: apply until {day}."),
        "claim": _("{programmes}: claim, before you buy, until {day}."),
        "redeem": _("{programmes}: redeem until {day}."),
    }[event.stage or "apply"]
    return filled(template, {"programmes": event_names(event, phrases), "day": day})


def _perhaps_open(event: Event, phrases: Phrases) -> str:
    if event.kind == "opens":
        names, since = event_names(event, phrases), _since(event, phrases)
        return phrases.fmt("{programmes}: {since}.", programmes=names, since=since)
    return _open(event, phrases)


def _just_closed(event: Event, phrases: Phrases) -> str:
    names, day = event_names(event, phrases), phrases.day(event.day)
    if not event.is_confirmed:
        day = phrases.fmt("{what} (unconfirmed)", what=day)
    if event.stage == "redeem":
        return phrases.fmt("{programmes}, {day} (redemption).", programmes=names, day=day)
    return phrases.fmt("{programmes}, {day}.", programmes=names, day=day)


def _just_expired(event: Event, phrases: Phrases) -> str:
    names, day = event_names(event, phrases), phrases.day(event.day)
    return phrases.fmt("{programmes}, {day}; no successor is known.", programmes=names, day=day)


def _under_way(event: Event, phrases: Phrases) -> str:
    names, day = event_names(event, phrases), phrases.day(event.day)
    return phrases.fmt("{programmes}, since {day}.", programmes=names, day=day)


def _line(event: Event, calendar: Calendar, phrases: Phrases) -> str:
    """Write what happens on a day, and to which programmes."""
    _ = phrases.tr
    what = _what(event, phrases)
    edition, window = event.edition, event.window
    if event.kind == "in-doubt" and edition and edition.until:
        what = phrases.fmt("in doubt from this day on (own terms to {day})", day=phrases.day(edition.until))
    elif event.kind == "opens" and window:
        closes = _("last day not known") if window.closes is None else _until(window.closes, phrases)
        what = phrases.fmt("{what}, {until}", what=what, until=closes)
    elif event.followed:
        what = phrases.fmt("{what}, new terms follow", what=what)
    elif event.kind == "ends" and calendar.is_near(event):
        what = phrases.fmt("{what}, no successor is known", what=what)
    if not event.exact:
        what = phrases.fmt("{what} (the day is approximate)", what=what)
    if not event.is_confirmed:
        what = phrases.fmt("{what} (unconfirmed)", what=what)
    return phrases.fmt("{what}: {programmes}.", what=begun(what), programmes=event_names(event, phrases))


def _until(day: int, phrases: Phrases) -> str:
    return phrases.fmt("until {day}", day=phrases.day(day))


def _not_known(calendar: Calendar, phrases: Phrases) -> str:
    """Say of how many programmes in force no window is known ahead; of few, of which."""
    if len(calendar.without_window) <= FEW:
        return without_window_line(calendar, phrases)
    count = len(calendar.without_window)
    told = phrases.fmt(
        counted(
            "No application dates ahead are known for {count} programme in force",
            "No application dates ahead are known for {count} programmes in force",
            count,
        ),
        count=str(count),
    )
    if calendar.first is None:
        return phrases.fmt("{clause}.", clause=told)
    return phrases.fmt("{clause}; --past shows earlier days.", clause=told)


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
            "apply": _("a call to apply opened on {day}; its last day is not known"),
            "claim": _("a call to claim opened on {day}; its last day is not known"),
            "redeem": _("vouchers are redeemed since {day}; the last day is not known"),
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
    return Table(columns, rows) if rows else Section("", (_("No dates found."),))


def without_window_line(calendar: Calendar, phrases: Phrases) -> str:
    """Name the programmes in force for which no window is known ahead."""
    names = phrases.joined([phrases.called(programme) for programme in calendar.without_window])
    return phrases.fmt("In force, but no application dates ahead are known: {programmes}.", programmes=names)


def calendar_document(calendar: Calendar, phrases: Phrases) -> CalendarDocument:
    """Return the calendar as JSON."""
    return {
        **envelope_of_terms(phrases, calendar.as_of),
        "from": Day(calendar.first) if calendar.first else None,
        "until": Day(calendar.last) if calendar.last else None,
        "open_now": [_event(event, calendar.as_of, phrases) for event in calendar.windows.open],
        "perhaps_open": [_event(event, calendar.as_of, phrases) for event in calendar.windows.perhaps],
        "just_closed": [_event(event, calendar.as_of, phrases) for event in calendar.windows.closed],
        "just_expired": [_event(event, calendar.as_of, phrases) for event in calendar.windows.expired],
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
        text = phrases.fmt("{what} (the day is approximate)", what=text)
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
        "starts": _("terms take effect"),
        "ends": _("terms expire"),
        "pauses": _("no applications taken from this day on"),
        "resumes": _("applications taken again"),
        "exhausted": _("money said to be used up"),
        "rule-starts": _("rule on combining takes effect"),
        "rule-ends": _("rule on combining ends"),
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
