"""The bibliography."""

from __future__ import annotations

from typing import TYPE_CHECKING

from szsubsidy.catalogue.sources import Provision, Source
from szsubsidy.days import iso
from szsubsidy.formats.page import Content, Link, Page, Section, joined
from szsubsidy.formats.view import YES_OR_NO, Records
from szsubsidy.quantities import Day
from szsubsidy.views.envelope import envelope_of_terms
from szsubsidy.views.own_terms import origin_document, source_origin_line
from szsubsidy.views.phrases import Phrases
from szsubsidy.vocabulary import SourceKind

if TYPE_CHECKING:
    from szsubsidy.views.documents.catalogue import ProvisionDocument, SourceDocument, SourcesDocument


def sources_page(phrases: Phrases) -> Page:
    """Return every source with its issuer, number, places and addresses."""
    return Page("", phrases.language, tuple(_section(source, phrases) for source in phrases.catalogue.sources.values()))


def sources_document(as_of: int, phrases: Phrases) -> SourcesDocument:
    """Return the bibliography as JSON."""
    return {
        **envelope_of_terms(phrases, as_of),
        "sources": [source_document(source, phrases) for source in phrases.catalogue.sources.values()],
    }


def source_document(source: Source, phrases: Phrases) -> SourceDocument:
    """Return one source as JSON."""
    return {
        "id": source.id,
        "origin": origin_document(source.origin),
        "kind": source.kind,
        "title": source.title,
        "title_en": source.title_en,
        "number": source.number,
        "issuer": source.issuer,
        "issued": Day(source.issued) if source.issued else None,
        "until": Day(source.until) if source.until else None,
        "confidence": source.confidence,
        "link": source.link,
        "link_seen": phrases.link_seen(source.link),
        "seen": list(source.seen),
        "note": source.note,
        "provisions": [_provision(provision) for provision in source.provisions.values()],
    }


def _provision(provision: Provision) -> ProvisionDocument:
    return {
        "at": provision.at,
        "title": provision.title,
        "confidence": provision.confidence,
        "seen": list(provision.seen),
    }


def sources_records(phrases: Phrases) -> Records:
    """Return one row for each source, with its titles as they are written there and in English."""
    headings = (
        "id",
        "kind",
        "title",
        "title_en",
        "number",
        "issuer",
        "issued",
        "confidence",
        "link",
        "link_seen",
        "until",
    )
    rows = [
        (
            source.id,
            source.kind,
            source.title,
            source.title_en,
            source.number or "",
            phrases.text(source.issuer),
            iso(source.issued) if source.issued else "",
            source.confidence,
            source.link or "",
            YES_OR_NO[phrases.link_seen(source.link)],
            iso(source.until) if source.until else "",
        )
        for source in phrases.catalogue.sources.values()
    ]
    return Records(headings, rows)


def _section(source: Source, phrases: Phrases) -> Section:
    title = source.title_en if phrases.language == "en" else source.title
    lines = (*source_lines(source, phrases), *place_lines(source, phrases))
    return Section(phrases.labelled(source.id, title), lines)


def source_kind(kind: SourceKind, phrases: Phrases) -> str:
    """Write what a source is."""
    return {
        "measures": phrases.tr("Measures"),
        "procedures": phrases.tr("Procedures"),
        "guide": phrases.tr("Application guide"),
        "rules": phrases.tr("Rules"),
        "newspaper": phrases.tr("Newspaper"),
        "plan": phrases.tr("Plan"),
        "page": phrases.tr("Page on the web"),
    }[kind]


def place_lines(source: Source, phrases: Phrases) -> list[str]:
    """Write the places in a source that are cited, each with how sure it is."""
    return [
        phrases.in_brackets(
            f"#{provision.at} {phrases.text(provision.title)}", phrases.confidence(provision.confidence)
        )
        for provision in source.provisions.values()
    ]


def source_lines(source: Source, phrases: Phrases) -> list[Content]:
    """Write what a source is and where it is: its own title, number, issuer, day, grade and addresses."""
    facts = [
        source.title if phrases.language == "en" else "",
        source.number or "",
        phrases.text(source.issuer),
        phrases.day(source.issued) if source.issued else "",
        phrases.fmt("valid until {day}", day=phrases.day(source.until)) if source.until else "",
        phrases.confidence(source.confidence),
    ]
    lines: list[Content] = [] if source.origin is None else [source_origin_line(source.origin, phrases)]
    lines.append(" · ".join(part for part in facts if part))
    if source.link:
        lines.append(phrases.link(source.link))
    if source.seen:
        lines.append(phrases.fmt("read at: {pages}", pages=joined(", ", map(Link, source.seen))))
    if source.note:
        lines.append(phrases.text(source.note))
    return lines
