"""Citations as numbers, and the list of what they stand for: the document's title and the place in it."""

from __future__ import annotations

from collections.abc import Iterable

from szsubsidy.catalogue.citations import source_of
from szsubsidy.formats.changed import changed, with_citations
from szsubsidy.formats.page import Block, Cite, Content, Item, Section
from szsubsidy.views.phrases import Phrases


def numbered(blocks: Iterable[Block], phrases: Phrases) -> list[Block]:
    """Return blocks with numbers in the place of citations, and behind them the list of what was cited.

    Numbers count from 1 in the order in which provisions are first cited; the address of a document stands with the
    first of its provisions.
    """
    numbers: dict[str, int] = {}

    def number(cite: Cite) -> str:
        return str(numbers.setdefault(cite.id, len(numbers) + 1))

    made = [changed(block, lambda content: with_citations(content, number)) for block in blocks]
    if numbers:
        made.append(_list({cite: str(at) for cite, at in numbers.items()}, phrases))
    return made


def listed(blocks: Iterable[Block], phrases: Phrases) -> list[Block]:
    """Return blocks with the ids of their citations, and behind them the list of what was cited."""
    cites: dict[str, str] = {}

    def keep(cite: Cite) -> str:
        return cites.setdefault(cite.id, cite.id)

    made = list(blocks)
    for block in made:
        changed(block, lambda content: with_citations(content, keep))
    return [*made, _list(cites, phrases)] if cites else made


def place_of(cite: str, phrases: Phrases, *, official: bool = False) -> str:
    """Write the title of a document and the place in it that is cited, in the reader's language.

    ``official``: with what the document itself is called, by its number and, in English, its own title.
    """
    source = phrases.catalogue.sources[source_of(cite)]
    title = phrases.document(cite)
    names = [source.title if phrases.language == "en" else None, source.number]
    if official and any(names):
        title = phrases.in_brackets(title, phrases.joined([name for name in names if name]))
    if source.origin is not None:
        title = phrases.fmt("OWN {name}", name=title)
    at = cite.partition("#")[2]
    if not at:
        return title
    return phrases.fmt("{document}, {place}", document=title, place=phrases.text(source.provisions[at].title))


def _list(marks: dict[str, str], phrases: Phrases) -> Section:
    """Return one line for each provision, behind its mark; under it the document's address."""
    lines: list[Item] = []
    addressed: set[str] = set()
    for cite, mark in marks.items():
        source = phrases.catalogue.sources[source_of(cite)]
        first = source.id not in addressed
        link: tuple[Content, ...] = (phrases.link(source.link),) if source.link and first else ()
        addressed.add(source.id)
        official = first and source.number is not None
        lines.append(Item(f"[{mark}] {place_of(cite, phrases, official=official)}", link))
    return Section(phrases.tr("Sources"), tuple(lines))
