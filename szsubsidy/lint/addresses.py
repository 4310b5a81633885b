"""Sources that no reader can look up, and the disputes that rest on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from szsubsidy.catalogue.model import Programme
from szsubsidy.catalogue.sources import Source
from szsubsidy.errors import message
from szsubsidy.lint.diagnostic import Diagnostic, warning
from szsubsidy.lint.soundness import place_of


def without_address(sources: Iterable[Source], file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each source of a file that has no address, nor any of its provisions."""
    for source in sources:
        if source.can_be_looked_up:
            continue
        official = "official" in {source.confidence, *(place.confidence for place in source.provisions.values())}
        yield warning(
            message("calls itself official and has no address") if official else message("has no address"),
            where=f"{file}: {source.id}",
            hint=message("link, or seen: a page where a reader can look it up"),
            code="official-without-address" if official else "no-address",
        )


def groundless_disputes(programme: Programme, file: str) -> Iterator[Diagnostic]:
    """Yield a warning for each claim of a dispute whose source has no address, which is shown nowhere."""
    for edition in programme.editions:
        for claim in edition.groundless:
            yield warning(
                message("rests on {source}, which has no address"),
                where=f"{place_of(edition, file)}.{claim.place}",
                hint=message("an address in the source; without one, a note"),
                code="dispute-without-address",
                source=claim.source,
            )
