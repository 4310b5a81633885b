"""The bibliography of what a report cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.model import Source
from szsubsidy.formats.page import Block, Column, Section, Table
from szsubsidy.views.phrases import Words

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_BETWEEN = re.compile(r"[\s,，、;；]+")


def cited_sources(blocks: Iterable[Block], words: Words) -> Table:
    """Return one row for each source that stands in square brackets in ``blocks``, in the bibliography's order."""
    _ = words._
    places: dict[str, list[str]] = {}
    for text in _texts(blocks):
        for bracket in _BRACKETS.findall(text):
            for cite in _BETWEEN.split(bracket):
                source, _hash, place = cite.partition("#")
                if source in words.catalogue.sources:
                    places.setdefault(source, []).append(place)
    columns = (
        Column(_("Source")),
        Column(_("Document")),
        Column(_("Issued")),
        Column(_("Places")),
        Column(_("Grade")),
        Column(_("Address")),
    )
    known = words.catalogue.sources.values()
    return Table(columns, tuple(_row(source, places[source.id], words) for source in known if source.id in places))


def _row(source: Source, places: list[str], words: Words) -> tuple[str, ...]:
    titles = [source.title_en, source.title] if words.language == "en" else [source.title]
    issued = [words.text(source.issuer), words.day(source.issued) if source.issued else ""]
    used = [
        f"#{item.at} {words.text(item.title)} {_graded(item.confidence, source, words)}".rstrip()
        for item in source.provisions.values()
        if item.at in places
    ]
    return (
        source.id,
        " · ".join(part for part in (*titles, source.number) if part),
        " · ".join(part for part in issued if part),
        words.clauses(used),
        words.confidence(source.confidence),
        source.link or "",
    )


def _graded(confidence: str, source: Source, words: Words) -> str:
    """The grade of a place where it is not that of its document."""
    if confidence == source.confidence:
        return ""
    return words.sentence("({condition})", condition=words.confidence(confidence))


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Section():
                yield from block.lines
            case Table():
                for row in block.rows:
                    yield from row
