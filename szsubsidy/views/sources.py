"""The bibliography."""

from __future__ import annotations

from szsubsidy.catalogue.model import Source
from szsubsidy.days import iso
from szsubsidy.formats.page import Report, Section
from szsubsidy.views.phrases import Words


def sources_report(words: Words) -> Report:
    """Return every source with its issuer, number, places and addresses."""
    return Report("", tuple(_section(source, words) for source in words.catalogue.sources.values()))


def sources_document(words: Words) -> dict[str, object]:
    """Return the bibliography as JSON."""
    return {
        "schema_version": 1,
        "sources": [
            {
                "id": source.id,
                "kind": source.kind,
                "title": source.title,
                "title_en": source.title_en,
                "number": source.number,
                "issuer": source.issuer,
                "issued": iso(source.issued) if source.issued else None,
                "confidence": source.confidence,
                "link": source.link,
                "seen": source.seen,
                "note": source.note,
                "provisions": [item._asdict() for item in source.provisions.values()],
            }
            for source in words.catalogue.sources.values()
        ],
    }


def _section(source: Source, words: Words) -> Section:
    title = source.title_en if words.language == "en" else source.title
    other = source.title if words.language == "en" else ""
    facts = [other, source.number or "", words.text(source.issuer), words.day(source.issued) if source.issued else ""]
    lines = [" · ".join(part for part in facts if part)]
    if source.link:
        lines.append(source.link)
    if source.seen:
        lines.append(words.sentence("read at: {pages}", pages=", ".join(source.seen)))
    if source.note:
        lines.append(words.text(source.note))
    lines += [
        words.aside(f"#{item.at} {words.text(item.title)}", words.confidence(item.confidence))
        for item in source.provisions.values()
    ]
    return Section(words.about(source.id, title), tuple(lines))
