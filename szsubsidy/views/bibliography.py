"""The bibliography of what a report cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.model import Source
from szsubsidy.formats.page import Block, Column, Section, Table
from szsubsidy.views.phrases import Phrases

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_BETWEEN = re.compile(r"[\s,，、;；]+")


def cited_sources(blocks: Iterable[Block], phrases: Phrases) -> Table:
    """Return one row for each source that stands in square brackets in ``blocks``, in the bibliography's order."""
    _ = phrases.tr
    places: dict[str, list[str]] = {}
    for text in _texts(blocks):
        for bracket in _BRACKETS.findall(text):
            for cite in _BETWEEN.split(bracket):
                source, _hash, place = cite.partition("#")
                if source in phrases.catalogue.sources:
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


def _row(source: Source, places: list[str], phrases: Phrases) -> tuple[str, ...]:
    titles = [source.title_en, source.title] if phrases.language == "en" else [source.title]
    issued = [phrases.text(source.issuer), phrases.day(source.issued) if source.issued else ""]
    used = [
        f"#{item.at} {phrases.text(item.title)} {_graded(item.confidence, source, phrases)}".rstrip()
        for item in source.provisions.values()
        if item.at in places
    ]
    return (
        source.id,
        " · ".join(part for part in (*titles, source.number) if part),
        " · ".join(part for part in issued if part),
        phrases.clauses(used),
        phrases.confidence(source.confidence),
        source.link or "",
    )


def _graded(confidence: str, source: Source, phrases: Phrases) -> str:
    """The grade of a place where it is not that of its document."""
    if confidence == source.confidence:
        return ""
    return phrases.fmt("({condition})", condition=phrases.confidence(confidence))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Section():
                yield from block.lines
            case Table():
                for row in block.rows:
                    yield from row
