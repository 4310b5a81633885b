"""Citations as numbered notes, and the table of what they stand for, for what is handed on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.citations import source_of
from szsubsidy.catalogue.sources import Source
from szsubsidy.formats.changed import changed, with_citations
from szsubsidy.formats.page import Anchor, Block, Cite, Column, Content, Inline, Row, Table
from szsubsidy.views.phrases import Phrases


def with_notes(blocks: Iterable[Block], phrases: Phrases) -> tuple[list[Block], Table]:
    """Return blocks with numbers in the place of citations, and a table with a row for each number.

    Documents come in the order in which they are first cited, each with its cited places together, so that what is
    said of a document stands there once. ``[a#1]``, ``[b]``, ``[a#2]`` become 1, 3 and 2.
    """
    blocks = list(blocks)
    cited: dict[str, dict[str, None]] = {}

    def note(cite: Cite) -> Inline:
        cited.setdefault(cite.source, {}).setdefault(cite.id)
        return cite

    for block in blocks:
        changed(block, lambda content: with_citations(content, note))
    ordered = [cite for places in cited.values() for cite in places]
    numbers = {cite: str(number) for number, cite in enumerate(ordered, 1)}

    def number(cite: Cite) -> Inline:
        return Cite(cite.id, numbers[cite.id])

    numbered = [changed(block, lambda content: with_citations(content, number)) for block in blocks]
    return numbered, Table(_columns(phrases), tuple(_rows(numbers, phrases)))


def _columns(phrases: Phrases) -> tuple[Column, ...]:
    _ = phrases.tr
    return (
        Column(_("No.")),
        Column(_("Document")),
        Column(_("Place")),
        Column(_("Grade")),
        Column(_("Issued")),
        Column(_("Address")),
    )


def _rows(numbers: dict[str, str], phrases: Phrases) -> Iterator[Row]:
    """Yield a row for each number; the document stands in that of its first place."""
    told: set[str] = set()
    for cite, number in numbers.items():
        source = phrases.catalogue.sources[source_of(cite)]
        at = cite.partition("#")[2]
        provision = source.provisions.get(at)
        confidence = provision.confidence if provision else source.confidence
        document, issued, address = ("", "", "") if source.id in told else _document(source, phrases)
        told.add(source.id)
        place = phrases.text(provision.title) if provision else phrases.tr("as a whole")
        yield Row((Anchor(cite, number), document, place, phrases.confidence(confidence), issued, address))


def _document(source: Source, phrases: Phrases) -> tuple[Content, Content, Content]:
    """Write a document's title with the official one, who issued it and when, and its address."""
    titles = [source.title_en, source.title] if phrases.language == "en" else [source.title]
    title = " · ".join(part for part in (*dict.fromkeys(titles), source.number) if part)
    issued = [phrases.text(source.issuer), phrases.day(source.issued) if source.issued else ""]
    return (
        title if source.origin is None else phrases.fmt("OWN {name}", name=title),
        phrases.joined(part for part in issued if part),
        phrases.link(source.link) if source.link else "",
    )
