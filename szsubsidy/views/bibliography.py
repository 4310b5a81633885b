"""The bibliography of what a page cites."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.sources import Source
from szsubsidy.formats.page import (
    Anchor,
    Block,
    Cite,
    Column,
    Content,
    Narrow,
    Notes,
    Section,
    Table,
    Verdict,
    pieces,
    unfolded,
)
from szsubsidy.views.phrases import Phrases


def cited_sources(blocks: Iterable[Block], phrases: Phrases) -> Table:
    """Return one row for each source that ``blocks`` cite, in the order of the catalogue's bibliography."""
    _ = phrases.tr
    places: dict[str, list[str]] = {}
    for cite in _citations(blocks):
        source, _hash, place = cite.id.partition("#")
        places.setdefault(source, []).append(place)
    columns = (
        Column(_("Source")),
        Column(_("Document")),
        Column(_("Issued")),
        Column(_("Places")),
        Column(_("Grade")),
        Column(_("Address")),
    )
    known = phrases.catalogue.sources.values()
    return Table(columns, tuple(_row(source, places[source.id], phrases) for source in known if source.id in places))


def _row(source: Source, places: list[str], phrases: Phrases) -> tuple[Content, ...]:
    titles = [source.title_en, source.title] if phrases.language == "en" else [source.title]
    issued = [phrases.text(source.issuer), phrases.day(source.issued) if source.issued else ""]
    used = [
        f"#{provision.at} {phrases.text(provision.title)} {_graded(provision.confidence, source, phrases)}".rstrip()
        for provision in source.provisions.values()
        if provision.at in places
    ]
    title = " · ".join(part for part in (*titles, source.number) if part)
    return (
        Anchor(source.id),
        title if source.origin is None else phrases.fmt("OWN {name}", name=title),
        " · ".join(part for part in issued if part),
        phrases.clauses(used),
        phrases.confidence(source.confidence),
        phrases.link(source.link) if source.link else "",
    )


def _graded(confidence: str, source: Source, phrases: Phrases) -> str:
    """The grade of a place where it is not that of its document."""
    if confidence == source.confidence:
        return ""
    return phrases.fmt("({condition})", condition=phrases.confidence(confidence))


def _citations(blocks: Iterable[Block]) -> Iterator[Cite]:
    for content in _contents(blocks):
        for piece in pieces(content):
            if isinstance(piece, Cite):
                yield piece


def _contents(blocks: Iterable[Block]) -> Iterator[Content]:
    for block in blocks:
        match block:
            case Section():
                yield from (content for _, content in unfolded(block.lines))
            case Table():
                for row in block.full_rows:
                    yield from row.cells
                    yield from (under.content if isinstance(under, Narrow) else under for under in row.under)
            case Verdict(content):
                yield content
            case Notes(rows):
                for _, contents in rows:
                    yield from contents
