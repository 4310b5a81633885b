"""Statements of sources that belong to programmes which are not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from szsubsidy.catalogue.sources import Source
from szsubsidy.errors import unknown_programme
from szsubsidy.lint.diagnostic import Diagnostic
from szsubsidy.spelling import nearest


def lost_statements(sources: Iterable[Source], programmes: Collection[str], file: str) -> Iterator[Diagnostic]:
    """Yield an error for each programme that a statement of a file's sources names and no file defines."""
    for source in sources:
        for place, said in enumerate(source.statements):
            for nth, uptake in enumerate(said.taken_up):
                if uptake.programme not in programmes:
                    where = f"{file}: {source.id}.statements[{place}].taken_up[{nth}]"
                    near = nearest(uptake.programme, programmes)
                    yield Diagnostic("error", unknown_programme(uptake.programme, where=where, near=near))
