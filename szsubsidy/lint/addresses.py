"""Sources that no reader can look up, and the disputes that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.sources import Source
from szsubsidy.errors import message
from szsubsidy.lint.diagnostic import Diagnostic, warning
from szsubsidy.lint.soundness import place_of


def without_address(sources: Iterable[Source], file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each source of a file that has no address, nor any of its provisions."""
    for source in sources:
        if not _can_be_looked_up(source):
            yield warning(
                message("has no address"),
                where=f"{file}: {source.id}",
                hint=message("link, or seen: a page where a reader can look it up"),
                code="no-address",
            )


def groundless_disputes(programme: Programme, sources: Mapping[str, Source], file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each claim of a dispute whose source has no address."""
    for edition in programme.editions:
        for place, dispute in enumerate(edition.disputes):
            for nth, claim in enumerate(dispute.others):
                source = claim.cite.partition("#")[0]
                if not _can_be_looked_up(sources[source]):
                    yield warning(
                        message("rests on {source}, which has no address"),
                        where=f"{place_of(edition, file)}.disputes[{place}].others[{nth}]",
                        hint=message("an address in the source; without one, a note"),
                        code="dispute-without-address",
                        source=source,
                    )


def _can_be_looked_up(source: Source) -> bool:
    """Whether a reader can find a source: by an address or, of a newspaper, by its day."""
    if source.kind == "newspaper" and source.issued is not None:
        return True
    return bool(source.link or source.seen or any(provision.seen for provision in source.provisions.values()))
